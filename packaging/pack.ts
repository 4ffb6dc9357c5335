/**
 * Makes the npm package, the command and the library: dist/sitehaul.tgz, from what `deno pack` makes.
 *
 *     deno task pack
 */
import { dirname, join, relative } from "node:path";
import { makeBundle } from "./bundle.ts";
import { tellMade, TOP } from "./made.ts";
import {
  BIN,
  configurationOf,
  DOCUMENTS,
  entriesOf,
  type Manifest,
  manifestOf,
  neededBy,
  npmNames,
  withNpmNames,
} from "./npm_package.ts";

/** Where the package is, from the top of the project. */
export const TARBALL = "dist/sitehaul.tgz";

/** Packages that few commands load stay what they are: the package names them as dependencies. */
const LOADED_LATER: readonly string[] = ["basic-ftp", "ssh2"];

async function run(command: string, ...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args: [...args], cwd: TOP })
    .output();
  if (!success) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesBelow(path);
    else yield path;
  }
}

/** Copies what Node needs of the package in one folder into another. */
async function copyForNode(from: string, to: string): Promise<void> {
  const configuration = configurationOf(await Deno.readTextFile(join(TOP, "deno.json")));
  const packed: Manifest = JSON.parse(await Deno.readTextFile(join(from, "package.json")));
  const paths = (await Array.fromAsync(filesBelow(from))).map((path) => relative(from, path));
  const read = (path: string) =>
    paths.includes(path) ? Deno.readTextFileSync(join(from, path)) : undefined;
  const { modules, names } = neededBy(entriesOf(packed.exports), read);
  const npm = npmNames(configuration);
  for (const path of [...modules, ...paths.filter((each) => DOCUMENTS.test(each))]) {
    const text = await Deno.readTextFile(join(from, path));
    await Deno.mkdir(dirname(join(to, path)), { recursive: true });
    await Deno.writeTextFile(join(to, path), modules.has(path) ? withNpmNames(text, npm) : text);
  }
  await Deno.mkdir(dirname(join(to, BIN.path)), { recursive: true });
  await Deno.copyFile(join(TOP, "packaging", BIN.source), join(to, BIN.path));
  await Deno.chmod(join(to, BIN.path), 0o755);
  const manifest = manifestOf(packed, configuration, names);
  await Deno.writeTextFile(join(to, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** In one file: to find all modules takes Node longer than what most commands do. */
async function bundleCommand(to: string): Promise<void> {
  await Deno.mkdir(join(to, BIN.folder));
  await makeBundle(join(to, BIN.folder, "main.js"), LOADED_LATER);
  // Without it, Node looks for one there for each of the files: 3 ms of 48.
  await Deno.writeTextFile(join(to, BIN.folder, "package.json"), '{ "type": "module" }\n');
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir({ prefix: "sitehaul-pack-" });
  const [packed, released] = [join(folder, "packed"), join(folder, "released")];
  try {
    for (const each of [packed, released, join(TOP, "dist")]) {
      await Deno.mkdir(each, { recursive: true });
    }
    await run(Deno.execPath(), "pack", "--allow-dirty", "--no-source-maps", "-o", `${packed}.tgz`);
    await run("tar", "xzf", `${packed}.tgz`, "-C", packed);
    await copyForNode(join(packed, "package"), join(released, "package"));
    await bundleCommand(join(released, "package"));
    await run("tar", "czf", join(TOP, TARBALL), "-C", released, "package");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  await tellMade(TARBALL);
}
