/** What comes in the place of a whole file, from sites that are nearly right. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { connect, drain, type Site } from "../../mod.ts";
import { downloadParts } from "../../src/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  partOf,
  type Simulator,
  type SitePart,
} from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

const REFUSAL = '{"status":503,"data":"Access denied"}';

interface TestSite {
  readonly client: Site;
  readonly simulator: Simulator;
  readonly parts: readonly SitePart[];
}

/** A site with some parts, whose answers to downloadDirect the given function makes. */
async function siteWith(
  parts: readonly SitePart[],
  answer: (request: Request, simulator: Simulator) => Response | Promise<Response>,
): Promise<TestSite> {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  simulator.site.addRecord({ parts: [...parts] });
  const client = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    attempts: 1,
    sleep: () => Promise.resolve(),
    transport: async (request) => {
      const text = request.url + (await request.clone().text());
      return text.includes("downloadDirect")
        ? await answer(request, simulator)
        : await simulator.handle(request);
    },
  });
  return { client, simulator, parts };
}

/** Fetches a part by http from a site whose answers to that are the given ones. */
async function fetchFrom(
  size: number,
  answer: (request: Request) => Response,
): Promise<{ error: SitehaulError; names: string[] }> {
  let found: { error: SitehaulError; names: string[] } | undefined;
  await inFolder(async (dir) => {
    const { client } = await siteWith([partOf("site.jpa", new Uint8Array(size))], answer);
    const error = await assertRejects(async () => {
      for await (const _ of downloadParts(client, 1, { dir, mode: "http" }));
    }, SitehaulError);
    found = { error, names: await namesIn(dir) };
  });
  if (found === undefined) throw new Error("nothing was fetched");
  return found;
}

const bytes = (length: number, type = "application/octet-stream") =>
  new Response(new Uint8Array(length), {
    headers: { "content-type": type, "content-length": `${length}` },
  });

Deno.test("a refusal that is as long as the part is not kept as the archive", async () => {
  const { error, names } = await fetchFrom(REFUSAL.length, () =>
    new Response(REFUSAL, {
      headers: { "content-type": "application/json", "content-length": `${REFUSAL.length}` },
    }));
  assertEquals(error.code, "auth/denied");
  assertEquals(names.includes("site.jpa"), false);
});

