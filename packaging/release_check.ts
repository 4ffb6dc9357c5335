/**
 * Checks what would be released: the bundle runs by itself, without any cache or network, also by the
 * lines of the Dockerfile; so does one binary; systemd takes the units; the npm package works under Node and Bun; npm and JSR
 * would take it; the list of components is written.
 *
 *     deno task release:check
 */
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET, serve } from "../src/simulator/mod.ts";
import { pluginOfReadme, servePlugin } from "../tests/runtimes/plugin_site.ts";
import { VERSION } from "../src/base/program_version.ts";
import { checkBinary } from "./binary_check.ts";
import { expect, inFolder, leftOut, run, status } from "./checks.ts";
import { TOP } from "./made.ts";
import { checkNpmPackage } from "./npm_check.ts";
import { TARBALL } from "./pack.ts";

/** What is read of `deno info`. */
interface Info {
  readonly roots: readonly string[];
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly { readonly specifier: string; readonly isDynamic?: true }[];
  }[];
}

/** What a module imports before it is run. */
function importsOf({ roots, modules }: Info): readonly string[] {
  const { dependencies = [] } = modules.find(({ specifier }) => specifier === roots[0]) ?? {};
  return dependencies.filter(({ isDynamic }) => isDynamic !== true)
    .map(({ specifier }) => specifier);
}

async function checkBundle(site: string, folder: string): Promise<void> {
  const bundle = await run(Deno.execPath(), ["task", "bundle"]);
  expect("the bundle is made", bundle, /sitehaul\.js/);
  const info = await run(Deno.execPath(), ["info", "--json", "dist/sitehaul.js"]);
  const said = info.code === 0 ? importsOf(JSON.parse(info.said)).join(" ") : info.said;
  expect("it loads nothing of the runtime before it is needed", { ...info, said }, /^$/);
  const file = join(folder, "sitehaul.js");
  await Deno.copyFile(join(TOP, "dist/sitehaul.js"), file);
  const env = {
    DENO_DIR: join(folder, "empty"),
    HOME: folder,
    SITEHAUL_SECRET: DEFAULT_SECRET,
    XDG_CACHE_HOME: "",
  };
  const alone = ["run", "--quiet", "--no-remote", "--cached-only", "--no-prompt", "-A", file];
  const sitehaul = (...words: string[]) =>
    run(Deno.execPath(), [...alone, ...words], { cwd: folder, env });
  expect("it tells its version", await sitehaul("--version"), new RegExp(`sitehaul ${VERSION}`));
  const bare = ["run", "--quiet", "--no-remote", "--cached-only", "--no-prompt", file, "--help"];
  const help = await run(Deno.execPath(), bare, { cwd: folder, env });
  expect("it has the help, which needs no permission", help, /sitehaul COMMAND/);
  expect("it has the catalogue", await sitehaul("endpoints", "--json"), /com_akeebabackup/);
  const backup = await sitehaul("backup", site, "--download", "--dir", "backups");
  expect("it takes, fetches and proves a backup", backup, /verified \(\d+ files\)/);
  await using other = await servePlugin();
  const configuration = await pluginOfReadme(folder, other.url);
  const plugin = await sitehaul("backup", "mine", "--config", configuration);
  expect("it uses the plugin of the README", plugin, / backup \d+, /);
  const remote = ["--mode", "sftp", "--url", "sftp://me:x@127.0.0.1:9/x", "--insecure"];
  const sftp = await sitehaul("download", site, "1", ...remote);
  expect("it has SFTP in it", sftp, /127\.0\.0\.1:9/, 22);
  const ftp = await sitehaul(
    "download",
    site,
    "1",
    "--mode",
    "ftp",
    "--url",
    "ftp://127.0.0.1:9/x",
  );
  expect("it has FTP in it", ftp, /127\.0\.0\.1:9/, 22);
}

/** The lines that the image runs, with the bundle that was just made, and without a home. */
async function checkImage(folder: string): Promise<void> {
  const text = await Deno.readTextFile(join(TOP, "Dockerfile"));
  const list = (pattern: RegExp): string[] => JSON.parse(pattern.exec(text)?.[1] ?? "[]");
  const start = list(/^ENTRYPOINT (\[.*)$/m);
  const lines = { start: [...start, ...list(/^CMD (\[.*)$/m)], health: list(/ CMD (\[.*)$/m) };
  const bundle = join(folder, "sitehaul.js");
  for (const [name, [, ...words]] of Object.entries(lines)) {
    const here = words.map((word) => word === "/sitehaul.js" ? bundle : word);
    const env = { DENO_DIR: "/nowhere", HOME: "" };
    const ran = await run(Deno.execPath(), here, { cwd: folder, env });
    expect(`the line of the image runs (${name})`, ran, /sitehaul/);
  }
}

/** What systemd itself says about the units, where it is installed. */
async function checkUnits(folder: string): Promise<void> {
  const units = join(folder, "units");
  await Deno.mkdir(units);
  const paths: string[] = [];
  for (const ending of ["service", "timer"]) {
    const path = join(units, `sitehaul-backup.${ending}`);
    const text = await Deno.readTextFile(
      join(TOP, `examples/systemd/sitehaul-backup.${ending}`),
    );
    // The program of the example is not on this computer.
    await Deno.writeTextFile(path, text.replace("/usr/local/bin/sitehaul", Deno.execPath()));
    paths.push(path);
  }
  try {
    // It ends with 0 in spite of keys that it does not know: silence is what counts.
    const verified = await run("systemd-analyze", ["verify", ...paths]);
    expect("systemd takes the units", verified, /^$/);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    leftOut("systemd is not here to read the units");
  }
}

async function checkPublishing(): Promise<void> {
  const notes = await run(Deno.execPath(), ["task", "--quiet", "release:notes"]);
  expect("the changelog has notes for the release", notes, /^(?:#|-|\w)/);
  const files = ["sitehaul.js", "sitehaul.tgz"].map((name) => join(TOP, "dist", name));
  const sums = await run(Deno.execPath(), ["task", "--quiet", "release:checksums", ...files]);
  expect("what is released has checksums", sums, /^[0-9a-f]{64} {2}sitehaul\.js\n/);
  // In the words of the workflow: without `./` npm would take it for a repository on GitHub.
  const npm = await run("npm", ["publish", `./${TARBALL}`, "--access", "public", "--dry-run"]);
  expect("npm would take the package", npm, new RegExp(`\\+ @sitehaul/sitehaul@${VERSION}`));
  const dry = await run(Deno.execPath(), ["publish", "--dry-run", "--allow-dirty"]);
  expect("JSR would take the modules", dry, /Dry run complete/);
  const sbom = await run(Deno.execPath(), ["task", "sbom"]);
  const bom = await Deno.readTextFile(join(TOP, "dist/sbom.cdx.json")).catch(() => "");
  expect("the list of components is written", { ...sbom, said: bom }, /"specVersion": "1\.6"/);
}

await inFolder(async (folder) => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  await using server = await serve(simulator);
  await checkBundle(server.url, folder);
  await checkImage(folder);
  await checkBinary(server.url, folder);
  await checkUnits(folder);
  await checkNpmPackage(folder);
  await checkPublishing();
});
Deno.exit(status());
