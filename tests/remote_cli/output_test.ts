/** What scripts cut and grep: the lines of `-m`, of `-m --quiet`, and the words for people. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  createSimulator,
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  partOf,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli, type Surroundings } from "../cli/fake_world.ts";

type SimulatedSite = Pick<SimulatorOptions, "product" | "version">;

function site() {
  const simulator = createSimulator({
    product: "joomla",
    version: "10.2.1",
    clock: () => new Date("2026-01-02T03:04:05Z"),
  });
  const run = (verb: string, more: readonly string[] = [], around: Surroundings = {}) =>
    cli([verb, "--host=https://a.example", `--secret=${DEFAULT_SECRET}`, ...more], {
      transport: simulator.handle,
      variables: {},
      ...around,
    });
  return { simulator, run };
}

/** Records of every kind, the newest first in the list. */
function records() {
  const { simulator, run } = site();
  simulator.site.addRecord({ parts: [partOf("one.jpa", new Uint8Array(2048))] });
  simulator.site.addRecord({ description: "cut | here", status: "fail", parts: [] });
  simulator.site.addRecord({ description: "gone", filesExist: false, parts: [] });
  return run;
}

const WHEN = "2026-01-02 03:04:05";

Deno.test("listbackups -m --quiet prints the lines alone, as they always were", async () => {
  const { status, stdout, stderr } = await records()("listbackups", ["-m", "--quiet"]);
  assertEquals([status, stderr], [0, ""]);
  assertEquals(stdout.split("\n"), [
    `INFO|     3|${WHEN}|obsolete|gone|1|1|obsolete|`,
    `INFO|     2|${WHEN}|fail    |cut   here|1|1|fail    |`,
    `INFO|     1|${WHEN}|complete|A backup|1|1|ok      |2048`,
    "",
  ]);
});

Deno.test("listbackups -m has a header above them; --silent leaves it out", async () => {
  const run = records();
  const { stdout } = await run("listbackups", ["-m"]);
  assertEquals(stdout.split("\n")[0], "HEADER|List of backup records");
  assertMatch((await run("listbackups", ["-m", "--silent"])).stdout, /^INFO\| +3\|/);
});

Deno.test("listbackups without -m prints lines to cut, too", async () => {
  const { stdout } = await records()("listbackups");
  assertMatch(stdout, /^ +3\|2026-01-02 03:04:05\|obsolete\|gone\|/);
  assertEquals(stdout.trimEnd().split("\n").length, 3);
});

Deno.test("backupinfo prints one record, without meta", async () => {
  const { stdout } = await records()("backupinfo", ["--id=1", "-m"]);
  const header = "HEADER|Statistic info for backup #1";
  assertEquals(stdout, `${header}\nINFO|     1|${WHEN}|complete|A backup|1|1|2048\n`);
});

Deno.test("what was uploaded elsewhere is remote, not obsolete", async () => {
  const { simulator, run } = site();
  simulator.site.addRecord({ description: "away", parts: [], remote: "ftp://x/two.jpa" });
  const { stdout } = await run("listbackups", ["-m", "--quiet"]);
  assertEquals(stdout, `INFO|     1|${WHEN}|remote  |away|1|1|remote  |\n`);
  assertMatch((await run("backupinfo", ["--id=1"])).stdout, /\|remote {2}\|away\|/);
});

Deno.test("backupinfo shows a record whose files are gone as obsolete", async () => {
  const { stdout } = await records()("backupinfo", ["--id=3", "-m", "--quiet"]);
  assertEquals(stdout, `INFO|     3|${WHEN}|obsolete|gone|1|1|\n`);
});

Deno.test("a backup in parts has their number, and the size of all", async () => {
  const { simulator, run } = site();
  const parts = ["a.j01", "a.j02", "a.jpa"].map((name) => partOf(name, new Uint8Array(1024)));
  simulator.site.addRecord({ description: "Ünï ✓", parts });
  const { stdout } = await run("listbackups", ["-m", "--quiet"]);
  assertEquals(stdout, `INFO|     1|${WHEN}|complete|Ünï ✓|1|3|ok      |3072\n`);
});

