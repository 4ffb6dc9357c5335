/** What comes in the place of a whole file, from sites that are nearly right. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { connect } from "../../mod.ts";
import { SitehaulError } from "../../src/errors.ts";
import { createSimulator, DEFAULT_SECRET, partOf } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

const REFUSAL = '{"status":503,"data":"Access denied"}';

/** Fetches a part by http from a site whose answers to that are the given ones. */
async function fetchFrom(
  size: number,
  answer: (request: Request) => Response,
): Promise<{ error: SitehaulError; names: string[] }> {
  let found: { error: SitehaulError; names: string[] } | undefined;
  await inFolder(async (dir) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    simulator.site.addRecord({ parts: [partOf("site.jpa", new Uint8Array(size))] });
    const client = await connect("https://www.example.com", {
      secret: DEFAULT_SECRET,
      attempts: 1,
      sleep: () => Promise.resolve(),
      transport: async (request) => {
        const text = request.url + (await request.clone().text());
        return text.includes("downloadDirect") ? answer(request) : await simulator.handle(request);
      },
    });
    const error = await assertRejects(async () => {
      for await (const _ of client.download(1, { dir, mode: "http" }));
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
