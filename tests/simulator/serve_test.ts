/** Simulated sites on a port of this machine. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { readAll, Wire } from "./wire.ts";

async function tls(name: string): Promise<{ cert: string; key: string }> {
  const read = (file: string) =>
    Deno.readTextFile(new URL(`../support/tls/${file}`, import.meta.url));
  return { cert: await read(`${name}.pem`), key: await read(`${name}.key`) };
}

async function trusting(): Promise<Deno.HttpClient> {
  const file = new URL("../support/tls/ca.pem", import.meta.url);
  return Deno.createHttpClient({ caCerts: [await Deno.readTextFile(file)] });
}

Deno.test("a site over https answers those who trust its authority, mischief included", async () => {
  await using wire = await Wire.open({}, { tls: await tls("localhost") });
  assert(wire.url.startsWith("https://127.0.0.1:"));
  using client = await trusting();
  assertEquals((await wire.ask("getVersion", { client })).status, 200);
  assert(wire.simulator.requests.every(({ url }) => url.startsWith("https://")));
  wire.simulator.arm({ cutAfter: 12 });
  const { bytes, error } = await readAll(await wire.send("getVersion", { client }));
  assert(error instanceof TypeError);
  assertEquals(new TextDecoder().decode(bytes), '{"status":20');
});

for (
  const [name, words] of [["wrong_host", "not valid for name"], [
    "expired",
    "certificate expired",
  ]] as const
) {
  Deno.test(`the certificate ${name} is refused although its authority is trusted`, async () => {
    await using wire = await Wire.open({}, { tls: await tls(name) });
    using client = await trusting();
    const error = await assertRejects(() => wire.send("getVersion", { client }), TypeError);
    assertStringIncludes(Deno.inspect(error), words);
    assertEquals(wire.simulator.requests, []);
  });
}

Deno.test("without trust in its authority no request reaches a site over https", async () => {
  await using wire = await Wire.open({}, { tls: await tls("localhost") });
  await assertRejects(() => wire.send("getVersion"), TypeError);
  assertEquals(wire.simulator.requests, []);
});

/** The head of an answer as it is on the wire: fetch shows no words beside the status. */
async function headOf(wire: Wire, path: string): Promise<string[]> {
  using connection = await Deno.connect({ port: wire.port, hostname: "127.0.0.1" });
  const head = [
    `GET ${path} HTTP/1.1`,
    "host: x",
    `x-akeeba-auth: ${DEFAULT_SECRET}`,
    "connection: close",
    "",
    "",
  ].join("\r\n");
  await connection.write(new TextEncoder().encode(head));
  const answer = await new Response(connection.readable).text();
  return answer.slice(0, answer.indexOf("\r\n\r\n")).split("\r\n");
}

Deno.test("reason phrases and several cookies reach the client", async () => {
  await using wire = await Wire.open();
  const parameters = { backup_id: "7", part_id: "1" };
  const { url } = await wire.send("downloadDirect", { parameters });
  const head = await headOf(wire, url.slice(wire.url.length - 1));
  assertEquals(head[0], "HTTP/1.1 500 Invalid backup record identifier");
  assertEquals(head.filter((line) => /^set-cookie:/i.test(line)).length, 1);
});

Deno.test("a site that is closed takes no connection; a taken port is an error", async () => {
  const simulator = createSimulator({ product: "solo", version: "8.2.0", root: "/solo" });
  const server = await serve(simulator);
  assertEquals(server.url, `http://127.0.0.1:${server.port}/solo/`);
  await assertRejects(() => serve(simulator, { port: server.port }), Error, "EADDRINUSE");
  await server.close();
  await assertRejects(() => fetch(server.url), TypeError);
});
