import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sizeIfSame } from "../../src/files/checksum.ts";
import { finishedBefore, forgetState } from "../../src/download/finished_part.ts";
import { PartFile, workPaths } from "../../src/download/part_file.ts";
import type { PartIdentity } from "../../src/download/transfer_state.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { content, fill, identity, MIB, sha256 } from "./part_content.ts";

Deno.test("a part gets its name and its checksum when it is whole, and nothing is left beside it", () =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    const file = await PartFile.open(target, identity);
    await fill(file, content.length);
    assertEquals(await file.finish(), sha256);
    assertEquals((await finishedBefore(target, identity))?.sha256, sha256);
    assertEquals(await finishedBefore(target, { ...identity, record: 8 }), undefined);
    await forgetState(target);
    assertEquals(await namesIn(folder), ["a.jpa"]);
    assertEquals(await Deno.readFile(target), content);
    assertEquals(await sizeIfSame(target, content.length, sha256), content.length);
  }));

Deno.test("what a run left that was killed while it noted its state is removed by the next one", () =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    const others = ["..a.jpa.part.json.notes", "..b.jpa.part.json.01234567", ".a.jpa.part.json"];
    for (const name of [...others, "..a.jpa.part.json.01234567", "..a.jpa.part.json.89abcdef"]) {
      await Deno.writeTextFile(join(folder, name), "{}", { mode: 0o600 });
    }
    const file = await PartFile.open(target, identity);
    await file.suspend();
    const left = (await namesIn(folder)).filter((name) => name !== ".a.jpa.part");
    assertEquals(left, others.toSorted());
  }));

Deno.test("two downloads do not write to one file at the same time, and may after each other", () =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    const first = await PartFile.open(target, identity);
    await fill(first, MIB);
    const other = { ...identity, site: "other.example" };
    const open = () => PartFile.open(target, other);
    const error = await assertRejects(open, SitehaulError, "it is already being downloaded");
    assertEquals(error.code, "file/write");
    await fill(first, content.length);
    assertEquals(await first.finish(), sha256);
    await (await PartFile.open(target, other)).suspend();
    await (await PartFile.open(target, other)).suspend();
  }));

Deno.test("another process that fetches the same file keeps this one away, until it ends", () =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    const script = `
      import { PartFile } from ${
      JSON.stringify(import.meta.resolve("../../src/download/part_file.ts"))
    };
      await PartFile.open(Deno.args[0], ${JSON.stringify(identity)});
      console.log("open");
      await new Promise(() => setInterval(() => {}, 1000));
    `;
    const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
    await Deno.writeTextFile(join(folder, "other.ts"), script);
    const other = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-check",
        "-A",
        "--config",
        config,
        join(folder, "other.ts"),
        target,
      ],
      stdout: "piped",
    }).spawn();
    const reader = other.stdout.getReader();
    await reader.read();
    const open = () => PartFile.open(target, identity);
    const error = await assertRejects(open, SitehaulError, "it is already being downloaded");
    assertEquals([error.code, /Another run/.test(error.hint ?? "")], ["file/write", true]);
    other.kill("SIGKILL");
    await other.status;
    await reader.cancel();
    await (await open()).suspend();
  }));

Deno.test("a finished part that was changed since is not taken for the one that was fetched", () =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    const file = await PartFile.open(target, identity);
    await fill(file, content.length);
    await file.finish();
    const changed = content.slice();
    changed.fill(0, 7 * MIB, 7 * MIB + 9);
    await Deno.writeFile(target, changed);
    assertEquals(await finishedBefore(target, identity), undefined);
    await Deno.writeFile(target, content);
    assertEquals((await finishedBefore(target, identity))?.sha256, sha256);
  }));

