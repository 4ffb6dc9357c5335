/** The commands that take, fetch and prove backups, on simulated sites. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { isSitehaulError } from "../../src/errors.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  partOf,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli, jsonLines, type Surroundings } from "./fake_world.ts";

const SITE = "https://www.example.com";

interface Simulated {
  readonly simulator: Simulator;
  readonly run: (args: readonly string[], around?: Surroundings) => ReturnType<typeof cli>;
}

function simulate(options: Partial<SimulatorOptions> = {}): Simulated {
  const time = new FakeTime();
  const { date: clock, sleep } = time;
  const simulator = createSimulator({
    product: "joomla",
    version: "10.2.1",
    clock,
    sleep,
    ...options,
  });
  const run = (args: readonly string[], around: Surroundings = {}) =>
    cli(args, {
      variables: { SITEHAUL_SECRET: DEFAULT_SECRET },
      transport: simulator.handle,
      clock: time.clock,
      sleep,
      ...around,
    });
  return { simulator, run };
}

const OTHER = "https://b.example";

/** Two addresses, and a site behind each. */
function simulateTwo(): Simulated {
  const { run, simulator } = simulate();
  const other = simulate().simulator;
  const transport = (request: Request) =>
    (request.url.startsWith(OTHER) ? other : simulator).handle(request);
  return { simulator, run: (args, around = {}) => run(args, { transport, ...around }) };
}

Deno.test("backup tells its steps on the standard error and its end on the standard output", async () => {
  const { run, simulator } = simulate();
  const { status, stdout, stderr } = await run(["backup", SITE, "--description", "Mine"]);
  assertEquals(status, 0);
  assertMatch(stdout, /^The backup finished successfully\.\nRecord 1: \S+\.jpa, [\d.]+ [KM]iB\n$/);
  const lines = stderr.trimEnd().split("\n");
  assertEquals(lines[0], `${SITE}/: backup of profile 1 started, record 1`);
  assertEquals(lines.at(-1), `${SITE}/: backup 1 is complete`);
  assert(lines.slice(1, -1).every((line) => line.startsWith(`${SITE}/: step `)), stderr);
  // deno-lint-ignore no-control-regex -- a pipe gets nothing that a terminal obeys
  assert(!/[\u001b\r]/.test(stdout + stderr));
  assertEquals(simulator.site.records.map(({ description }) => description), ["Mine"]);
});

Deno.test("backup --json prints an event per line, the result last", async () => {
  const { run } = simulate();
  const { status, stdout, stderr } = await run(["backup", SITE, "--json"]);
  assertEquals([status, stderr], [0, ""]);
  const events = jsonLines(stdout);
  const kinds = events.map(({ type }) => type);
  assertEquals([kinds[0], kinds.at(-2), kinds.at(-1)], ["started", "finished", "result"]);
  const steps = events.filter(({ type }) => type === "step");
  assertEquals(steps.map(({ step }) => step), steps.map((_, index) => index + 1));
  const { ok, record, warnings } = events.at(-1) as Record<string, Record<string, unknown>>;
  assertEquals([ok, record?.["id"], record?.["meta"], warnings], [true, 1, "ok", []]);
});

Deno.test("backup --quiet says nothing on the standard error but warnings", async () => {
  const { run, simulator } = simulate();
  simulator.arm({
    match: { method: "stepBackup" },
    times: 1,
    warnings: ["Cannot read /x\u001b[2J"],
  });
  const { stdout, stderr } = await run(["backup", SITE, "--quiet"]);
  assertEquals(stderr, `warning: ${SITE}/: Cannot read /x\n`);
  assertStringIncludes(stdout, "The backup finished successfully.");
});

