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

import("../command/main.js")
  .then(({ main }) => main(process.argv.slice(2)))
  .then((status) => process.exit(status))
  .catch((error) => {
    console.error(`sitehaul: cannot start: ${error.message}`);
    process.exit(1);
  });
