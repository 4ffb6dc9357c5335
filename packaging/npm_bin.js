#!/usr/bin/env node
// The command of the npm package. Any Node can read this file, also one that cannot read the others.
// deno-lint-ignore-file no-console -- nothing else is loaded yet
const [major, minor] = process.versions.node.split(".").map(Number);

if (!process.versions.bun && (major < 22 || (major === 22 && minor < 15))) {
  console.error(
    `sitehaul: Node.js 22.15 or later is needed, and this is ${process.version}: ` +
      "see https://nodejs.org/en/download",
  );
  process.exit(2);
}

keepCompiled();

import("../command/main.js")
  .then(({ main }) => main(process.argv.slice(2)))
  .then((status) => process.exit(status))
  .catch((error) => {
    console.error(`sitehaul: cannot start: ${error.message}`);
    process.exit(1);
  });

/**
 * Has Node keep the compiled program, which saves a third of the start of most commands. What is kept is
 * run the next time: only in a folder that nobody else can write to, by the rules of src/config/own_file.ts.
 */
function keepCompiled() {
  const { enableCompileCache } = process.getBuiltinModule("node:module");
  const { SITEHAUL_CACHE, LOCALAPPDATA, XDG_CACHE_HOME, HOME } = process.env;
  const { join } = process.getBuiltinModule("node:path");
  // As src/cli/context/folders.ts finds it.
  const usual = process.platform === "win32"
    ? LOCALAPPDATA && join(LOCALAPPDATA, "sitehaul", "cache")
    : process.platform === "darwin"
    ? HOME && join(HOME, "Library", "Caches", "sitehaul")
    : XDG_CACHE_HOME?.startsWith("/")
    ? join(XDG_CACHE_HOME, "sitehaul")
    : HOME && join(HOME, ".cache", "sitehaul");
  const cache = SITEHAUL_CACHE || usual;
  // Bun has no use for it.
  if (process.versions.bun || !cache || process.argv.includes("--no-cache")) return;
  const compiled = join(cache, "compiled");
  try {
    // Of what Node makes in it, others may be able to write: they must not get there.
    if (isOwn(cache, 0o022) && isOwn(compiled, 0o077)) enableCompileCache(compiled);
  } catch {
    // A folder that cannot be made or looked at: then nothing is kept.
  }
}

/** Makes a folder if there is none; whether it is the user's, and others have none of those rights. */
function isOwn(folder, rights) {
  const { lstatSync, mkdirSync } = process.getBuiltinModule("node:fs");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  return process.getuid === undefined || (uid === process.getuid() && (mode & rights) === 0);
}
