/** What the command line says of a backup that was interrupted, and of one that was displaced. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { simulate, type Simulated, SITE } from "./backup_sites.ts";
import { jsonLines, type Surroundings } from "./fake_world.ts";

function withCache(folder: string): Surroundings {
  return { variables: { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: `${folder}/cache` } };
}

/** Presses Ctrl-C once a line matches. */
async function interruptAt(
  { run }: Simulated,
  args: readonly string[],
  line: RegExp,
  around: Surroundings,
) {
  const interruption = new AbortController();
  const onStderr = (text: string) => {
    if (line.test(text)) interruption.abort(new Error("Ctrl-C"));
  };
  return await run(args, { ...around, signal: interruption.signal, onStderr });
}

Deno.test("an interrupted backup is said to be taken up, and the same command does it", () =>
  inFolder(async (folder) => {
    const site = simulate();
    const around = withCache(folder);
    const { status, stderr } = await interruptAt(site, ["backup", SITE], /step 4:/, around);
    assertEquals(status, 130);
    assertMatch(
      stderr,
      /Interrupted: the backup on the server was left as it is \(record 1\); the same command takes it up/,
    );
    const again = await site.run(["backup", SITE], around);
    assertEquals(again.status, 0, again.stderr);
    const [first = "", second = ""] = again.stderr.split("\n");
    assertStringIncludes(
      first,
      "backup 1, which an earlier run left behind after 4 steps, is taken",
    );
    assertMatch(second, /step 5:/);
    assertMatch(again.stdout, /^www\.example\.com {2}backup 1, /);
    assertEquals(site.simulator.site.records.length, 1);
  }));

Deno.test("with other words it is replaced, with a warning that says why", () =>
  inFolder(async (folder) => {
    const site = simulate();
    const around = withCache(folder);
    await interruptAt(site, ["backup", SITE], /step 4:/, around);
    const args = ["backup", SITE, "--description", "Other"];
    const { status, stderr } = await site.run([...args, "--quiet"], around);
    assertEquals(status, 0);
    assertMatch(
      stderr,
      /^warning: .*backup 1, which an earlier run left behind, is replaced: it was/,
    );
    const events = jsonLines((await site.run([...args, "--json"], around)).stdout);
    assertEquals(events[0]?.["type"], "started");
  }));

Deno.test("--no-cache notes nothing and promises nothing: the next run is refused, and told until when", () =>
  inFolder(async (folder) => {
    const site = simulate();
    const around = withCache(folder);
    const args = ["backup", SITE, "--no-cache"];
    const { stderr } = await interruptAt(site, args, /step 4:/, around);
    assert(!stderr.includes("takes it up"), stderr);
    const again = await site.run(args, around);
    assertEquals(again.status, 101);
    assertMatch(again.stderr, /it counts as dead from 2026-11-24 04:1\d:\d\d UTC on; use --force/);
    assertEquals((await site.run([...args, "--force"], around)).status, 0);
  }));

Deno.test("who interrupts the wait for a step of an earlier run loses nothing", () =>
  inFolder(async (folder) => {
    const site = simulate({ stepMs: 2000 });
    const around = withCache(folder);
    site.simulator.arm({ match: { method: "stepBackup", nth: 4 }, loseAnswer: "at-end" });
    await interruptAt(site, ["backup", SITE], /watching the backup/, around);
    const waiting =
      /an earlier run was interrupted in a step of backup 1.*waiting for up to \d+ min/;
    const { status, stderr } = await interruptAt(site, ["backup", SITE], waiting, around);
    assertEquals(status, 130);
    assertMatch(stderr, /left as it is \(record 1\)/);
    const { stdout } = await site.run(["backup", SITE, "--json"], around);
    const events = jsonLines(stdout);
    assertEquals(events.slice(0, 3).map(({ type }) => type), ["holding", "resumed", "guess"]);
    assertEquals(events.at(-1)?.["code"], "backup/unproven");
  }));

