/** What the history knows after commands that work on one backup. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import type { BackupHistory } from "../../src/history/history.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import { DEFAULT_SECRET, partOf } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { inFolder } from "../support/in_folder.ts";
import { simulate, SITE } from "./backup_sites.ts";

interface Remembered {
  readonly folder: string;
  readonly run: (...args: string[]) => Promise<{ status: number; stderr: string; stdout: string }>;
  readonly simulator: ReturnType<typeof simulate>["simulator"];
  readonly ask: <T>(question: (history: BackupHistory) => Promise<T>) => Promise<T>;
}

/** A site of which a backup was taken by a command that is remembered. */
function afterBackup(test: (around: Remembered) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const { run, simulator } = simulate();
    const state = join(folder, "state");
    const variables = { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_STATE: state };
    const around: Remembered = {
      folder,
      simulator,
      run: (...args) => run(args, { variables, folder }),
      ask: async (question) => {
        const history = await openHistory(state);
        try {
          return await question(history);
        } finally {
          await history.close();
        }
      },
    };
    assertEquals((await around.run("backup", SITE)).status, 0);
    await test(around);
  });
}

const ADDRESS = `${SITE.replace("https:", "")}/`;

/** What is known of the copies of the first backup. */
async function copies(history: BackupHistory) {
  const [backup] = await history.backupsOf(ADDRESS, 1);
  assert(backup !== undefined);
  return (await history.copies(backup.id)).map(({ kind, files, removed, proof }) => ({
    kind,
    files: files.length,
    isRemoved: removed !== undefined,
    proof: `${proof?.depth}: ${proof?.verdict}`,
  }));
}

const lastJob = async (history: BackupHistory) => {
  for await (const { run, state, code, backup } of history.jobs()) {
    return { command: (await history.run(run))?.command, state, code, record: backup?.record };
  }
};

Deno.test("a download that is damaged is remembered as that", () =>
  afterBackup(async ({ run, ask, simulator }) => {
    const record = simulator.site.record(1);
    const [part] = record?.parts ?? [];
    assert(record !== undefined && part !== undefined);
    const bytes = seededBytes(part.size, 9);
    bytes.set(await part.read(0, 30));
    record.parts = [partOf(part.name, bytes)];
    assertEquals((await run("download", SITE, "1", "--dir", "here")).status, 60);
    assertEquals((await ask(copies)).at(-1), {
      kind: "folder",
      files: 1,
      isRemoved: false,
      proof: "read: bad",
    });
    assertEquals((await ask(lastJob))?.code, "archive/damaged");
  }));

Deno.test("a download is remembered with its copy and its proof, and what was known stays", () =>
  afterBackup(async ({ run, ask }) => {
    const before = await ask((history) => history.backupsOf(ADDRESS, 1));
    assertEquals((await run("download", SITE, "1", "--dir", "here")).status, 0);
    const onSite = { kind: "site", files: 1, isRemoved: false, proof: "sizes: not checked" };
    assertEquals(await ask(copies), [
      onSite,
      { kind: "folder", files: 1, isRemoved: false, proof: "read: good" },
    ]);
    assertEquals(await ask(lastJob), {
      command: "download",
      state: "ok",
      code: undefined,
      record: 1,
    });
    assertEquals(await ask((history) => history.backupsOf(ADDRESS, 1)), before);
    const [group, ...others] = await ask((history) => Array.fromAsync(history.groups()));
    assertEquals([group?.lastGood?.copy.kind, others.length], ["folder", 0]);
  }));

Deno.test("before a download deletes the server's copy, the history says so", () =>
  afterBackup(async ({ run, ask }) => {
    assertEquals((await run("download", SITE, "1", "--dir", "here", "--delete-remote")).status, 0);
    assertEquals((await ask(copies)).map(({ kind, isRemoved }) => [kind, isRemoved]), [
      ["site", true],
      ["folder", false],
    ]);
    const [decision] = await ask((history) => Array.fromAsync(history.decisions()));
    assertEquals([decision?.rule, decision?.coveredBy !== undefined], ["deleteRemote", true]);
    assert(decision?.done !== undefined && decision.done >= decision.decided);
  }));