Deno.test("on a terminal progress moves in one line that never gets too long", async () => {
  const { run } = simulate();
  const around = { terminal: ALL_TERMINALS, width: 60 };
  const { stderr, stdout } = await run(["backup", SITE], around);
  assertStringIncludes(stderr, "\r\u001b[2K");
  for (const line of stderr.replaceAll("\r\u001b[2K", "\n").split("\n")) {
    // deno-lint-ignore no-control-regex -- colours take no room
    const shown = line.replace(/\u001b\[\d+m/g, "");
    if (shown.includes("█")) assert(shown.length <= 60, shown);
  }
  assertMatch(stdout, /^The backup finished successfully\./);
  const quiet = [["--no-color"], ["--quiet"], ["--debug"]].map((flags) =>
    run(["backup", SITE, ...flags], around)
  );
  const variables = { SITEHAUL_SECRET: DEFAULT_SECRET, NO_COLOR: "1" };
  for (const ran of [...quiet, run(["backup", SITE], { ...around, variables })]) {
    assert(!(await ran).stderr.includes("\r"));
  }
});

Deno.test("a backup that fails is neither fetched nor deleted", () =>
  inFolder(async (folder) => {
    const { run, simulator } = simulate();
    simulator.arm({ match: { method: "stepBackup", nth: 2 }, backupError: "Disk full" });
    const args = ["backup", SITE, "--download", "--delete-remote", "--dir", folder];
    const { status, stdout, stderr } = await run(args);
    assertEquals([status, stdout, await namesIn(folder)], [120, "", []]);
    assertMatch(stderr, /\nsitehaul: .*Disk full.*\nhint: .+\n$/);
    const json = jsonLines((await run([...args, "--json", "--force"])).stdout).at(-1);
    assertEquals([json?.["type"], json?.["code"]], ["result", undefined]);
  }));

Deno.test("a failed backup ends the events with the error", async () => {
  const { run, simulator } = simulate();
  simulator.arm({ match: { method: "stepBackup", nth: 2 }, backupError: "Disk full" });
  const { status, stdout } = await run(["backup", SITE, "--json"]);
  const last = jsonLines(stdout).at(-1);
  assertEquals([status, last?.["type"], last?.["code"], last?.["exit"]], [
    120,
    "error",
    "backup/failed",
    120,
  ]);
});

Deno.test("backup --download --delete-remote leaves the whole archive here and nothing there", () =>
  inFolder(async (folder) => {
    const { run, simulator } = simulate({ partSize: 40_000 });
    const { status, stdout, stderr } = await run(
      ["backup", SITE, "--download", "--delete-remote", "--dir", "sub"],
      { folder },
    );
    assertEquals(status, 0, stderr);
    const names = await namesIn(join(folder, "sub"));
    assert(names.filter((name) => /\.j(pa|\d\d)$/.test(name)).length > 1, names.join());
    for (const name of names.filter((each) => /\.j(pa|\d\d)$/.test(each))) {
      assertStringIncludes(stdout, `Fetched ${join(folder, "sub", name)}`);
    }
    assertMatch(stdout, /The archive was read to its end: \d+ files\./);
    assertStringIncludes(stdout, "The files on the server were deleted.");
    assertEquals(simulator.site.record(1)?.parts, []);
    assertMatch((await run(["list", SITE])).stdout, / obsolete /);
  }));

Deno.test("an archive that arrives damaged stays on the server", () =>
  inFolder(async (folder) => {
    const { run, simulator } = simulate();
    await run(["backup", SITE]);
    const [part] = simulator.site.record(1)?.parts ?? [];
    assert(part !== undefined);
    // The header of the first file is gone; a JPA archive has no checksums that would miss less.
    const bytes = (await part.read(0, part.size)).slice().fill(0, 30, 90);
    const damaged = partOf(part.name, bytes);
    simulator.site.record(1)?.parts.splice(0, 1, damaged);
    const args = ["download", SITE, "1", "--dir", folder, "--delete-remote"];
    const { status, stdout } = await run([...args, "--json"]);
    assertEquals([status, jsonLines(stdout).at(-1)?.["code"]], [60, "archive/damaged"]);
    assertEquals(simulator.site.record(1)?.parts.length, 1);
    assertEquals(simulator.requests.filter(({ apiMethod }) => apiMethod === "deleteFiles"), []);
    const unchecked = await run([...args, "--no-verify", "--json"]);
    assertEquals([unchecked.status, simulator.site.record(1)?.parts], [0, []]);
  }));

Deno.test("download fetches one part, or all in pieces, and names what is not there", () =>
  inFolder(async (folder) => {
    const { run } = simulate({ partSize: 40_000 });
    await run(["backup", SITE]);
    const one = await run(["download", SITE, "1", "--part", "2", "--dir", join(folder, "one")]);
    assertEquals([one.status, await namesIn(join(folder, "one"))].flat().length, 2, one.stderr);
    const all = await run(
      ["download", SITE, "1", "--mode=chunk", "--dir", join(folder, "all"), "--json"],
    );
    const last = jsonLines(all.stdout).at(-1);
    assertEquals([all.status, last?.["type"], last?.["id"], last?.["verified"]], [
      0,
      "result",
      1,
      true,
    ]);
    assertEquals((await run(["download", SITE, "1", "--part=99", "--dir", folder])).status, 43);
    assertEquals((await run(["download", SITE, "9", "--dir", folder])).status, 110);
    await run(["delete-files", SITE, "1"]);
    assertEquals((await run(["download", SITE, "1", "--dir", folder])).status, 103);
  }));

Deno.test("a folder that cannot be written ends with 104", () =>
  inFolder(async (folder) => {
    const { run } = simulate();
    await run(["backup", SITE]);
    await Deno.writeTextFile(join(folder, "file"), "");
    const { status, stderr } = await run(["download", SITE, "1", "--dir", join(folder, "file")]);
    assertEquals([status, stderr.split("\n").length], [104, 3]);
  }));

Deno.test("of several sites the good ones are done, and the status is 121", async () => {
  const { run, simulator } = simulate();
  const sites = ["https://a.example", "https://user:hunter2@a.example/sub/", "not a site", SITE];
  const transport = (request: Request) =>
    new URL(request.url).hostname === "a.example"
      ? Promise.resolve(new Response("<title>Nothing here</title>", { status: 404 }))
      : simulator.handle(request);
  const human = await run(["backup", ...sites], { transport });
  assertEquals(human.status, 121);
  assertEquals(human.stdout.split("\n")[0], `${SITE}/: The backup finished successfully.`);
  assertMatch(
    human.stderr,
    /sitehaul: 3 of 4 sites failed: https:\/\/a\.example\/, .*\nhint: .+\n$/,
  );
  assert(!human.stderr.includes("hunter2"));
  const json = jsonLines((await run(["backup", ...sites, "--json"], { transport })).stdout);
  assertEquals(json.filter(({ type }) => type === "site").map(({ ok }) => ok), [
    false,
    false,
    false,
    true,
  ]);
  assertEquals([json.at(-1)?.["type"], json.at(-1)?.["code"]], ["error", "fleet/partial"]);
  const good = await run(["backup", SITE, OTHER, SITE, "--json"]);
  assertEquals([good.status, jsonLines(good.stdout).at(-1)], [
    0,
    { schema: 1, type: "result", ok: true, sites: 2 },
  ]);
});

Deno.test("sites are done at the same time where that is wanted, and only then", async () => {
  for (const most of [1, 2]) {
    const { run } = simulateTwo();
    const order: string[] = [];
    const onStdout = (text: string) => {
      const { type, site } = JSON.parse(text) as { type: string; site?: string };
      if (type === "started" || type === "site") order.push(`${type} ${site}`);
    };
    const args = ["backup", SITE, OTHER, "--json", "--parallel", `${most}`];
    assertEquals((await run(args, { onStdout })).status, 0);
    const first = order.slice(0, 2).map((each) => each.split(" ")[0]);
    assertEquals(first, most === 1 ? ["started", "site"] : ["started", "started"]);
  }
});

Deno.test("an interruption of several sites tells of each what is left there", async () => {
  const { run } = simulateTwo();
  const interruption = new AbortController();
  const began = new Set<string>();
  const onStderr = (text: string) => {
    for (const [site] of text.matchAll(/^\S+: step 3/gm)) began.add(site);
    if (began.size === 2) interruption.abort(new Error("Ctrl-C"));
  };
  const args = ["backup", SITE, OTHER, "--parallel", "2"];
  const { status, stderr } = await run(args, { signal: interruption.signal, onStderr });
  assertEquals(status, 130);
  const left = stderr.match(/Interrupted: the backup on the server was left where it is/g);
  assertEquals(left?.length, 2);
  assertMatch(stderr, /sitehaul: Interrupted during the backups of 2 sites\nhint: .+\n$/);
});

Deno.test("who interrupts a backup is told what is left on the server", async () => {
  for (const [sites, json] of [[[SITE], false], [[SITE, OTHER], true]] as const) {
    const { run, simulator } = simulate();
    const interruption = new AbortController();
    const onText = (text: string) => {
      if (/step"?[: ]/.test(text)) interruption.abort(new Error("Ctrl-C"));
    };
    const { status, stdout, stderr } = await run(
      ["backup", ...sites, ...json ? ["--json"] : []],
      { signal: interruption.signal, onStderr: onText, onStdout: onText },
    );
    assertEquals(status, 130);
    const state = "Interrupted: the backup on the server was left where it is (record 1)";
    if (json) assertEquals(jsonLines(stdout).at(-1)?.["message"], state);
    else assertEquals(stderr.trimEnd().split("\n").at(-1), `sitehaul: ${state}`);
    assertEquals(simulator.site.records.length, 1);
  }
});

Deno.test("an interruption before anything was sent says so", async () => {
  const { run } = simulate();
  const signal = AbortSignal.abort(new Error("Ctrl-C"));
  const { status, stderr } = await run(["backup", SITE], { signal });
  assertEquals([status, stderr.startsWith("sitehaul: Interrupted")], [130, true]);
  assert(!isSitehaulError(signal.reason));
});

Deno.test("a profile that is not there is refused before a backup starts", async () => {
  const { run, simulator } = simulate();
  const { status, stderr } = await run(["backup", SITE, "--profile", "9"]);
  assertEquals([status, simulator.site.records], [39, []]);
  assertStringIncludes(stderr, "Default Backup Profile");
});

Deno.test.each<[string, string[]]>([
  ["an address with and without its slash", [SITE, `${SITE}/`]],
  ["an address in capitals", [SITE, SITE.toUpperCase().replace("HTTPS", "https")]],
  ["an address with and without its scheme", ["www.example.com", SITE]],
  ["a page of the site", [SITE, `${SITE}/administrator/index.php`]],
  ["a word in capitals", ["shop", "SHOP"]],
  ["a name and its address", [SITE, "shop"]],
])(
  "a site that is named in two ways is backed up once: %s",
  (_, sites) =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(
        `${folder}/sitehaul.yaml`,
        `sites: [{ name: shop, url: ${SITE} }]\n`,
      );
      const { run, simulator } = simulate();
      const around = { folder };
      const { status, stderr } = await run(["backup", ...sites, "--parallel", "2"], around);
      assertEquals([status, simulator.site.records.length], [0, 1]);
      assertMatch(stderr, /^warning: .+; it is backed up once$/m);
    }),
);

Deno.test("two profiles of one site are backed up one after the other", () =>
  inFolder(async (folder) => {
    const site = (name: string) => `  - { name: ${name}, url: ${SITE} }\n`;
    await Deno.writeTextFile(`${folder}/sitehaul.yaml`, `sites:\n${site("files")}${site("data")}`);
    const { run } = simulate();
    const args = ["backup", "files", "data", "--parallel", "2"];
    const { status, stderr } = await run(args, { folder });
    assertEquals(status, 0, stderr);
    const order = [...stderr.matchAll(/^(files|data):/gm)].map(([, name]) => name).join(" ");
    assertMatch(order, /^(files ?)+(data ?)+$/);
  }));
