/** The commands that take, fetch and prove backups, on simulated sites. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { isSitehaulError } from "../../src/errors.ts";
import { DEFAULT_SECRET, NOISE, partOf } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { ALL_TERMINALS, jsonLines } from "./fake_world.ts";
import { OTHER, simulate, SITE } from "./backup_sites.ts";

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
      assertStringIncludes(stdout, `Downloaded ${join(folder, "sub", name)}`);
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

Deno.test("show tells of a lost part, and the others can be downloaded under the numbers it shows", () =>
  inFolder(async (folder) => {
    const { run, simulator } = simulate({ partSize: 40_000 });
    await run(["backup", SITE]);
    const names = simulator.site.record(1)?.parts.map(({ name }) => name) ?? [];
    const [first = "", second = "", third = ""] = names;
    simulator.site.loseFile(1, second);
    const { stdout } = await run(["show", SITE, "1"]);
    const rows = stdout.slice(stdout.indexOf("PART")).trimEnd().split("\n").slice(1);
    assertMatch(rows[0] ?? "", new RegExp(`^ +1 +[\\d.]+ KiB +${first}$`));
    assertMatch(rows[1] ?? "", new RegExp(`^ +2 +- +${second} \\(lost\\)$`));
    assertMatch(rows[2] ?? "", new RegExp(`^ +3 +[\\d.]+ KiB +${third}$`));
    assertMatch(stdout, /^Status +ok \(complete\), but parts are lost$/m);
    const { lost, files } = JSON.parse((await run(["show", SITE, "1", "--json"])).stdout);
    assertEquals(lost, [second]);
    const present = names.flatMap((name, index) => name === second ? [] : [[index + 1, name]]);
    assertEquals(
      files.map(({ part, name }: { part: number; name: string }) => [part, name]),
      present,
    );
    for (const [part, name] of present) {
      const args = ["download", SITE, "1", "--part", `${part}`, "--dir", join(folder, `${part}`)];
      assertEquals([(await run(args)).status, await namesIn(join(folder, `${part}`))], [0, [name]]);
    }
    const all = await run(["download", SITE, "1", "--dir", folder]);
    assertEquals(all.status, 103);
    assertStringIncludes(all.stderr, second);
    assertStringIncludes(all.stderr, "--part");
  }));

Deno.test("a backup whose files were uploaded and removed names the remote copy", () =>
  inFolder(async (folder) => {
    const { run, simulator } = simulate();
    await run(["backup", SITE]);
    const record = simulator.site.record(1);
    assert(record !== undefined);
    const remote = `amazons3://bucket/${record.archive}`;
    Object.assign(record, { remote, parts: [], filesExist: false });
    const { stdout } = await run(["show", SITE, "1"]);
    assertStringIncludes(stdout, `Remote copy  ${remote}\n`);
    assertMatch(stdout, /The files are at the remote copy, not on the server\.\n$/);
    assertEquals(JSON.parse((await run(["show", SITE, "1", "--json"])).stdout).remote, remote);
    const { status, stderr } = await run(["download", SITE, "1", "--dir", folder]);
    assertEquals(status, 103);
    assertStringIncludes(stderr, remote);
    assert(!stderr.includes("were deleted"), stderr);
  }));

Deno.test("an unknown size is shown as none, and told where nothing else shows the end", () =>
  inFolder(async (folder) => {
    const { run, simulator } = simulate({ partSize: 40_000 });
    await run(["backup", SITE]);
    simulator.arm({ fileSizes: () => false, noLength: true });
    assertMatch((await run(["list", SITE])).stdout, /^ 1 .* ok +1 +\d+ +- /m);
    const [listed] = JSON.parse((await run(["list", SITE, "--json"])).stdout);
    assertEquals(listed.size, null);
    const shown = (await run(["show", SITE, "1"])).stdout;
    assertMatch(shown, /^Size +-$/m);
    assertMatch(shown, /^ +2 +- +\S+\.j01$/m);
    const { size, files } = JSON.parse((await run(["show", SITE, "1", "--json"])).stdout);
    assertEquals([size, files[1].size], [null, null]);
    const all = await run(["download", SITE, "1", "--dir", join(folder, "all")]);
    assertEquals([all.status, all.stderr.includes("warning")], [0, false], all.stderr);
    const one = await run(["download", SITE, "1", "--part", "2", "--dir", join(folder, "one")]);
    assertMatch(one.stderr, /^warning: .*the site does not know the size of \S+\.j01/m);
    const json = jsonLines((await run(["download", SITE, "1", "--dir", folder, "--json"])).stdout);
    assertEquals(json.at(-1)?.["verified"], true);
  }));

Deno.test("whole files that arrive altered are told with what to do, and the backup is here", () =>
  inFolder(async (folder) => {
    const { run, simulator } = simulate({ partSize: 40_000 });
    await run(["backup", SITE]);
    const match = { method: "downloadDirect" };
    simulator.arm({ match, noise: { before: NOISE.htmlNotice }, keepLength: true });
    const args = ["download", SITE, "1"];
    const { status, stdout, stderr } = await run([...args, "--dir", join(folder, "a")]);
    assertEquals(status, 0, stderr);
    const warnings = stderr.split("\n").filter((line) => line.startsWith("warning: "));
    assertEquals(warnings.length, 2, stderr);
    assertMatch(warnings[0] ?? "", /begins with "Notice: ob_end_clean.*; downloading in segments/);
    assertMatch(warnings[1] ?? "", /arrive altered: .*ob_end_clean.* use --mode chunk$/);
    assertMatch(stdout, /The archive was read to its end/);
    const json = jsonLines((await run([...args, "--dir", join(folder, "b"), "--json"])).stdout);
    const [doubted] = json.filter(({ type }) => type === "doubted");
    assertStringIncludes(String(doubted?.["reason"]), "ob_end_clean");
    assertStringIncludes(String(json.at(-1)?.["altered"]), "ob_end_clean");
    simulator.disarm();
    const good = await run([...args, "--dir", join(folder, "c"), "--json"]);
    assertEquals(jsonLines(good.stdout).at(-1)?.["altered"], null);
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
