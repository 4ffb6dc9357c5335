/** What becomes of the bodies of a simulated site's answers, over a real socket. */
import { assert, assertEquals } from "@std/assert";
import { type Mischief, NOISE, partOf } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { readAll, Wire } from "./wire.ts";

const CONTENT = seededBytes(300_000, 9);
const FILE = { parameters: { backup_id: "1", part_id: "1" } };

/** A site with one backup of known bytes. */
async function siteWithFile(mischief: Mischief): Promise<Wire> {
  const wire = await Wire.open();
  wire.simulator.site.addRecord({ parts: [partOf("site.jpa", CONTENT)] });
  wire.simulator.arm(mischief);
  return wire;
}

const text = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/** The text of the answer to getVersion of a site that nothing is wrong with. */
async function goodText(wire: Wire): Promise<string> {
  wire.simulator.disarm();
  return await (await wire.send("getVersion")).text();
}

for (const [name, noise] of Object.entries(NOISE)) {
  Deno.test(`noise stands before and after the answer: ${name}`, async () => {
    await using wire = await Wire.open();
    wire.simulator.arm({ noise: { before: noise, after: `${noise}!` } });
    const { bytes } = await readAll(await wire.send("getVersion"));
    assertEquals(text(bytes), noise + await goodText(wire) + `${noise}!`);
  });
}

Deno.test("noise in a file of which the length is announced pushes the end of the file out", async () => {
  await using wire = await siteWithFile({ noise: { before: "warning\n" }, keepLength: true });
  const response = await wire.send("downloadDirect", FILE);
  assertEquals(response.headers.get("content-length"), `${CONTENT.length}`);
  const { bytes } = await readAll(response);
  assertEquals(text(bytes.slice(0, 8)), "warning\n");
  assertEquals(bytes.slice(8), CONTENT.slice(0, -8));
});

Deno.test("a file that is altered on its way has its length", async () => {
  const alter = (bytes: Uint8Array) => bytes.map((byte) => byte ^ 1);
  await using wire = await siteWithFile({ alter, keepLength: true });
  const { bytes } = await readAll(await wire.send("downloadDirect", FILE));
  assertEquals(bytes, CONTENT.map((byte) => byte ^ 1));
});

Deno.test("noise around a file leaves the file's bytes as they are", async () => {
  await using wire = await siteWithFile({ noise: { before: "warning\n", after: "\nend" } });
  const { bytes } = await readAll(await wire.send("downloadDirect", FILE));
  assertEquals(bytes.length, 8 + CONTENT.length + 4);
  assertEquals(bytes.slice(8, -4), CONTENT);
});

Deno.test("a cut answer breaks after the bytes that were promised, which are right", async () => {
  await using wire = await Wire.open();
  wire.simulator.arm({ cutAfter: 20 });
  const { bytes, error } = await readAll(await wire.send("getVersion"));
  assert(error instanceof TypeError);
  assertEquals(text(bytes), (await goodText(wire)).slice(0, 20));
});

for (const cutAfter of [0, 1000, 262_144, 299_999]) {
  Deno.test(`a file that is cut after ${cutAfter} bytes breaks there, whatever its Content-Length`, async () => {
    await using wire = await siteWithFile({ cutAfter });
    const response = await wire.send("downloadDirect", FILE);
    assertEquals(response.headers.get("content-length"), "300000");
    const { bytes, error } = await readAll(response);
    assert(error instanceof TypeError);
    assertEquals(bytes, CONTENT.slice(0, cutAfter));
  });
}

Deno.test("a truncated answer ends early, and no error tells of it", async () => {
  await using wire = await Wire.open();
  wire.simulator.arm({ truncateAfter: 33 });
  const { bytes, error } = await readAll(await wire.send("getVersion"));
  assertEquals(error, undefined);
  assertEquals(text(bytes), (await goodText(wire)).slice(0, 33));
});

Deno.test("a body of one's own replaces that of the answer, and knows it", async () => {
  await using wire = await Wire.open();
  wire.simulator.arm({ body: (json) => json.replace('"status":200', '"status":"200"') });
  const { bytes } = await readAll(await wire.send("getVersion"));
  assertEquals(text(bytes), (await goodText(wire)).replace("200", '"200"'));
});

Deno.test("reshaped data comes in a good envelope", async () => {
  await using wire = await Wire.open();
  wire.simulator.arm({ reshape: (data) => ({ was: data }) });
  const { status, data } = await wire.ask("getProfiles");
  assertEquals(status, 200);
  assertEquals(data, { was: [{ id: 1, name: "Default Backup Profile" }] });
});

Deno.test("a huge answer streams, and a client may stop reading it", async () => {
  await using wire = await Wire.open();
  wire.simulator.arm({ hugeBytes: 10 ** 12 });
  const response = await wire.send("getVersion");
  const reader = response.body?.getReader();
  let received = 0;
  while (received < 200_000) received += (await reader?.read())?.value?.length ?? Infinity;
  assert(Number.isFinite(received));
  await reader?.cancel();
});

Deno.test("a huge answer that is read to its end is JSON of that size", async () => {
  await using wire = await Wire.open();
  wire.simulator.arm({ hugeBytes: 200_001 });
  const { data } = await wire.ask("getVersion");
  assertEquals(String(data).length, 200_001);
});

Deno.test("a page takes the answer's place with HTTP 200", async () => {
  await using wire = await Wire.open();
  wire.simulator.arm({ page: "<h1>Welcome</h1>" });
  const response = await wire.send("getVersion");
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("content-type"), "text/html; charset=UTF-8");
  assertEquals(await response.text(), "<h1>Welcome</h1>");
});

Deno.test("another HTTP status comes around a good answer", async () => {
  await using wire = await Wire.open();
  wire.simulator.arm({ status: 503 });
  const response = await wire.send("getVersion");
  assertEquals(response.status, 503);
  assertEquals(await response.text(), await goodText(wire));
});