Deno.test("profiles -m --quiet prints ID|name", async () => {
  const { stdout } = await site().run("profiles", ["-m", "--quiet"]);
  assertEquals(stdout, "INFO|   1|Default Backup Profile\n");
});

Deno.test("an empty list is a warning, not nothing", async () => {
  const machine = await site().run("listbackups", ["-m", "--quiet"]);
  assertEquals(machine.stdout, "WARNING|No backup records were found\n");
  const human = await site().run("listbackups");
  assertEquals(human.stdout, "");
  assertEquals(human.stderr, "warning: No backup records were found\n");
});

Deno.test("profileexport -- prints the JSON alone; with -m all else goes to the standard error", async () => {
  for (const flags of [["--"], ["-m", "--"], ["-m", "--quiet", "--"]]) {
    const { status, stdout } = await site().run("profileexport", ["--id=1", ...flags]);
    assertEquals([status, typeof JSON.parse(stdout)], [0, "object"]);
  }
  const missing = await site().run("profileexport", ["--id=99", "-m", "--"]);
  assertEquals(missing.stdout, "");
  assertMatch(missing.stderr, /^ERROR\|/);
});

Deno.test("-m prints one TYPE|message in a line, and nothing on the standard error", async () => {
  const { simulator, run } = site();
  simulator.arm({ match: { method: "stepBackup", nth: 2 }, warnings: ["Two\nlines"] });
  const { status, stdout, stderr } = await run("backup", ["-m"]);
  assertEquals([status, stderr], [0, ""]);
  for (const line of stdout.trimEnd().split("\n")) assertMatch(line, /^(INFO|WARNING|HEADER)\|./);
  assertStringIncludes(stdout, "INFO|The backup finished successfully.");
  assertMatch(stdout, /^WARNING\|.*Two lines$/m);
});

Deno.test("-m --quiet of a backup prints warnings and errors only", async () => {
  const { simulator, run } = site();
  assertEquals((await run("backup", ["-m", "--quiet"])).stdout, "");
  simulator.arm({ match: { method: "stepBackup", nth: 2 }, backupError: "Disk full" });
  const { status, stdout, stderr } = await run("backup", ["-m", "--quiet"]);
  assertEquals([status, stderr], [120, ""]);
  assertMatch(stdout, /^ERROR\|.*Disk full.*\n$/);
});

Deno.test("--quiet without -m writes data alone, so that cron has nothing to mail about", async () => {
  const run = records();
  for (const verb of ["test", "backup"]) {
    assertEquals(await run(verb, ["--quiet"]), { status: 0, stdout: "", stderr: "" });
  }
  const exported = await run("profileexport", ["--id=1", "--quiet", "--"]);
  assertEquals(typeof JSON.parse(exported.stdout), "object");
  const listed = await run("listbackups", ["--quiet"]);
  assertEquals(listed.stdout.trimEnd().split("\n").length, 4);
  assertMatch((await run("test", ["--quiet", "--debug"])).stdout, /^Successful connection/);
  assertMatch((await cli(["license", "--quiet"])).stdout, /MIT License/);
});

Deno.test("without a terminal there is no progress, so that cron mails the result and warnings alone", () =>
  inFolder(async (folder) => {
    const { simulator, run } = site();
    const backup = await run("backup", ["-d"], { folder });
    assertEquals([backup.status, backup.stderr], [0, ""]);
    assertMatch(backup.stdout, /^The backup finished successfully\.$/m);
    const again = await run("download", ["--id=1"], { folder });
    assertEquals([again.status, again.stderr], [0, ""]);
    simulator.arm({ match: { method: "stepBackup", nth: 3 }, warnings: ["Almost full"] });
    const { stderr } = await run("backup");
    assertMatch(stderr, /^warning: .*Almost full\n$/);
    const watched = await run("backup", [], { terminal: ALL_TERMINALS });
    assertMatch(watched.stderr, /backup/);
    assertMatch((await run("backup", ["--debug"])).stderr, /backup \d+ of profile 1 started/);
  }));