Deno.test("a download that fails is remembered with its reason", () =>
  afterBackup(async ({ run, ask }) => {
    assertEquals((await run("download", SITE, "77", "--dir", "here")).status, 110);
    const { command, state, code } = await ask(lastJob) ?? {};
    assertEquals([command, state, code], ["download", "failed", "backup/not-found"]);
  }));

Deno.test("verify proves the copy of a backup that is known, and is silent about others", () =>
  afterBackup(async ({ run, ask, folder }) => {
    await run("download", SITE, "1", "--dir", "here", "--no-verify");
    assertEquals((await ask(copies))[1]?.proof, "checksums: not checked");
    const name = [...Deno.readDirSync(join(folder, "here"))].map(({ name }) => name)
      .find((each) => each.endsWith(".jpa"));
    const path = join(folder, "here", name ?? "");
    assertEquals((await run("verify", path)).status, 0);
    assertEquals((await ask(copies))[1]?.proof, "read: good");
    assertEquals((await ask(lastJob))?.command, "verify");
    const file = await Deno.open(path, { write: true });
    await file.truncate(2000);
    file.close();
    const { status } = await run("verify", path);
    assertEquals([status, (await ask(copies))[1]?.proof], [60, "read: bad"]);
    const stray = join(folder, "stray");
    await Deno.mkdir(stray);
    await Deno.copyFile(path, join(stray, name ?? ""));
    const before = await ask((history) => Array.fromAsync(history.jobs()));
    await run("verify", join(stray, name ?? ""));
    assertEquals((await ask((history) => Array.fromAsync(history.jobs()))).length, before.length);
  }));

for (const command of ["delete-files", "delete"]) {
  Deno.test(`before ${command} deletes the copy on the server, the history says so`, () =>
    afterBackup(async ({ run, ask, simulator }) => {
      const { status } = await run(command, SITE, "1");
      assertEquals([status, simulator.site.records[0]?.parts.length ?? 0], [0, 0]);
      assertEquals((await ask(copies)).map(({ kind, isRemoved }) => [kind, isRemoved]), [[
        "site",
        true,
      ]]);
      const [decision] = await ask((history) => Array.fromAsync(history.decisions()));
      assertEquals([decision?.rule, decision?.done !== undefined], [command, true]);
    }));
}

Deno.test("a deletion that fails is remembered, and the copy counts as there", () =>
  afterBackup(async ({ run, ask, simulator }) => {
    simulator.arm({ match: { method: "deleteFiles" }, times: 9, http: { status: 500 } });
    assert((await run("delete-files", SITE, "1")).status > 0);
    assertEquals((await ask(copies))[0]?.isRemoved, false);
    assertEquals((await ask(lastJob))?.state, "failed");
  }));

Deno.test("with --no-history none of these commands leaves anything", () =>
  inFolder(async (folder) => {
    const { run } = simulate();
    const variables = { SITEHAUL_SECRET: DEFAULT_SECRET, HOME: folder };
    const at = (...args: string[]) =>
      run([...args, "--no-history"], { variables, folder: join(folder, "here") });
    await Deno.mkdir(join(folder, "here"));
    assertEquals((await at("backup", SITE)).status, 0);
    assertEquals((await at("download", SITE, "1")).status, 0);
    const [archive = ""] = [...Deno.readDirSync(join(folder, "here"))].map(({ name }) => name)
      .filter((name) => name.endsWith(".jpa"));
    assertEquals((await at("verify", archive)).status, 0);
    assertEquals((await at("delete-files", SITE, "1")).status, 0);
    assertEquals((await at("delete", SITE, "1")).status, 0);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assertEquals(names.toSorted(), [".cache", "here"]);
  }));

Deno.test("a history that cannot be opened is one warning, and the work is done", () =>
  inFolder(async (folder) => {
    const { run } = simulate();
    await Deno.writeTextFile(join(folder, "state"), "not a folder");
    const variables = { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_STATE: join(folder, "state") };
    await run(["backup", SITE, "--no-history"], { variables });
    const { status, stderr } = await run(["download", SITE, "1", "--dir", folder], { variables });
    assertEquals(status, 0);
    assertEquals(stderr.match(/^warning: this is not remembered/gm)?.length, 1);
    assertMatch(stderr, /warning: this is not remembered: .+state/);
  }));
