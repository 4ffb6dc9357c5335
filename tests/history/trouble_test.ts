/** Histories that cannot be used: told with what to do about it, and left as they are. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SitehaulError } from "../../src/base/errors.ts";
import { MIGRATIONS } from "../../src/history/migrations.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { withSmallDisk } from "../support/small_disk.ts";
import { BACKUP, begin, goodJob, job, SHOP } from "./conformance/facts.ts";

const isWindows = Deno.build.os === "windows";
const FILE = "history.sqlite";

/** What opening it, or reading all of it, ends with. */
async function failure(folder: string): Promise<{ message: string; hint: string }> {
  const { code, message, hint = "" } = await assertRejects(async () => {
    const history = await openHistory(folder);
    try {
      await Array.fromAsync(history.groups());
      await Array.fromAsync(history.runs());
    } finally {
      await history.close();
    }
  }, SitehaulError);
  assertEquals(code, "history/unusable");
  return { message, hint };
}

/** A history with so many jobs. */
async function filled(folder: string, jobs = 300): Promise<void> {
  const history = await openHistory(folder);
  const run = await begin(history);
  for (let n = 0; n < jobs; n++) await goodJob(run, { record: n, archive: `site-${n}.jpa` });
  await run.end();
  await history.close();
}

async function isUnchanged(file: string, act: () => Promise<void>): Promise<boolean> {
  const before = await Deno.readFile(file);
  await act();
  const after = await Deno.readFile(file);
  return before.length === after.length && before.every((byte, at) => byte === after[at]);
}

Deno.test(
  "the folder is the user's alone, and so is the file",
  { ignore: isWindows },
  () =>
    inFolder(async (folder) => {
      const state = join(folder, "deep", "state");
      await (await openHistory(state)).close();
      assertEquals(((await Deno.stat(state)).mode ?? 0) & 0o777, 0o700);
      assertEquals(((await Deno.stat(join(state, FILE))).mode ?? 0) & 0o777, 0o600);
      const history = await openHistory(state);
      const run = await begin(history);
      for (const name of [`${FILE}-wal`, `${FILE}-shm`, `runs/${run.id}.lock`]) {
        assertEquals(((await Deno.stat(join(state, name))).mode ?? 0) & 0o077, 0, name);
      }
      await run.end();
      await history.close();
      assertEquals(await namesIn(state), [FILE, "runs"]);
      assertEquals(await namesIn(join(state, "runs")), []);
    }),
);

Deno.test(
  "what others can write to is not used",
  { ignore: isWindows },
  () =>
    inFolder(async (folder) => {
      const state = join(folder, "state");
      await filled(state, 1);
      await Deno.chmod(join(state, FILE), 0o666);
      const open = await failure(state);
      assertStringIncludes(open.message, "can be written by everybody (mode 666)");
      assertStringIncludes(open.hint, "another folder");
      await Deno.chmod(join(state, FILE), 0o600);
      await Deno.chmod(state, 0o777);
      assertStringIncludes((await failure(state)).message, "its folder is not used");
      await Deno.chmod(state, 0o700);
      await Deno.rename(join(state, FILE), join(state, "elsewhere"));
      await Deno.symlink(join(state, "elsewhere"), join(state, FILE));
      assertStringIncludes((await failure(state)).message, "not a plain file");
      await Deno.remove(join(state, FILE));
      // SQLite would take it for its own, and change the file by it.
      await Deno.symlink(join(state, "elsewhere"), join(state, `${FILE}-journal`));
      assertStringIncludes(
        (await failure(state)).message,
        `${FILE}-journal: it is not a plain file`,
      );
    }),
);

