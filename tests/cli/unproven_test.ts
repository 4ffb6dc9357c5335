/** A backup with a step that was sent on a guess succeeds only once its archive has been read. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Mischief, partOf, type Simulator } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { simulate, type Simulated, SITE } from "./backup_sites.ts";
import { jsonLines } from "./fake_world.ts";

/** A site behind a gateway that gives up on a step, which goes on. */
function withLostStep(): Simulated {
  const site = simulate({ stepMs: 2000 });
  site.simulator.arm({
    match: { method: "stepBackup", nth: 4 },
    workMs: 90_000,
    gateway: { waitsMs: 60_000 },
  });
  return site;
}

Deno.test("backup ends with 62 when a step was sent on a guess, and does not call it successful", async () => {
  const { run } = withLostStep();
  const { status, stdout, stderr } = await run(["backup", SITE]);
  assertEquals([status, stdout], [62, ""]);
  assertMatch(
    stderr,
    /watching the backup before going on, for up to 10 min, or longer if it moves/,
  );
  assertMatch(stderr, /warning: .*nothing has moved for 10 min,.*on a guess/);
  assertMatch(stderr, /\nsitehaul: Backup 1 finished, but 1 step was sent on a guess, and nothing/);
  assertStringIncludes(stderr, `sitehaul download ${SITE}/ 1`);
});

Deno.test("backup --json tells of the guess in an event, in the end and in the error", async () => {
  const { run } = withLostStep();
  const { status, stdout } = await run(["backup", SITE, "--json"]);
  assertEquals(status, 62);
  const events = jsonLines(stdout);
  const guess = events.find(({ type }) => type === "guess");
  assertEquals([guess?.["recordId"], guess?.["stillMs"]], [1, 600_000]);
  const [finished, last] = events.slice(-2);
  assertEquals([finished?.["type"], finished?.["guessedSteps"]], ["finished", 1]);
  assertEquals([last?.["type"], last?.["code"], last?.["exit"]], ["error", "backup/unproven", 62]);
});

Deno.test("backup --download of it succeeds, because the archive is read to its end; only then it is deleted", () =>
  inFolder(async (folder) => {
    const { run, simulator } = withLostStep();
    const args = ["backup", SITE, "--download", "--delete-remote", "--dir", folder, "--json"];
    const { status, stdout } = await run(args);
    assertEquals(status, 0);
    const last = jsonLines(stdout).at(-1);
    assertEquals([last?.["verified"], last?.["guessedSteps"], last?.["deletedRemote"]], [
      true,
      1,
      true,
    ]);
    assertEquals(simulator.site.record(1)?.parts, []);
  }));

Deno.test("backup --download --no-verify of it ends with 62, and nothing is deleted", () =>
  inFolder(async (folder) => {
    const { run, simulator } = withLostStep();
    const args = ["backup", SITE, "--download", "--no-verify", "--delete-remote", "--dir", folder];
    const { status, stderr } = await run(args);
    assertEquals(status, 62);
    assertMatch(stderr, /sitehaul: Backup 1 was downloaded, but 1 step was sent on a guess/);
    assertEquals(simulator.site.record(1)?.parts.length, 1);
    assert((await namesIn(folder)).some((name) => name.endsWith(".jpa")));
  }));

Deno.test("what the guess has damaged is told as damaged", () =>
  inFolder(async (folder) => {
    const { run, simulator } = withLostStep();
    const args = ["backup", SITE, "--download", "--delete-remote", "--dir", folder];
    const onStderr = (text: string) => {
      const record = simulator.site.record(1);
      if (!text.includes("is complete") || record === undefined) return;
      record.parts = record.parts.map(({ name, size }) => partOf(name, seededBytes(size, 9)));
    };
    assertEquals((await run(args, { onStderr })).status, 60);
    assertEquals(simulator.site.record(1)?.parts.length, 1);
  }));

Deno.test("a site of several whose backup is unproven counts as failed", async () => {
  const { run } = withLostStep();
  const { status, stdout } = await run(["backup", SITE, "https://b.example", "--json"]);
  assertEquals(status, 121);
  const sites = jsonLines(stdout).filter(({ type }) => type === "site");
  const codes = sites.map(({ error }) => (error as { code?: string } | undefined)?.code);
  assertEquals(codes.filter((code) => code !== undefined), ["backup/unproven"]);
});

Deno.test("--step-limit sets both how long a step is waited for and how long the record must be still", async () => {
  const { run, simulator } = simulate({ stepMs: 2000 });
  simulator.arm({ match: { method: "stepBackup", nth: 4 }, loseAnswer: "at-end" });
  const { stdout } = await run(["backup", SITE, "--json", "--step-limit", "90"]);
  const guess = jsonLines(stdout).find(({ type }) => type === "guess");
  assertEquals(guess?.["stillMs"], 90_000);
});

