import { assertEquals } from "@std/assert";
import { fetchTransport } from "../../src/transport/fetch_transport.ts";
import { setTraits } from "../../src/transport/traits.ts";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { connect } from "../../mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { serveHttp, serveRaw, tlsFile } from "./servers.ts";

const GOOD = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/** Answers until a request holds `drop`: then it hangs up without a word. Counts what arrived. */
function serveUntilDrop() {
  const arrived: string[] = [];
  const server = serveRaw(async (connection) => {
    for (let text = ""; (text = await connection.read()) !== "";) {
      // The body may come by itself.
      if (!text.includes(" HTTP/1.1")) continue;
      arrived.push(text.includes("/drop") ? "drop" : "other");
      if (text.includes("/drop")) return connection.close();
      await connection.write(GOOD);
    }
  });
  return { server, drops: () => arrived.filter((each) => each === "drop").length };
}

Deno.test.each([
  { verb: "GET", used: 0 },
  { verb: "GET", used: 1 },
  { verb: "GET", used: 3 },
  { verb: "POST", used: 0 },
  { verb: "POST", used: 1 },
  { verb: "POST", used: 3 },
])(
  "$verb that must not happen twice arrives once, though $used calls used the connection before",
  async ({ verb, used }) => {
    const { server, drops } = serveUntilDrop();
    await using _ = server;
    const send = fetchTransport();
    for (let n = 0; n < used; n++) {
      const warm = setTraits(new Request(`${server.url}warm`), { repeatable: true });
      await (await send(warm)).text();
    }
    const body = verb === "POST" ? { body: "method=stepBackup" } : {};
    const request = new Request(`${server.url}drop`, { method: verb, ...body });
    const outcome = await send(request).then(() => "answered", () => "failed");
    assertEquals([outcome, drops()], ["failed", 1]);
  },
);

Deno.test("what must not happen twice trusts the same certificate authorities", async () => {
  await using server = await serveHttp(() => new Response("ok"), { certificate: "localhost" });
  const send = fetchTransport({ caCerts: [await tlsFile("ca.pem")] });
  for (const repeatable of [true, false]) {
    const request = setTraits(new Request(server.url), { repeatable });
    assertEquals(await (await send(request)).text(), "ok");
  }
});

Deno.test("a step whose answer is lost is not sent again behind the back of the backup", async () => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  await using server = await serve(simulator);
  simulator.arm({ match: { method: "stepBackup", nth: 4 }, loseAnswer: "at-end", times: 1 });
  const { clock, sleep } = new FakeTime();
  const client = await connect(server.url, { secret: DEFAULT_SECRET, clock, sleep });
  for await (const _event of client.takeBackup({}));
  const methods = simulator.requests.map(({ apiMethod }) => apiMethod);
  const fourth = methods.indexOf("stepBackup") + 3;
  assertEquals(methods.slice(fourth, fourth + 2), ["stepBackup", "getBackupInfo"]);
});