Deno.test("a history of a newer version, or of another program, is told and left as it is", () =>
  inFolder(async (folder) => {
    const file = join(folder, FILE);
    await filled(folder, 1);
    change(file, `PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    assert(
      await isUnchanged(file, async () => {
        const { message, hint } = await failure(folder);
        assertStringIncludes(message, "of a newer sitehaul");
        assertStringIncludes(hint, "Update sitehaul");
      }),
    );
    await Deno.remove(file);
    change(file, "CREATE TABLE bookmarks (url TEXT)");
    assert(
      await isUnchanged(file, async () => {
        assertStringIncludes((await failure(folder)).message, "a database of another program");
      }),
    );
  }));

function change(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

Deno.test("a damaged history is told and left as it is, wherever the damage is", () =>
  inFolder(async (folder) => {
    const file = join(folder, FILE);
    await filled(folder);
    const good = await Deno.readFile(file);
    const damages: Record<string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>> = {
      "text in its place": () => new TextEncoder().encode("This is no database.\n".repeat(500)),
      "its beginning lost": (bytes) => bytes.fill(0, 0, 64),
      "its end lost": (bytes) => bytes.slice(0, bytes.length / 3),
      "noise in the middle": (bytes) => bytes.fill(0xa5, 4096, bytes.length - 4096),
      "rows that mean nothing": (bytes) => replaced(bytes, "folder", "nowher"),
    };
    for (const [what, damage] of Object.entries(damages)) {
      await Deno.writeFile(file, damage(good.slice()));
      const isLeft = await isUnchanged(file, async () => {
        const { message, hint } = await failure(folder);
        assertStringIncludes(`${what}: ${hint}`, "It is damaged, and was left as it is");
        assertStringIncludes(message, file);
      });
      assert(isLeft, what);
    }
  }));

function replaced(bytes: Uint8Array<ArrayBuffer>, from: string, to: string) {
  const text = new TextDecoder("latin1").decode(bytes).replaceAll(from, to);
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

Deno.test("a folder in which nothing can be written is told, and what is there is left", {
  ignore: withSmallDisk.leftOut !== undefined,
}, () =>
  inFolder((folder) =>
    withSmallDisk(folder, async (disk, makeReadOnly) => {
      const state = join(disk, "state");
      await filled(state, 1);
      await makeReadOnly();
      assert(
        await isUnchanged(join(state, FILE), async () => {
          assertStringIncludes((await failure(state)).hint, "Check the folder");
        }),
      );
      assertStringIncludes((await failure(join(disk, "below"))).hint, "Check the folder");
    })
  ));

Deno.test("on a full disk, what was acknowledged stays, and writing goes on once there is room", {
  ignore: withSmallDisk.leftOut !== undefined,
}, () =>
  inFolder((folder) =>
    withSmallDisk(folder, async (disk) => {
      const history = await openHistory(join(disk, "state"));
      const run = await begin(history);
      const done: number[] = [];
      const error = await assertRejects(async () => {
        for (let n = 0; n < 10_000; n++) {
          const writer = await job(run, { state: "failed", message: "x".repeat(1500) });
          done.push(writer.id);
        }
      }, SitehaulError);
      assertEquals(error.code, "history/unusable");
      assertStringIncludes(error.hint ?? "", "Free some space");
      assert(done.length > 10);
      const known = new Set((await Array.fromAsync(history.jobs())).map(({ id }) => id));
      assertEquals(done.filter((id) => !known.has(id)), []);
      // Whoever else opens it now is told, or reads it; it is not damaged.
      await assertRejects(async () => {
        const other = await openHistory(join(disk, "state"));
        await begin(other).finally(() => other.close());
      }, SitehaulError);
      await grow(disk);
      await job(run, { state: "ok" });
      await run.end();
      await history.close();
      const again = await openHistory(join(disk, "state"));
      const states = (await Array.fromAsync(again.jobs())).map(({ state }) => state);
      assertEquals([states[0], states.length >= done.length + 1], ["ok", true]);
      await again.close();
    })
  ));

async function grow(disk: string): Promise<void> {
  const options = { args: ["-o", "remount,size=16m", disk] };
  assert((await new Deno.Command("mount", options).output()).success);
}

Deno.test("a failed write leaves nothing of itself, and the next one is whole", () =>
  inFolder(async (folder) => {
    let left = Infinity;
    const history = await openHistory(folder, {
      onWrite: () => {
        if (left-- <= 0) throw new Error("disk I/O error");
      },
    });
    const run = await begin(history);
    const writer = await run.beginJob(SHOP);
    for (let after = 0; after < 4; after++) {
      left = after;
      const error = await assertRejects(() => writer.backup(BACKUP), SitehaulError);
      assertStringIncludes(error.message, "disk I/O error");
      left = Infinity;
    }
    const [group] = await Array.fromAsync(history.groups());
    assertEquals([group?.jobs[0]?.backup, group?.lastBackup], [undefined, undefined]);
    await writer.backup(BACKUP);
    await run.end();
    await history.close();
  }));
