/** How much memory hostile replies to a search can take: measured from outside, in a process. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { serveHttp } from "../transport/servers.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const MIB = 1024 * 1024;

Deno.test.each<[string, () => BodyInit]>([
  ["nested brackets", () => "[".repeat(MIB - 1)],
  ["empty arrays", () => `{"status":200,"data":[${"[],".repeat(MIB / 3 - 20)}1]}`],
  ["padding without end", () => {
    const piece = new Uint8Array(256 * 1024).fill(0x20);
    let left = 64 * 4;
    return new ReadableStream({
      pull: (controller) => left-- > 0 ? controller.enqueue(piece) : controller.close(),
    }, { highWaterMark: 0 });
  }],
])("a site that answers everything with %s is searched in 96 MB of heap", async (_, body) => {
  let requests = 0;
  await using server = await serveHttp(() => {
    requests += 1;
    return new Response(body(), { headers: { "content-type": "application/json" } });
  });
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--v8-flags=--max-old-space-size=96",
      "-A",
      MAIN,
      "detect",
      server.url,
      "--no-cache",
    ],
    env: { SITEHAUL_SECRET: "a secret that nobody has", NO_COLOR: "1" },
    stdin: "null",
  }).output();
  assertEquals(code, 36, new TextDecoder().decode(stderr).slice(-500));
  assert(requests > 10, `${requests} requests`);
});
