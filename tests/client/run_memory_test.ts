/** Notes about running backups: private, whole or not there, and free as soon as their process ends. */
import { assert, assertEquals } from "@std/assert";
import { extname, join } from "node:path";
import { fileRunMemory, type OwnRun } from "../../mod.ts";
import { withoutSecrets } from "../../src/client/run_memory.ts";
import { createRedactor } from "../../src/base/redact.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { withSmallDisk } from "../support/small_disk.ts";

const SITE = "https://www.example.com";
const MODULE = new URL("../../src/client/file_run_memory.ts", import.meta.url).href;

const RUN: OwnRun = {
  profile: 1,
  description: "Nightly",
  wish: "abc",
  after: 7,
  backupId: "id-1",
  recordId: 8,
  domain: "PackDB",
  steps: 3,
  guessedSteps: 0,
  warnings: ["Unreadable file /a"],
  sentAt: 1_795_493_000_000,
  serverAheadMs: -250,
  isAnswered: false,
  isGivenUp: false,
};

/** What the next run finds. */
async function leftIn(folder: string, site = SITE): Promise<OwnRun | undefined> {
  const notes = await fileRunMemory(folder).claim(site);
  assert(notes !== undefined);
  notes.release();
  return notes.left;
}

async function notesIn(folder: string): Promise<string> {
  return join(folder, (await namesIn(folder)).find((name) => name.endsWith(".jsonl")) ?? "");
}

Deno.test("what was noted is there for the next run, until it is erased", () =>
  inFolder(async (folder) => {
    const notes = await fileRunMemory(join(folder, "new")).claim(SITE);
    assertEquals(notes?.left, undefined);
    await notes?.write(RUN);
    await notes?.write({ ...RUN, steps: 4 });
    notes?.release();
    assertEquals(await leftIn(join(folder, "new")), { ...RUN, steps: 4 });
    const again = await fileRunMemory(join(folder, "new")).claim(SITE);
    await again?.erase();
    again?.release();
    assertEquals(await leftIn(join(folder, "new")), undefined);
  }));

Deno.test("no note holds a secret that the site repeats, in whatever it may say", () =>
  inFolder(async (folder) => {
    const secret = "Pl\u00e4nted w0rd";
    const runs = withoutSecrets(fileRunMemory(folder), createRedactor([secret]));
    for (const backupId of [secret, `id-${encodeURIComponent(secret)}`, "", "id-1"]) {
      const notes = await runs.claim(SITE);
      const run = {
        ...RUN,
        description: secret,
        domain: secret,
        warnings: [`a ${secret}`],
        backupId,
      };
      await notes?.write(run);
      notes?.release();
      const text = await Deno.readTextFile(await notesIn(folder));
      assertEquals(/Pl\u00e4nted|Pl%C3/.test(text), false, text);
      const left = await leftIn(folder);
      assertEquals([left?.recordId, left?.backupId], [
        8,
        backupId === "id-1" ? backupId : undefined,
      ]);
    }
  }));

Deno.test("notes are for their owner alone, and hold what is needed and no more", () =>
  inFolder(async (folder) => {
    const notes = await fileRunMemory(join(folder, "runs")).claim(SITE);
    await notes?.write({
      ...RUN,
      warnings: Array.from({ length: 5000 }, (_, n) => `Warning ${n}`),
    });
    notes?.release();
    const path = await notesIn(join(folder, "runs"));
    const { mode, size } = await Deno.stat(path);
    assertEquals([(mode ?? 0) & 0o777, size < 10_000], [0o600, true]);
    assertEquals(((await Deno.stat(join(folder, "runs"))).mode ?? 0) & 0o777, 0o700);
    const members = Object.keys(JSON.parse(await Deno.readTextFile(path)));
    assertEquals(members.sort(), [...Object.keys(RUN), "schema", "site"].sort());
  }));

Deno.test.each<[string, (text: string) => string]>([
  ["cut short", (text) => text.slice(0, 100)],
  ["of another site", (text) => text.replace(SITE, "https://other.example")],
  ["of another form", (text) => text.replace('"schema":1', '"schema":2')],
  ["without its time", (text) => text.replace("1795493000000", "null")],
])("notes that are %s count as nothing", (_, damage) =>
  inFolder(async (folder) => {
    const notes = await fileRunMemory(folder).claim(SITE);
    await notes?.write(RUN);
    notes?.release();
    const path = await notesIn(folder);
    await Deno.writeTextFile(path, damage(await Deno.readTextFile(path)));
    assertEquals(await leftIn(folder), undefined);
  }));

Deno.test("notes that cannot be written are erased: old ones would say that no step is running", () =>
  inFolder(async (folder) => {
    const notes = await fileRunMemory(folder).claim(SITE);
    await notes?.write(RUN);
    notes?.release();
    // Nothing can be written where a folder is in the way.
    await Deno.mkdir(`${await notesIn(folder)}.new/x`, { recursive: true });
    const again = await fileRunMemory(folder).claim(SITE);
    assertEquals(again?.left, RUN);
    await again?.write({ ...RUN, steps: 4 });
    assertEquals(again?.isKept, false);
    again?.release();
    assertEquals(await leftIn(folder), undefined);
  }));

const { leftOut } = withSmallDisk;
const onFullDisk =
  "notes that find a full disk are erased, too, and written again once there is room";