Deno.test("stepLimit of the configuration is that of its site, and the command line wins", () =>
  inFolder(async (folder) => {
    const yaml = [
      "sites:",
      `  - { name: shop, url: "${SITE}/", stepLimit: 1800, credential: { secret: "\${env:SITEHAUL_SECRET}" } }`,
    ];
    await Deno.writeTextFile(`${folder}/sitehaul.yaml`, yaml.join("\n"));
    for (const [flags, stillMs] of [[[], 1_800_000], [["--step-limit", "30"], 30_000]] as const) {
      const { run, simulator } = simulate({ stepMs: 2000 });
      simulator.arm({ match: { method: "stepBackup", nth: 4 }, loseAnswer: "at-end" });
      const { stdout } = await run(
        ["backup", "shop", "--config=sitehaul.yaml", "--json", ...flags],
        { folder },
      );
      const guess = jsonLines(stdout).find(({ type }) => type === "guess");
      assertEquals(guess?.["stillMs"], stillMs);
    }
  }));

Deno.test("the drop-in backup of it ends with 62; with a download that verifies it, with 0", () =>
  inFolder(async (folder) => {
    const words = ["backup", `--host=${SITE}`, "-m", "--quiet"];
    const bare = await withLostStep().run(words, { folder });
    assertEquals(bare.status, 62);
    assertMatch(bare.stdout, /^ERROR\|Error #62 - Backup 1 finished, but/m);
    for (const more of [[], ["--dlmode=http"], ["--dlmode=chunk"]]) {
      const { run, simulator } = withLostStep();
      const download = ["--download", "--delete", `--dlpath=${folder}`, ...more];
      const { status, stdout } = await run([...words, ...download], { folder });
      assertEquals([status, stdout.includes("ERROR")], [0, false], stdout);
      assertEquals(simulator.site.record(1)?.parts, []);
    }
  }));

Deno.test("the drop-in download of what cannot be read to its end proves nothing: 62", () =>
  inFolder(async (folder) => {
    const { run, simulator } = withLostStep();
    const onStdout = (text: string) => {
      const record = simulator.site.record(1);
      if (!text.includes("is complete") || record === undefined) return;
      record.archive = "site.sql";
      record.parts = [partOf("site.sql", new TextEncoder().encode("CREATE TABLE a;\n"))];
    };
    const words = ["backup", `--host=${SITE}`, "-m", "--download", `--dlpath=${folder}`];
    const { status, stdout } = await run([...words, "--dlmode=http"], { folder, onStdout });
    assertEquals([status, (await namesIn(folder)).includes("site.sql")], [62, true], stdout);
  }));

/** The record becomes one of a plain dump as soon as the last step is answered. */
function asDump({ site }: Simulator): Mischief {
  return {
    match: { method: "getBackupInfo" },
    reshape: (data) => {
      const record = site.record(1);
      if (record === undefined || record.status !== "complete") return data;
      record.archive = "site.sql";
      record.parts = [partOf("site.sql", new TextEncoder().encode("CREATE TABLE a;\n"))];
      const filenames = record.parts.map(({ name, size }) => ({ part: 1, name, size }));
      return { ...Object(data), archivename: "site.sql", filenames };
    },
  };
}

Deno.test.each([[[]], [["--dlmode=http"]], [["--dlmode=chunk"]]])(
  "a plain dump with a step on a guess is not deleted, though it came the same in two ways: %j",
  (more) =>
    inFolder(async (folder) => {
      const { run, simulator } = withLostStep();
      simulator.arm(asDump(simulator));
      const words = ["backup", `--host=${SITE}`, "-m", "--download", "--delete"];
      const { status, stdout } = await run([...words, `--dlpath=${folder}`, ...more], { folder });
      assertEquals([status, simulator.site.record(1)?.parts.length], [62, 1], stdout);
    }),
);

Deno.test.each([[[]], [["--dlmode=http"]]])(
  "a plain dump during which another backup may have begun is not deleted either: %j",
  (more) =>
    inFolder(async (folder) => {
      const { run, simulator } = simulate();
      simulator.arm(asDump(simulator));
      // The first list is that before the backup, the second one that behind it.
      simulator.arm({
        match: { method: "listBackups" },
        since: { method: "listBackups", nth: 2 },
        body: () => '{"status":500,"data":"x"}',
      });
      const words = ["backup", `--host=${SITE}`, "-m", "--download", "--delete"];
      const { status, stdout } = await run([...words, `--dlpath=${folder}`, ...more], { folder });
      assertEquals([status, simulator.site.record(1)?.parts.length], [62, 1], stdout);
      assertMatch(stdout, /^ERROR\|Error #62 - Backup 1 was downloaded, .*could not be checked/m);
    }),
);

Deno.test("the drop-in knows --step-limit", async () => {
  const { run, simulator } = simulate({ stepMs: 2000 });
  simulator.arm({ match: { method: "stepBackup", nth: 4 }, loseAnswer: "at-end" });
  const { stdout } = await run(["backup", `--host=${SITE}`, "-m", "--step-limit=120"]);
  assertMatch(stdout, /^WARNING\|.*nothing has moved for 2 min,/m);
});
