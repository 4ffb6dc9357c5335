/**
 * Checks the npm package: it is made and installed in a new project, where every entry point
 * is imported and a backup is taken, fetched and proven, under each runtime that `.ci/runtimes` has installed.
 *
 *     deno task pack:check
 */
import { join } from "node:path";
import { expect, inFolder, leftOut, type Ran, run, status } from "./checks.ts";
import { TOP } from "./made.ts";
import { TARBALL } from "./pack.ts";
import { findRuntime, NOT_INSTALLED, RUNTIMES } from "./runtimes.ts";

const ENTRY_POINTS = `
import { readFile } from "node:fs/promises";
const manifest = "node_modules/@sitehaul/sitehaul/package.json";
const { name, exports, engines, dependencies } = JSON.parse(await readFile(manifest, "utf8"));
const entryPoints = Object.keys(exports);
for (const entryPoint of entryPoints) {
  const module = await import(name + entryPoint.slice(1));
  if (Object.keys(module).length === 0) throw new Error(entryPoint + " exports nothing");
}
const isExact = Object.values(dependencies).every((version) => /^\\d+\\.\\d+\\.\\d+$/.test(version));
console.log(JSON.stringify({ imported: entryPoints.length, isExact, ...engines }));
`;

const BACKUP = `
import { connect, detect, drain } from "@sitehaul/sitehaul";
import { verifyArchive } from "@sitehaul/sitehaul/archive";
import { createSimulator, DEFAULT_SECRET as secret, serve } from "@sitehaul/sitehaul/simulator";
const [dir] = process.argv.slice(2);
const server = await serve(createSimulator({ product: "wordpress", version: "9.1.1" }));
const { url } = server;
const found = await detect(url, { secret });
const site = await connect(url, { secret });
const { id } = await drain(site.takeBackup({ description: "From npm" }));
const fetched = await drain(site.download(id, { dir, deleteRemote: true }));
if (!fetched.deletedRemote) throw new Error("the files on the server were not deleted");
const { readdir } = await import("node:fs/promises");
const [archive] = (await readdir(dir)).filter((name) => name.endsWith(".jpa"));
const { ok, files } = await verifyArchive(dir + "/" + archive);
console.log(JSON.stringify({ version: found.version.version, ok, files }));
await server.close();
`;

async function checkUnder(name: string, runtime: string, project: string): Promise<void> {
  const script = (...words: string[]): Promise<Ran> => run(runtime, words, { cwd: project });
  const imported = await script("entry_points.js");
  const exact = /"imported":[1-9]\d*,"isExact":true,"node":">=22\.15"/;
  expect(`every entry point of it is imported under ${name}`, imported, exact);
  const backup = await script("backup.js", join(project, `from-${name}`));
  expect(`it takes, fetches and proves a backup under ${name}`, backup, /"ok":true,"files":[1-9]/);
}

/** Packs it and installs it in a folder, which exists; resolves to the folder of the package there. */
export async function installPackage(folder: string): Promise<string> {
  const packed = await run(Deno.execPath(), ["task", "pack"]);
  expect("the npm package is made", packed, /dist\/sitehaul\.tgz \(\d+/);
  const project = join(folder, "project");
  await Deno.mkdir(project);
  await Deno.writeTextFile(join(project, "package.json"), '{"type":"module","private":true}\n');
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund"];
  const installed = await run("npm", ["install", ...quiet, join(TOP, TARBALL)], { cwd: project });
  expect("npm installs it", installed, /added \d+ packages/);
  return join(project, "node_modules/@sitehaul/sitehaul");
}

/** Packs, installs and uses the package; `folder` exists, and may be filled. */
export async function checkNpmPackage(folder: string): Promise<void> {
  await installPackage(folder);
  const project = join(folder, "project");
  await Deno.writeTextFile(join(project, "entry_points.js"), ENTRY_POINTS);
  await Deno.writeTextFile(join(project, "backup.js"), BACKUP);
  for (const each of RUNTIMES) {
    const runtime = await findRuntime(each);
    if (runtime === undefined) leftOut(`${each} ${NOT_INSTALLED}`);
    else await checkUnder(runtime.name, runtime.path, project);
  }
}

if (import.meta.main) {
  await inFolder(checkNpmPackage);
  Deno.exit(status());
}