Deno.test("a part that was suspended goes on where it was, with the right checksum", () =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    const before = await PartFile.open(target, identity);
    before.learn({ segmentSize: 1_048_756 });
    await fill(before, 5 * MIB + 3);
    await before.suspend();
    const after = await PartFile.open(target, identity);
    assertEquals([after.bytes, after.facts.segmentSize], [5 * MIB + 3, 1_048_756]);
    await fill(after, content.length);
    assertEquals(await after.finish(), sha256);
  }));

/** What the disk holds while a part is being received, under the same name in another folder. */
async function leftBehind(folder: string): Promise<string> {
  const target = join(folder, "after", "a.jpa");
  await Deno.mkdir(join(folder, "after"));
  for (const kind of ["temporary", "state"] as const) {
    await Deno.copyFile(workPaths(join(folder, "a.jpa"))[kind], workPaths(target)[kind]);
  }
  return target;
}

async function notedAt(target: string): Promise<{ bytes: number; received: { bytes: number } }> {
  return JSON.parse(await Deno.readTextFile(workPaths(target).state));
}

async function damage(target: string, at: number): Promise<void> {
  using file = await Deno.open(workPaths(target).temporary, { write: true });
  await file.seek(at, Deno.SeekMode.Start);
  await file.write(new Uint8Array(MIB));
}

Deno.test("that the program is killed costs at most 8 MiB, and torn bytes at the end are cut off", () =>
  inFolder(async (folder) => {
    const running = await PartFile.open(join(folder, "a.jpa"), identity);
    running.syncMs = Infinity;
    await fill(running, 13 * MIB);
    const target = await leftBehind(folder);
    await running.suspend();
    const { bytes, received } = await notedAt(target);
    assertEquals(bytes, 0, "nothing was synced");
    assert(received.bytes >= 5 * MIB, `${received.bytes} bytes were noted`);
    await damage(target, received.bytes);
    const after = await PartFile.open(target, identity);
    assertEquals(after.bytes, received.bytes);
    await fill(after, content.length);
    assertEquals(await after.finish(), sha256);
    assertEquals(await Deno.readFile(target), content);
  }));

Deno.test("what a crash of the computer took of the bytes that were not synced is fetched again", () =>
  inFolder(async (folder) => {
    const first = await PartFile.open(join(folder, "a.jpa"), identity);
    await fill(first, 3 * MIB);
    await first.suspend();
    const running = await PartFile.open(join(folder, "a.jpa"), identity);
    running.syncMs = Infinity;
    await fill(running, 13 * MIB);
    const target = await leftBehind(folder);
    await running.suspend();
    const { bytes, received } = await notedAt(target);
    assertEquals(bytes, 3 * MIB);
    assert(received.bytes > 4 * MIB);
    await damage(target, 3 * MIB);
    const after = await PartFile.open(target, identity);
    assertEquals(after.bytes, 3 * MIB);
    // What follows is not what was noted before.
    assertEquals((await notedAt(target)).received.bytes, 3 * MIB);
    await fill(after, content.length);
    assertEquals(await after.finish(), sha256);
    assertEquals(await Deno.readFile(target), content);
  }));

Deno.test("a file that a crash has cut off behind the synced bytes goes on from these", () =>
  inFolder(async (folder) => {
    const first = await PartFile.open(join(folder, "a.jpa"), identity);
    await fill(first, 3 * MIB);
    await first.suspend();
    const running = await PartFile.open(join(folder, "a.jpa"), identity);
    running.syncMs = Infinity;
    await fill(running, 13 * MIB);
    const target = await leftBehind(folder);
    await running.suspend();
    await Deno.truncate(workPaths(target).temporary, 4 * MIB);
    const after = await PartFile.open(target, identity);
    assertEquals(after.bytes, 3 * MIB);
    await after.suspend();
  }));

Deno.test("where less may be lost, it is noted more often", () =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    const running = await PartFile.open(target, identity);
    running.mostUnnoted = 2 * MIB;
    await fill(running, 5 * MIB);
    const { received } = await notedAt(target);
    await running.suspend();
    assert(received.bytes >= 3 * MIB, `${received.bytes} bytes were noted`);
  }));

