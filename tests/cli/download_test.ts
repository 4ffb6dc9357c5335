/** The command that fetches backups, and what is said of backups that cannot be had as a whole. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { type Json, NOISE, partOf } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { simulate, SITE } from "./backup_sites.ts";
import { jsonLines } from "./fake_world.ts";

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
    assertMatch(stdout, /, verified \(10 files\), 2 warnings\n$/);
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

Deno.test.each([
  null,
  "",
  "0000-00-00 00:00:00",
  "-0001-11-30 00:00:00",
  "2026-02-30 25:61:61",
  "soon",
])(
  "a backup with %j in the place of its dates is listed, shown and downloaded",
  (date) =>
    inFolder(async (folder) => {
      const { run, simulator } = simulate();
      await run(["backup", SITE]);
      const reshape = (data: Json): Json =>
        Array.isArray(data) ? data.map(reshape) : {
          ...data as Readonly<Record<string, Json>>,
          backupstart: date,
          backupend: date,
        };
      simulator.arm({ match: { method: /^(listBackups|getBackupInfo)$/ }, reshape });
      assertMatch((await run(["list", SITE])).stdout, /^ 1 +ok /m);
      const [listed] = JSON.parse((await run(["list", SITE, "--json"])).stdout);
      assertEquals([listed.start, listed.end], [null, null]);
      assert(!(await run(["show", SITE, "1"])).stdout.includes("Start"));
      const { status, stderr } = await run(["download", SITE, "1", "--dir", folder]);
      assertEquals(status, 0, stderr);
    }),
);

Deno.test("a backup whose files the host has removed says so, whatever its record claims", () =>
  inFolder(async (folder) => {
    const { run, simulator } = simulate();
    await run(["backup", SITE]);
    const [record] = simulator.site.records;
    Object.assign(record ?? {}, { parts: [], filesExist: true });
    assertMatch((await run(["list", SITE])).stdout, / obsolete /);
    assertMatch((await run(["show", SITE, "1"])).stdout, /No files are on the server\.\n$/);
    const { status, stderr } = await run(["download", SITE, "1", "--dir", folder]);
    assertEquals(status, 103);
    assertStringIncludes(stderr, "has no files on the server");
  }));
