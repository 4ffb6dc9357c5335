/** The walkthrough of Akeeba Remote CLI, with `sitehaul` in the place of `php remote.phar`. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createSimulator,
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  serve,
  type Simulator,
} from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const PERMISSIONS = ["net", "read", "write", "env", "sys"].map((name) => `--allow-${name}`);

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program as a process in a home folder of its own. */
async function sitehaul(home: string, args: readonly string[], stdin = ""): Promise<Ran> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--no-prompt", ...PERMISSIONS, MAIN, ...args],
    cwd: home,
    env: { HOME: home, SITEHAUL_CACHE: join(home, "cache"), SITEHAUL_SECRET: "", NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const { code: status, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { status, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

interface Visited {
  readonly simulator: Simulator;
  readonly home: string;
  /** Where the site is, and what to prove with. */
  readonly site: readonly string[];
  readonly run: (args: readonly string[], stdin?: string) => Promise<Ran>;
}

function visit(
  product: "joomla" | "wordpress" | "solo",
  version: string,
  test: (visited: Visited) => Promise<void>,
  credential: string = `--secret=${DEFAULT_SECRET}`,
): Promise<void> {
  return inFolder(async (home) => {
    const simulator = createSimulator({ product, version });
    await using server = await serve(simulator);
    const site = [`--host=${server.url}`, credential];
    await test({ simulator, home, site, run: (args, stdin) => sitehaul(home, args, stdin) });
  });
}

Deno.test.each<["joomla" | "wordpress" | "solo", string, string, string, string]>([
  ["joomla", "3.11.1", `--secret=${DEFAULT_SECRET}`, "v1", "with the Secret Word"],
  ["joomla", "9.3.3", `--secret=${DEFAULT_SECRET}`, "v2", "with the Secret Word"],
  ["joomla", "10.2.1", `--token=${DEFAULT_TOKEN}`, "v3", "with a Joomla API Token"],
  ["wordpress", "9.1.1", `--secret=${DEFAULT_SECRET}`, "v2", "with the Secret Word"],
  ["solo", "8.2.0", `--secret=${DEFAULT_SECRET}`, "v2", "with the Secret Word"],
])(
  "test finds %s %s",
  (product, version, credential, api, how) =>
    visit(product, version, async ({ run, site }) => {
      const { status, stdout, stderr } = await run(["test", ...site]);
      assertEquals(status, 0, stderr);
      assertStringIncludes(stdout, "Successful connection to site");
      assertStringIncludes(stdout, `Using the JSON API ${api}`);
      assertStringIncludes(stdout, how);
      assertMatch(stdout, /Professional[^]*API level \d+|API level \d+[^]*Professional/);
      assert(!(stdout + stderr).includes(DEFAULT_SECRET) && !stdout.includes(DEFAULT_TOKEN));
    }, credential),
);

Deno.test("backup with download and delete leaves the archive here, and nothing there", () =>
  visit("joomla", "10.2.1", async ({ run, site, home }) => {
    const flags = ["--profile=1", "--download", "--dlpath=.", "--delete"];
    const { status, stdout, stderr } = await run(["backup", ...site, ...flags]);
    assertEquals(status, 0, stderr);
    assertStringIncludes(stdout, "The backup finished successfully.");
    assert((await namesIn(home)).some((name) => name.endsWith(".jpa")));
    const list = await run(["listbackups", ...site, "-m", "--quiet"]);
    assertMatch(
      list.stdout,
      /^INFO\| +1\|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\|obsolete\|.*\|1\|1\|.*\n$/,
    );
    assertEquals([list.status, list.stderr], [0, ""]);
  }));

Deno.test("a backup that fails ends with 120, and is neither fetched nor deleted", () =>
  visit("wordpress", "9.1.1", async ({ run, site, home, simulator }) => {
    simulator.arm({ match: { method: "stepBackup", nth: 2 }, backupError: "Disk full" });
    const args = ["--action=backup", ...site, "--download", "--dlpath=.", "--delete", "-m"];
    const { status, stdout } = await run(args);
    assertEquals(status, 120);
    assertMatch(stdout, /^ERROR\|.*Disk full/m);
    assertEquals((await namesIn(home)).filter((name) => name.includes("jpa")), []);
  }));

Deno.test("a profile goes out to the standard output and in from the standard input", () =>
  visit("joomla", "10.2.1", async ({ run, site, simulator }) => {
    const out = await run(["profileexport", ...site, "--id=1", "-m", "--quiet", "--"]);
    assertEquals([out.status, out.stderr], [0, ""]);
    assertEquals(typeof JSON.parse(out.stdout), "object");
    const before = simulator.site.profiles.length;
    const back = await run(["profileimport", ...site, "--"], out.stdout);
    assertEquals([back.status, simulator.site.profiles.length], [0, before + 1], back.stderr);
  }));

Deno.test("a section of the file says where, with what, and what to do", () =>
  visit("solo", "8.2.0", async ({ run, site: [host = ""], home, simulator }) => {
    const address = host.slice("--host=".length);
    const file =
      `secret="wrong"\n[mysite]\nhost=${address}\nsecret="${DEFAULT_SECRET}"\naction=backup\n`;
    await Deno.writeTextFile(join(home, ".akeebaremotecli"), file);
    const { status, stdout, stderr } = await run(["--host=mysite"]);
    assertEquals(status, 0, stderr);
    assertStringIncludes(stdout, "The backup finished successfully.");
    assertEquals(simulator.site.records.length, 1);
    const wrong = await run(["test", "--host=mysite", "--secret=another"]);
    assertEquals(wrong.status, 42);
  }));

Deno.test("what never reaches a site does not end with 0", () =>
  inFolder(async (home) => {
    const refused = await sitehaul(home, ["test", "--host=http://127.0.0.1:9", "-s", "x", "-m"]);
    assertEquals(refused.status, 22);
    assertMatch(refused.stdout, /^ERROR\|/m);
    assertEquals((await sitehaul(home, ["--action=frobnicate", "--host=x"])).status, 10);
    assertEquals((await sitehaul(home, ["listbackups"])).status, 35);
  }));