Deno.test("a page that is as long as the part is not kept as the archive", async () => {
  const { error, names } = await fetchFrom(500, () => bytes(500, "text/html; charset=utf-8"));
  assertMatch(error.code, /^download\/failed|^reply\//);
  assertEquals(names.includes("site.jpa"), false);
});

Deno.test.each([400, 600])(
  "an answer of %i bytes for a part of 500 is refused before it is read",
  async (length) => {
    const { error } = await fetchFrom(500, () => bytes(length));
    assertEquals(error.code, "download/failed");
    assertMatch(error.message, new RegExp(`announces ${length} bytes, its record says 500`));
  },
);

Deno.test("an answer that does not say how long it is, and is too short, is no part", async () => {
  const body = () => new Response(ReadableStream.from([new Uint8Array(400)]));
  const { error, names } = await fetchFrom(500, body);
  assertMatch(error.code, /^download\/failed|^network\//);
  assertEquals(names.includes("site.jpa"), false);
});

Deno.test.each([[400], [700]])(
  "%i bytes are no file whose size only the answer tells: 500",
  (length) =>
    inFolder(async (dir) => {
      const headers = { "content-length": "500" };
      const answer = () => new Response(ReadableStream.from([new Uint8Array(length)]), { headers });
      const { client, simulator } = await siteWith([partOf("a.jpa", new Uint8Array(500))], answer);
      simulator.arm({ fileSizes: () => -1 });
      const fetching = () => drain(downloadParts(client, 1, { dir, mode: "http" }));
      await assertRejects(fetching, SitehaulError, length < 500 ? "400 of 500" : "longer than");
      assertEquals((await namesIn(dir)).includes("a.jpa"), false);
    }),
);

Deno.test("a piece that nobody asked for is no whole file", async () => {
  const headers = { "content-range": "bytes 0-499/500", "content-length": "500" };
  const { error } = await fetchFrom(
    500,
    () =>
      new Response(new Uint8Array(500), {
        status: 206,
        headers: { ...headers, "content-range": "bytes 1-500/501" },
      }),
  );
  assertEquals(error.code, "download/failed");
});

const MIB = 1024 * 1024;
const THREE = ["site.jpa", "site.j01", "site.j02"].map((name, seed) =>
  partOf(name, seededBytes(2 * MIB, seed))
);

Deno.test.each(["auto", "http"] as const)(
  "a part that has taken another one's number is not kept under that one's name, by %s",
  (mode) =>
    inFolder(async (dir) => {
      const { client, simulator } = await siteWith(THREE, (request, { handle }) => handle(request));
      // What was number 2 is gone, and number 3 is in its place: of the same size.
      const loseFile = { record: 1, name: "site.j01" };
      simulator.arm({ match: { method: "downloadDirect" }, times: 1, loseFile });
      const fetching = () => drain(downloadParts(client, 1, { dir, mode, part: 2 }));
      const error = await assertRejects(fetching, SitehaulError, '"site.j02"');
      assertEquals([error.code, (await namesIn(dir)).includes("site.j01")], [
        "download/no-such-part",
        false,
      ]);
    }),
);

Deno.test("when the numbers have moved, the record is read again and the parts have their own names", () =>
  inFolder(async (dir) => {
    const { client, simulator, parts } = await siteWith(
      THREE,
      (request, { handle }) => handle(request),
    );
    let looks = 0;
    simulator.arm({
      match: { method: "getBackupInfo" },
      // The first look is of a time when two of them had each other's number.
      fileNames: (name) => {
        const isFirst = looks++ < 3;
        const other = { "site.j01": "site.j02", "site.j02": "site.j01" }[name];
        return isFirst ? other ?? name : name;
      },
    });
    const fetched = await drain(client.download(1, { dir, verify: false }));
    assertEquals(fetched.parts.map(({ name }) => name), ["site.jpa", "site.j01", "site.j02"]);
    for (const { name, size, read } of parts) {
      assertEquals(await Deno.readFile(join(dir, name)), await read(0, size));
    }
  }));

Deno.test.each([
  'attachment; filename="site.jpa"',
  "attachment; filename=site.jpa",
  "inline; FileName = \"SITE.JPA\"; filename*=UTF-8''site.jpa",
  "attachment",
])("a part is taken that is called %s", (disposition) =>
  inFolder(async (dir) => {
    const content = Uint8Array.from(seededBytes(5000, 1));
    const headers = { "content-disposition": disposition, "content-length": "5000" };
    const answer = () => new Response(content, { headers });
    const { client } = await siteWith([partOf("site.jpa", content)], answer);
    await drain(downloadParts(client, 1, { dir, mode: "http" }));
    assertEquals(await Deno.readFile(join(dir, "site.jpa")), content);
  }));

Deno.test("a name that a header cannot hold is no reason to refuse the part", () =>
  inFolder(async (dir) => {
    const name = "Größe – мой сайт.jpa";
    const { client } = await siteWith(
      [partOf(name, seededBytes(5000, 1))],
      (request, { handle }) => handle(request),
    );
    await drain(downloadParts(client, 1, { dir, mode: "http" }));
    assertEquals(await namesIn(dir), [name]);
  }));

Deno.test("segments are not put behind an answer that told neither what it is nor how long", () =>
  inFolder(async (dir) => {
    const content = seededBytes(3 * MIB, 1);
    const bytes = new Uint8Array(1.5 * MIB);
    // Both begin as an archive does.
    for (const each of [content, bytes]) each.set(new TextEncoder().encode("JPA"));
    const junk = () => new Response(ReadableStream.from([bytes]));
    const { client } = await siteWith([partOf("site.jpa", content)], junk);
    await drain(downloadParts(client, 1, { dir }));
    assertEquals(await Deno.readFile(join(dir, "site.jpa")), content);
  }));