Deno.test.each<[string, Partial<PartIdentity>]>([
  ["another site", { site: "other.example" }],
  ["another record", { record: 8 }],
  ["a record of the same number from another time", { start: "2026-11-25T03:00:00.000Z" }],
  ["another size", { size: content.length + 1 }],
])("what is there of %s is not taken up", (_, other) =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    const before = await PartFile.open(target, identity);
    await fill(before, 2 * MIB);
    await before.suspend();
    const after = await PartFile.open(target, { ...identity, ...other });
    assertEquals(after.bytes, 0);
    await after.suspend();
  }));

Deno.test.each([
  ["is damaged", "{"],
  ["claims more than there can be", JSON.stringify({ ...identity, schema: 1, bytes: 1e12 })],
])("a note that %s counts as none", (_, note) =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    const before = await PartFile.open(target, identity);
    await fill(before, 2 * MIB);
    await before.suspend();
    await Deno.writeTextFile(workPaths(target).state, note);
    const after = await PartFile.open(target, identity);
    assertEquals(after.bytes, 0);
    await after.suspend();
  }));

Deno.test("a temporary file that is shorter than noted is taken up as far as it goes", () =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    const before = await PartFile.open(target, identity);
    await fill(before, 3 * MIB);
    await before.suspend();
    await Deno.truncate(workPaths(target).temporary, MIB);
    const after = await PartFile.open(target, identity);
    assertEquals(after.bytes, MIB);
    await fill(after, content.length);
    assertEquals(await after.finish(), sha256);
  }));

Deno.test("whoever goes back notes that, before anything else is written", () =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    const noted = async () => (await notedAt(target)).received.bytes;
    const file = await PartFile.open(target, identity);
    file.mostUnnoted = 2 * MIB;
    await fill(file, 3 * MIB);
    assert(await noted() >= MIB);
    await file.truncate(MIB / 2);
    assertEquals(await noted(), MIB / 2);
    await file.suspend();
    // Something else has cut it off.
    await Deno.truncate(workPaths(target).temporary, 1000);
    const again = await PartFile.open(target, identity);
    assertEquals([again.bytes, await noted()], [1000, 1000]);
    await again.suspend();
  }));

Deno.test("a good file stays as it is while its successor is incomplete or too long", () =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    await Deno.writeTextFile(target, "good");
    const file = await PartFile.open(target, identity);
    await fill(file, MIB);
    const missing = await assertRejects(() => file.finish(), SitehaulError);
    await fill(file, content.length);
    const long = await assertRejects(() => file.append(new Uint8Array(1)), SitehaulError);
    assertEquals([missing.code, long.code], ["download/failed", "download/failed"]);
    // What is too long is not that file, from its first byte on.
    assertEquals(file.bytes, 0);
    await file.suspend();
    assertEquals(await Deno.readTextFile(target), "good");
  }));

Deno.test("a part that cannot be noted as finished is an error of writing, and others may have it", () =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    const file = await PartFile.open(target, { ...identity, size: MIB });
    await fill(file, MIB);
    await Deno.mkdir(workPaths(target).state);
    const error = await assertRejects(() => file.finish(), SitehaulError, target);
    assertEquals(error.code, "file/write");
    await file.suspend();
    await Deno.remove(workPaths(target).state);
    const next = await PartFile.open(target, identity);
    await file.suspend();
    const taken = await assertRejects(() => PartFile.open(target, identity), SitehaulError);
    assertEquals(taken.code, "file/write");
    await next.suspend();
  }));

Deno.test("a folder that is not there is an error of writing, with the path and what to do", () =>
  inFolder(async (folder) => {
    const target = join(folder, "nowhere", "a.jpa");
    const error = await assertRejects(
      () => PartFile.open(target, identity),
      SitehaulError,
      target,
    );
    assertEquals([error.code, error.exit], ["file/write", 104]);
    assert(error.hint?.includes("`dir`"));
  }));
