/** The commands that take, fetch and prove backups, on simulated sites. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { isSitehaulError } from "../../src/base/errors.ts";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { ALL_TERMINALS, jsonLines } from "./fake_world.ts";
import { OTHER, simulate, SITE } from "./backup_sites.ts";
import { Screen } from "./screen.ts";

Deno.test("backup tells its steps on the standard error and its end on the standard output", async () => {
  const { run, simulator } = simulate();
  const { status, stdout, stderr } = await run(["backup", SITE, "--description", "Mine"]);
  assertEquals(status, 0);
  assertMatch(stdout, /^www\.example\.com {2}backup 1, [\d.]+ [KM]iB in 1 part, on the server\n$/);
  const lines = stderr.trimEnd().split("\n");
  assertEquals(lines[0], `${SITE}/: backup 1 of profile 1 started`);
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
  assertMatch(stdout, /^www\.example\.com {2}backup 1, .*, 1 warning\n$/);
});

Deno.test("on a terminal progress moves in one line that never gets too long", async () => {
  const { run } = simulate();
  const around = { terminal: ALL_TERMINALS, width: 60 };
  const { stderr, stdout } = await run(["backup", SITE], around);
  const screen = new Screen(60);
  screen.write(stderr);
  assertStringIncludes(stderr, "░");
  assertEquals([screen.text, screen.wrapped], ["", 0]);
  assertMatch(stdout, /^.*www\.example\.com/);
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
      assertStringIncludes(stderr, `: downloaded ${name}, `);
    }
    assertMatch(
      stdout,
      /^www\.example\.com {2}backup 1, [\d.]+ KiB in 4 parts, sub\/site-\S+\.jpa, verified \(10 files\), deleted on the server\n$/,
    );
    assertEquals(simulator.site.record(1)?.parts, []);
    assertMatch((await run(["list", SITE])).stdout, / obsolete /);
  }));

Deno.test("a folder that cannot be written ends with 104", () =>
  inFolder(async (folder) => {
    const { run } = simulate();
    await run(["backup", SITE]);
    await Deno.writeTextFile(join(folder, "file"), "");
    const { status, stderr } = await run(["download", SITE, "1", "--dir", join(folder, "file")]);
    assertEquals([status, stderr.split("\n").length], [104, 3]);
  }));

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
    const state = "Interrupted: the backup on the server was left as it is (record 1)";
    if (json) {
      const site = jsonLines(stdout).find(({ type }) => type === "site");
      assertEquals((site?.["error"] as { readonly message: string }).message, state);
    } else assertEquals(stderr.trimEnd().split("\n").at(-1), `sitehaul: ${state}`);
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

Deno.test("a folder for what is not fetched is refused", async () => {
  const { run, simulator } = simulate();
  const { status, stderr } = await run(["backup", SITE, "--dir", "x"]);
  assertEquals([status, simulator.requests.length], [2, 0]);
  assertStringIncludes(stderr, "--dir needs --download");
});

Deno.test("a verification that is switched off without a download is refused", async () => {
  const { run, simulator } = simulate();
  const { status, stderr } = await run(["backup", SITE, "--no-verify"]);
  assertEquals([status, simulator.requests.length], [2, 0]);
  assertStringIncludes(stderr, "--no-verify needs --download");
});
