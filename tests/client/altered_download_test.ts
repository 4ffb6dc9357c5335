/** Whole files that arrive altered: segments tell what is on the server. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import {
  type DownloadedBackup,
  type DownloadEvent,
  type DownloadOptions,
  drain,
} from "../../mod.ts";
import { readManifest } from "../../src/files/manifest.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { type Mischief, NOISE, partOf } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { asked, type TestSite, withBackup } from "./fetched_site.ts";

const WHOLE = { method: "downloadDirect" } as const;

const flip = (bytes: Uint8Array) => bytes.map((byte) => byte === 0x0a ? 0x20 : byte);
const over = (text: string) => (bytes: Uint8Array) => {
  const altered = Uint8Array.from(bytes);
  altered.set(new TextEncoder().encode(text));
  return altered;
};

/** Fetches the backup; gives its events as well. */
async function fetching(
  { client }: TestSite,
  options: DownloadOptions,
): Promise<DownloadedBackup & { events: DownloadEvent[] }> {
  const events: DownloadEvent[] = [];
  const fetched = await drain(client.download(1, options), (event) => events.push(event));
  return { ...fetched, events };
}

async function failing(site: TestSite, options: DownloadOptions): Promise<SitehaulError> {
  return await assertRejects(() => fetching(site, options), SitehaulError);
}

/** The files in the folder are those of the server, byte by byte. */
async function assertSame({ simulator }: TestSite, dir: string): Promise<void> {
  for (const { name, size, read } of simulator.site.record(1)?.parts ?? []) {
    assertEquals(await Deno.readFile(join(dir, name)), await read(0, size), name);
  }
}

/** Damages the parts on the server itself, from some byte on. */
async function damage({ simulator }: TestSite, from = 30): Promise<void> {
  const record = simulator.site.record(1);
  assert(record !== undefined);
  record.parts = await Promise.all(record.parts.map(async ({ name, size, read }) => {
    const bytes = seededBytes(size, 9);
    bytes.set(await read(0, from));
    return partOf(name, bytes);
  }));
}

const ALTERED: readonly [string, Mischief][] = [
  ["a PHP notice in front", { noise: { before: NOISE.htmlNotice } }],
  ["a PHP notice in front, and the end cut off", {
    noise: { before: NOISE.htmlNotice },
    keepLength: true,
  }],
  ["a notice in plain text in front", { noise: { before: NOISE.notice }, keepLength: true }],
  ["a byte order mark in front", { noise: { before: NOISE.byteOrderMark }, keepLength: true }],
  ["a comment behind it", { noise: { after: "\n<!-- cached -->" } }],
  ["line ends that were changed", { alter: flip, keepLength: true }],
  ["a page of the same length", { alter: over("<!DOCTYPE html><html>"), keepLength: true }],
  ["a refusal of the same length", {
    alter: over('{"status":403,"data":"Forbidden"}'),
    keepLength: true,
  }],
];

for (const [what, mischief] of ALTERED) {
  Deno.test(`${what} of each whole file: the first run already brings the backup`, () =>
    inFolder(async (dir) => {
      const site = await withBackup();
      site.simulator.arm({ match: WHOLE, ...mischief });
      const { report, parts, manifest = "", altered = "" } = await fetching(site, { dir });
      assertEquals(report?.ok, true);
      assertStringIncludes(altered, "requested as a whole file");
      await assertSame(site, dir);
      assertEquals(parts.map(({ way }) => way), ["segments", "segments", "segments"]);
      const written = await readManifest(manifest);
      assertEquals(written.parts.map(({ ways }) => ways), [["segments"], ["segments"], [
        "segments",
      ]]);
      assertEquals(written.verification?.ok, true);
      const before = site.simulator.requests.length;
      assert((await fetching(site, { dir })).parts.every(({ wasThere }) => wasThere));
      assertEquals(site.simulator.requests.length - before, 1);
    }));
}