Deno.test({
  name: leftOut === undefined ? onFullDisk : `${onFullDisk} (left out: ${leftOut})`,
  ignore: leftOut !== undefined,
  fn: () =>
    inFolder((folder) =>
      withSmallDisk(folder, async (disk) => {
        const memory = () => fileRunMemory(join(disk, "runs"));
        const notes = await memory().claim(SITE);
        await notes?.write(RUN);
        await fill(join(disk, "filler"));
        // What is left of the file's last block takes a few more.
        let steps = RUN.steps;
        while (notes?.isKept && steps < 50) await notes?.write({ ...RUN, steps: ++steps });
        assertEquals(notes?.isKept, false);
        assertEquals((await namesIn(join(disk, "runs"))).map(extname), [".lock"]);
        await Deno.remove(join(disk, "filler"));
        await notes?.write({ ...RUN, steps: 99 });
        assertEquals(notes?.isKept, true);
        notes?.release();
        assertEquals(await leftIn(join(disk, "runs")), { ...RUN, steps: 99 });
      })
    ),
});

async function fill(path: string): Promise<void> {
  const size = [1 << 16, 1 << 12];
  for (const bytes of size) {
    for (;;) {
      try {
        await Deno.writeFile(path, new Uint8Array(bytes), { append: true });
      } catch {
        break;
      }
    }
  }
}

Deno.test("a note that was cut off while it was written counts as not written", () =>
  inFolder(async (folder) => {
    const notes = await fileRunMemory(folder).claim(SITE);
    for (const steps of [3, 4, 5]) await notes?.write({ ...RUN, steps });
    notes?.release();
    const path = await notesIn(folder);
    const text = await Deno.readTextFile(path);
    for (const [cut, steps] of [[1, 4], [40, 4], [text.length / 2, 3]] as const) {
      await Deno.writeTextFile(path, text.slice(0, -Math.floor(cut)));
      assertEquals((await leftIn(folder))?.steps, steps);
    }
    // After a loss of power, there can be zeros where a line should be.
    await Deno.writeTextFile(path, `${text}\0\0\0\n`);
    assertEquals((await leftIn(folder))?.steps, 5);
  }));

Deno.test("notes that somebody removes in the meantime are written again, and many of them begin anew", () =>
  inFolder(async (folder) => {
    const notes = await fileRunMemory(folder).claim(SITE);
    await notes?.write(RUN);
    await Deno.remove(await notesIn(folder));
    await notes?.write({ ...RUN, steps: 4 });
    assertEquals((await Deno.readTextFile(await notesIn(folder))).split("\n").length, 2);
    const warnings = ["x".repeat(2000)];
    for (let steps = 5; steps <= 200; steps++) await notes?.write({ ...RUN, warnings, steps });
    notes?.release();
    assert((await Deno.stat(await notesIn(folder))).size <= 128 * 1024);
    assertEquals((await leftIn(folder))?.steps, 200);
  }));

Deno.test("notes that somebody else may have written count as nothing, and keep nobody away", () =>
  inFolder(async (folder) => {
    const notes = await fileRunMemory(folder).claim(SITE);
    await notes?.write(RUN);
    notes?.release();
    const path = await notesIn(folder);
    await Deno.chmod(path, 0o666);
    assertEquals(await leftIn(folder), undefined);
    await Deno.chmod(path, 0o600);
    assertEquals(await leftIn(folder), RUN);
    await Deno.chmod(folder, 0o777);
    const [one, other] = [
      await fileRunMemory(folder).claim(SITE),
      await fileRunMemory(folder).claim(SITE),
    ];
    assertEquals([one?.left, other?.left], [undefined, undefined]);
    await one?.erase();
    await Deno.chmod(folder, 0o700);
    assertEquals(await leftIn(folder), RUN);
  }));

Deno.test("where no folder can be made, nothing is noted, and nobody is kept away", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "file"), "");
    const runs = fileRunMemory(join(folder, "file", "runs"));
    const [one, other] = [await runs.claim(SITE), await runs.claim(SITE)];
    await one?.write(RUN);
    assertEquals([one?.left, other?.left], [undefined, undefined]);
    one?.release();
  }));

Deno.test("where the runtime has no locks, nothing is noted: nobody could know whether a run is alive", () =>
  inFolder(async (folder) => {
    const runtime = Object.getOwnPropertyDescriptor(globalThis, "Deno");
    assert(runtime !== undefined);
    Object.defineProperty(globalThis, "Deno", { ...runtime, value: undefined });
    try {
      const notes = await fileRunMemory(folder).claim(SITE);
      await notes?.write(RUN);
      assertEquals([notes?.left, (await fileRunMemory(folder).claim(SITE))?.left], [
        undefined,
        undefined,
      ]);
    } finally {
      Object.defineProperty(globalThis, "Deno", runtime);
    }
    assertEquals(await namesIn(folder), []);
  }));

Deno.test("notes belong to the process that has them, and to the next one as soon as it is killed", () =>
  inFolder(async (folder) => {
    const program = `
      const { fileRunMemory } = await import(${JSON.stringify(MODULE)});
      const notes = await fileRunMemory(${JSON.stringify(folder)}).claim(${JSON.stringify(SITE)});
      await notes.write(${JSON.stringify(RUN)});
      console.log("noted");
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    `;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", program],
      stdout: "piped",
    }).spawn();
    const output = child.stdout.getReader();
    await output.read();
    assertEquals(await fileRunMemory(folder).claim(SITE), undefined);
    child.kill("SIGKILL");
    await child.status;
    await output.cancel();
    assertEquals(await leftIn(folder), RUN);
  }));
