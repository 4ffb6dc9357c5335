import { assert, assertEquals, assertRejects } from "@std/assert";
import { certificateEnd } from "../../src/transport/certificate.ts";
import { serveHttp, serveRaw } from "./servers.ts";

const never = new AbortController().signal;

for (const [certificate, year] of [["localhost", 2119], ["expired", 2020]] as const) {
  Deno.test(`a certificate tells when it ends, trusted or not: ${certificate}`, async () => {
    let requests = 0;
    await using server = await serveHttp(() => {
      requests++;
      return new Response("");
    }, { certificate });
    const end = await certificateEnd(new URL(server.url), never) ?? 0;
    assertEquals([new Date(end - 1).getUTCFullYear(), requests], [year, 0]);
  });
}

Deno.test("a host without TLS, and one that says nothing, are failures", async () => {
  await using plain = await serveHttp(() => new Response(""));
  await assertRejects(() => certificateEnd(new URL(`https://127.0.0.1:${plain.port}`), never));
  await using silent = serveRaw(async ({ read }) => void await read());
  const soon = new AbortController();
  const reading = certificateEnd(new URL(`https://127.0.0.1:${silent.port}`), soon.signal);
  soon.abort();
  const error = await assertRejects(() => reading, Error);
  assert(error.message.length > 0);
});