Deno.test("that whole files arrive altered is told when it shows, and in the result", () =>
  inFolder(async (dir) => {
    const site = await withBackup();
    site.simulator.arm({ match: WHOLE, noise: { before: NOISE.htmlNotice }, keepLength: true });
    const { altered, events } = await fetching(site, { dir, connections: 1 });
    const told = events.filter(({ type }) => type === "doubted");
    assertEquals(told.length, 1);
    assertStringIncludes(JSON.stringify(told[0]), "ob_end_clean()");
    assertStringIncludes(altered ?? "", "ob_end_clean()");
    // The first one shows it, and the others are asked for in segments from the start.
    assertEquals(asked(site.simulator, "downloadDirect"), 1);
    assertEquals((await fetching(site, { dir })).altered, undefined);
  }));

Deno.test("damage on the server is said in the first run, when both ways bring the same", () =>
  inFolder(async (dir) => {
    const site = await withBackup();
    await damage(site);
    const error = await failing(site, { dir, deleteRemote: true });
    assertEquals([error.code, error.exit], ["archive/damaged", 60]);
    assertStringIncludes(error.message, "Backup 1 is damaged on the server");
    assert(error.hint?.startsWith("Take a new backup."), error.hint);
    const segments = asked(site.simulator, "download");
    assert(segments >= 3, `${segments}`);
    assertEquals(asked(site.simulator, "deleteFiles"), 0);
    await assertSame(site, dir);
    // It may have been mended meanwhile, so it is looked at again, but not by both ways.
    const whole = asked(site.simulator, "downloadDirect");
    const again = await failing(site, { dir, deleteRemote: true });
    assertStringIncludes(again.message, "Backup 1 is damaged on the server");
    assertEquals(asked(site.simulator, "downloadDirect"), whole + 3);
    assertEquals(asked(site.simulator, "download"), segments);
  }));

Deno.test.each<[DownloadOptions["mode"]]>([["http"], ["chunk"]])(
  "by %s alone nothing is said to be damaged on the server",
  (mode) =>
    inFolder(async (dir) => {
      const site = await withBackup();
      await damage(site);
      for (const run of ["first", "second", "third"]) {
        const error = await failing(site, { dir, mode });
        assertEquals(error.code, "archive/damaged");
        assert(!error.message.includes("on the server"), `${run}: ${error.message}`);
        assertStringIncludes(error.hint ?? "", '`mode: "auto"`', run);
      }
      // What is known from then counts: one more look by the other way is enough.
      const error = await failing(site, { dir });
      assertStringIncludes(error.message, "is damaged on the server");
      const other = mode === "http" ? "downloadDirect" : "download";
      assertEquals(asked(site.simulator, other), 9);
    }),
);

Deno.test.each([[0], [30]])(
  "what is damaged from byte %i on, and otherwise in segments, is not said to be so on the server",
  (from) =>
    inFolder(async (dir) => {
      const site = await withBackup();
      await damage(site, from);
      site.simulator.arm({ match: WHOLE, alter: flip, keepLength: true });
      const error = await failing(site, { dir });
      assertEquals(error.code, "archive/damaged");
      assert(!error.message.includes("is damaged on the server"), error.message);
      assertStringIncludes(error.message, "as a whole file");
      assertStringIncludes(error.message, "backup 1 is damaged in segments as well");
      assertStringIncludes(error.hint ?? "", "from a `store`");
    }),
);

Deno.test("an archive whose beginning is gone on the server is no altered one", () =>
  inFolder(async (dir) => {
    const site = await withBackup();
    await damage(site, 0);
    const error = await failing(site, { dir });
    assertStringIncludes(error.message, "Backup 1 is damaged on the server");
    await assertSame(site, dir);
  }));

Deno.test("where segments cannot be had, it is not said whose fault the damage is", () =>
  inFolder(async (dir) => {
    const site = await withBackup();
    await damage(site);
    const body = () => '{"status":405,"data":"Invalid method download"}';
    site.simulator.arm({ match: { method: "download" }, body });
    for (const whole of [3, 3]) {
      const error = await failing(site, { dir, deleteRemote: true });
      assertEquals([error.code, error.exit], ["archive/damaged", 60]);
      assertStringIncludes(error.message, "in segments it cannot be had");
      assertStringIncludes(error.hint ?? "", "from a `store`");
      assertEquals(asked(site.simulator, "downloadDirect"), whole);
    }
    assertEquals(asked(site.simulator, "deleteFiles"), 0);
  }));

