/**
 * Checks the program of its own that `deno task compile:bun` makes, in an empty folder, with nothing on
 * its PATH: it tells its version and its help, finds a site, takes, downloads and verifies a backup, and
 * uses the plugin of the README.
 */
import { join } from "node:path";
import { VERSION } from "../src/base/program_version.ts";
import { DEFAULT_SECRET } from "../src/simulator/mod.ts";
import { pluginOfReadme, servePlugin } from "../tests/runtimes/plugin_site.ts";
import { expect, leftOut, run } from "./checks.ts";
import { BINARY, findBun } from "./compile_bun.ts";
import { TOP } from "./made.ts";
import { NOT_INSTALLED } from "./runtimes.ts";

/** `site` is a simulated one; `folder` exists. */
export async function checkBinary(site: string, folder: string): Promise<void> {
  if (await findBun() === undefined) return leftOut(`Bun ${NOT_INSTALLED}`);
  const made = await run(Deno.execPath(), ["task", "compile:bun"]);
  expect("one binary is made", made, /dist\/sitehaul(?:\.exe)? \(\d+/);
  const [empty, own] = [join(folder, "nothing-here"), join(folder, "home")];
  for (const each of [empty, own]) await Deno.mkdir(each);
  const program = join(own, "sitehaul");
  await Deno.copyFile(join(TOP, BINARY), program);
  const env = { PATH: "", HOME: own, SITEHAUL_SECRET: DEFAULT_SECRET };
  const sitehaul = (...words: string[]) => run(program, words, { cwd: empty, env, clearEnv: true });
  const version = await sitehaul("version");
  expect("the binary tells its version", version, new RegExp(`^sitehaul ${VERSION}\nBun `));
  expect("it has the help", await sitehaul("--help"), /sitehaul COMMAND/);
  expect("it finds a site", await sitehaul("detect", site), /10\.2\.1/);
  const backup = await sitehaul("backup", site, "--download", "--dir", "backups");
  expect("it takes, downloads and verifies a backup", backup, /verified \(\d+ files\)/);
  const [archive = ""] = Array.from(Deno.readDirSync(join(empty, "backups")), ({ name }) => name)
    .filter((name) => name.endsWith(".jpa"));
  const verified = await sitehaul("verify", join("backups", archive));
  expect("it verifies an archive", verified, /^whole: jpa/);
  await using server = await servePlugin();
  const configuration = await pluginOfReadme(own, server.url);
  const plugin = await sitehaul("backup", "mine", "--config", configuration);
  expect("it uses the plugin of the README", plugin, /complete/i);
}