Deno.test("an error has its number, with -m and without", async () => {
  const { run } = site();
  const machine = await run("backupinfo", ["--id=9", "-m", "--quiet"]);
  assertMatch(machine.stdout, /^ERROR\|Error #110 - There is no such backup record.*\n$/);
  const human = await run("backupinfo", ["--id=9"]);
  assertMatch(human.stderr, /^sitehaul: Error #110 - There is no such backup record/);
  assertEquals([machine.status, human.status, human.stdout], [110, 110, ""]);
});

Deno.test.each<[SimulatedSite, string, string]>([
  [{ product: "joomla", version: "10.2.1" }, DEFAULT_SECRET, "v2|Secret|Professional|600"],
  [{ product: "joomla", version: "10.2.1" }, DEFAULT_TOKEN, "v3|Token|Professional|600"],
  [{ product: "joomla", version: "6.6.1" }, DEFAULT_SECRET, "v1|Secret|Professional|"],
])("test says what scripts grep for: %j", async (options, credential, expected) => {
  const transport = createSimulator(options).handle;
  const [version = "", kind, edition = "", level = ""] = expected.split("|");
  // A token may stand where the Secret Word does: scripts have it there.
  const line = ["test", "--host=https://a.example", `--secret=${credential}`];
  const { status, stdout } = await cli(line, { transport });
  assertEquals(status, 0);
  const [first, second = "", third = ""] = stdout.split("\n");
  const by = kind === "Secret" ? "with the Secret Word" : "with a Joomla API Token";
  assertEquals(first, "Successful connection to site");
  assertEquals(second, `Using the JSON API ${version}, authenticating ${by}`);
  assertMatch(third, new RegExp(`\\b${edition}\\b.*\\(API level ${level}\\d*\\)$`));
});

Deno.test("--debug adds DEBUG lines, without secrets", async () => {
  const { stdout, stderr } = await site().run("test", ["-m", "--debug"]);
  assertMatch(stdout, /^DEBUG\|/m);
  assert(!(stdout + stderr).includes(DEFAULT_SECRET));
});

Deno.test("--nocolor takes the colours away that a terminal would get", async () => {
  const around = { terminal: ALL_TERMINALS };
  assert((await site().run("test", [], around)).stdout.includes("\x1b["));
  assert(!(await site().run("test", ["--nocolor"], around)).stdout.includes("\x1b["));
});

Deno.test("license and php answer without any site", async () => {
  const around = { variables: {} };
  const license = await cli(["license"], around);
  assertEquals(license.status, 0);
  assertMatch(license.stdout, /MIT License/);
  assertMatch((await cli(["--license", "-m"], around)).stdout, /^INFO\|.*MIT License/);
  assertMatch((await cli(["php"], around)).stdout, /^sitehaul \d/);
});

Deno.test("what hints recommend can be done: --secret-file, --explain, --debug-file", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/word`, `${DEFAULT_SECRET}\n`);
    const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
    const around = { transport, folder, variables: { HOME: folder } };
    await Deno.writeTextFile(
      `${folder}/.akeebaremotecli`,
      "[a]\nhost=https://a.example\nsecret=x\n",
    );
    const args = ["test", "--host=a", "--secret-file=word", "-m"];
    const { status, stdout } = await cli([...args, "--debug-file=debug.log"], around);
    assertEquals(status, 0, stdout);
    assert(!stdout.includes("DEBUG|"));
    assertMatch(await Deno.readTextFile(`${folder}/debug.log`), /method=getVersion/);
    const wrong = ["test", "--host=https://a.example", "--secret=Wrong-Secret_123", "--explain"];
    assertMatch((await cli(wrong, around)).stderr, /^API +METHOD/m);
    const full = await cli(
      ["backup", "--host=https://a.example", "--secret=x", "--certificate=no"],
      around,
    );
    assertStringIncludes(full.stderr, "--certificate");
    assert(!full.stderr.includes("--ca-file"));
  }));