Deno.test("the look by segments goes on where it was interrupted", () =>
  inFolder(async (dir) => {
    const site = await withBackup();
    site.simulator.arm({ match: WHOLE, alter: flip, keepLength: true });
    const running = site.client.download(1, { dir, connections: 1 });
    let isSecondLook = false;
    for await (const event of running) {
      if (event.type === "doubted") isSecondLook = true;
      if (isSecondLook && event.type === "part" && event.name.endsWith(".j01")) break;
    }
    const before = [asked(site.simulator, "downloadDirect"), asked(site.simulator, "download")];
    assertEquals(before, [3, 2]);
    const { report, parts } = await fetching(site, { dir, connections: 1 });
    assertEquals([report?.ok, parts.map(({ wasThere }) => wasThere)], [true, [true, true, false]]);
    await assertSame(site, dir);
    const after = [asked(site.simulator, "downloadDirect"), asked(site.simulator, "download")];
    assertEquals(after, [3, 3]);
  }));

Deno.test("what an interrupted run has left of a whole file is not gone on with in segments", () =>
  inFolder(async (dir) => {
    const files = [{ path: "a.bin", content: seededBytes(2_500_000, 5) }];
    const site = await withBackup({ files, partSize: 10_000_000 });
    site.simulator.arm({ match: WHOLE, alter: flip, keepLength: true });
    const first = await failing(site, { dir, mode: "http" });
    assertEquals(first.code, "archive/damaged");
    site.simulator.disarm();
    site.simulator.arm({ match: WHOLE, alter: flip, keepLength: true, cutAfter: 2_200_000 });
    await failing(site, { dir, mode: "http" });
    assert((await namesIn(dir)).some((name) => name.endsWith(".part.json")));
    assertEquals((await fetching(site, { dir })).report?.ok, true);
    await assertSame(site, dir);
    assertEquals(asked(site.simulator, "download"), 3);
  }));

Deno.test("a part alone is looked at as well, though nothing verifies it", () =>
  inFolder(async (dir) => {
    const site = await withBackup();
    site.simulator.arm({ match: WHOLE, noise: { before: NOISE.htmlNotice }, keepLength: true });
    for (const part of [1, 2, 3]) {
      const { parts, altered } = await fetching(site, { dir, part });
      assertEquals([parts[0]?.way, altered === undefined], ["segments", false]);
    }
    await assertSame(site, dir);
  }));

Deno.test("whole files that came before the one that shows it are fetched again", () =>
  inFolder(async (dir) => {
    const site = await withBackup();
    site.simulator.arm({ match: { ...WHOLE, nth: 1 }, alter: flip, keepLength: true });
    site.simulator.arm({
      match: { ...WHOLE, nth: 2 },
      noise: { before: NOISE.htmlNotice },
      keepLength: true,
    });
    await fetching(site, { dir, connections: 1, verify: false });
    await assertSame(site, dir);
  }));

Deno.test("nor does the next run believe them, when this one is interrupted before that", () =>
  inFolder(async (dir) => {
    const site = await withBackup();
    site.simulator.arm({ match: { ...WHOLE, nth: 1 }, alter: flip, keepLength: true });
    site.simulator.arm({
      match: { ...WHOLE, nth: 2 },
      noise: { before: NOISE.htmlNotice },
      keepLength: true,
    });
    const running = site.client.download(1, { dir, connections: 1, verify: false });
    for await (const event of running) {
      if (event.type === "part" && event.name.endsWith(".j01")) break;
    }
    await fetching(site, { dir, connections: 1, verify: false });
    await assertSame(site, dir);
  }));

Deno.test("a part that begins like a page on the server is no altered one", () =>
  inFolder(async (dir) => {
    const site = await withBackup();
    const record = site.simulator.site.record(1);
    assert(record !== undefined);
    const page = partOf("site.sql", new TextEncoder().encode("<html>\n-- a dump, after all\n"));
    record.parts = [page];
    record.archive = page.name;
    record.multipart = 0;
    const { parts, altered } = await fetching(site, { dir });
    assertEquals([parts[0]?.way, altered], ["whole", undefined]);
    await assertSame(site, dir);
    await Deno.remove(join(dir, page.name));
    // Nor is it refused where segments cannot be had.
    site.simulator.arm({ match: { method: "download" }, http: { status: 403 } });
    await fetching(site, { dir });
    await assertSame(site, dir);
    assertEquals((await namesIn(dir)).includes(page.name), true);
  }));