Deno.test("a backup that was displaced is neither fetched nor deleted", () =>
  inFolder(async (folder) => {
    const { run, simulator } = simulate();
    simulator.arm({
      match: { method: "listBackups", nth: 2 },
      reshape: (data) => {
        const [own] = data as [Record<string, string>];
        return [{ ...own, id: "9", backupstart: own["backupend"] ?? "" }, own];
      },
    });
    const args = ["backup", SITE, "--download", "--delete-remote", "--dir", folder];
    const { status, stdout, stderr } = await run(args);
    assertEquals([status, stdout, await namesIn(folder)], [120, "", []]);
    assertMatch(stderr, /sitehaul: Backup 1 ended as complete, but backup 9 of the site began/);
    assertEquals(simulator.site.record(1)?.parts.length, 1);
  }));

Deno.test("a backup that could not be checked succeeds with a warning, and the result says so", async () => {
  const site = simulate();
  const crash = {
    match: { method: "listBackups", nth: 2 },
    body: () => '{"status":500,"data":"x"}',
  };
  site.simulator.arm(crash);
  const { status, stderr } = await site.run(["backup", SITE, "--quiet"]);
  assertEquals(status, 0);
  assertMatch(
    stderr,
    /^warning: .*it could not be checked whether another backup began meanwhile: /,
  );
  site.simulator.disarm();
  site.simulator.arm(crash);
  const { stdout } = await site.run(["backup", SITE, "--json"]);
  assertEquals(jsonLines(stdout).at(-1)?.["listChecked"], false);
});

Deno.test("what could not be checked, and was not read, is not deleted on the server", () =>
  inFolder(async (folder) => {
    for (const verify of [false, true]) {
      const { run, simulator } = simulate();
      simulator.arm({
        match: { method: "listBackups", nth: 2 },
        body: () => '{"status":500,"data":"x"}',
      });
      const dir = `${folder}/${verify}`;
      const args = ["backup", SITE, "--download", "--delete-remote", "--dir", dir];
      const { status, stderr } = await run(verify ? args : [...args, "--no-verify"]);
      assertEquals([status, simulator.site.record(1)?.parts.length], verify ? [0, 0] : [62, 1]);
      const says =
        "Backup 1 was downloaded, but it could not be checked whether another backup began";
      assertEquals(stderr.includes(says), !verify, stderr);
    }
  }));

Deno.test("an interrupted download of a new backup names the command that resumes it, not that of a newer one", () =>
  inFolder(async (folder) => {
    const site = simulate();
    const args = ["backup", SITE, "--download", "--dir", folder];
    const { status, stderr } = await interruptAt(site, args, /is complete/, withCache(folder));
    assertEquals(status, 130);
    assertMatch(stderr, /backup 1 is complete on the server.*sitehaul download \S+ 1/);
  }));

Deno.test("who interrupts a start that is under way is told that there may be a backup", () =>
  inFolder(async (folder) => {
    for (const flags of [[], ["--no-cache"]]) {
      const site = simulate();
      const interruption = new AbortController();
      site.simulator.arm({
        match: { method: "startBackup" },
        reshape: (data) => {
          interruption.abort(new Error("Ctrl-C"));
          return data;
        },
      });
      const around = { ...withCache(folder), signal: interruption.signal };
      const { status, stderr } = await site.run(["backup", SITE, ...flags], around);
      assertEquals([status, site.simulator.site.records.length], [130, 1]);
      assertMatch(stderr, /Interrupted: the start of a backup was under way, and the server may/);
      assertEquals(stderr.includes("the same command takes it up"), flags.length === 0);
    }
  }));

Deno.test("who interrupts what comes before the start has started nothing", () =>
  inFolder(async (folder) => {
    const site = simulate();
    const interruption = new AbortController();
    site.simulator.arm({
      match: { method: "getProfiles" },
      reshape: (data) => {
        interruption.abort(new Error("Ctrl-C"));
        return data;
      },
    });
    const around = { ...withCache(folder), signal: interruption.signal };
    assertMatch(
      (await site.run(["backup", SITE], around)).stderr,
      /Interrupted: nothing was started/,
    );
  }));

Deno.test("where no notes can be kept, none are promised", () =>
  inFolder(async (folder) => {
    // A file in the place of the folder.
    await Deno.writeTextFile(`${folder}/cache`, "");
    const { stderr } = await interruptAt(
      simulate(),
      ["backup", SITE],
      /step 4:/,
      withCache(folder),
    );
    assertMatch(stderr, /Interrupted: the backup on the server was left as it is \(record 1\)$/m);
  }));
