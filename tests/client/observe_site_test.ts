import { assert, assertEquals } from "@std/assert";
import { observeSite } from "../../src/client/observe_site.ts";
import type { Transport } from "../../src/transport/transport.ts";
import type { SimulatorOptions } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { simulate } from "./backup_site.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 28, 8);
const END = Date.UTC(2027, 0, 1);

/** A site whose clock is so far ahead, and the methods that it was asked for since it was connected to. */
async function site(
  { aheadMs = 0, ...options }: Partial<SimulatorOptions> & { aheadMs?: number } = {},
) {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1", ...options });
  const asked: string[] = [];
  const transport: Transport = async (request) => {
    asked.push(new URLSearchParams(await request.clone().text()).get("method") ?? "");
    const response = await simulator.handle(request);
    response.headers.set("date", new Date(NOW + aheadMs).toUTCString());
    return response;
  };
  const connected = await connectWith(transport);
  asked.length = 0;
  return { connected, asked, simulator };
}

const certificateEnd = () => Promise.resolve(END);
const clock = () => NOW;

Deno.test("a site is asked once for its version, its clock and its certificate", async () => {
  const { connected, asked } = await site({ aheadMs: 3 * HOUR });
  const seen = await observeSite(connected, { last: undefined, certificateEnd, clock });
  assertEquals(seen, {
    looked: NOW,
    freeBytes: undefined,
    tlsExpires: END,
    version: "10.2.1",
    level: 600,
    latestVersion: undefined,
    clockAheadMs: 3 * HOUR + 500,
  });
  assertEquals(asked, ["getVersion"]);
});

Deno.test("a newer version that comes along with the version is seen, and nobody is made to look for one", async () => {
  const wordpress = { product: "wordpress", version: "9.1.1" } as const;
  const { connected, asked } = await site({ ...wordpress, update: { version: "9.2.0" } });
  const { latestVersion } = await observeSite(connected, { last: undefined, clock });
  assertEquals([latestVersion, asked], ["9.2.0", ["getVersion"]]);
  const { connected: current } = await site(wordpress);
  assertEquals((await observeSite(current, { last: undefined, clock })).latestVersion, undefined);
});

Deno.test("a site that was looked at within the last 20 hours is left alone", async () => {
  const { connected, asked } = await site();
  const asks = async (hoursAgo: number) => {
    asked.length = 0;
    const last = { looked: NOW - hoursAgo * HOUR };
    const { looked } = await observeSite(connected, { last, certificateEnd, clock });
    return [asked.length, looked];
  };
  assertEquals(await asks(0), [0, undefined]);
  assertEquals(await asks(19.9), [0, undefined]);
  assertEquals(await asks(20), [1, NOW]);
  // Somebody's clock was wrong then.
  assertEquals(await asks(-5), [1, NOW]);
});

Deno.test("what is free where its downloads go is looked at every time", () =>
  inFolder(async (folder) => {
    const { connected } = await site();
    const last = { looked: NOW };
    const { freeBytes } = await observeSite(connected, { last, folder, clock });
    assert(freeBytes !== undefined && freeBytes > 0);
    const nowhere = `${folder}/not-there`;
    assertEquals(await observeSite(connected, { last, folder: nowhere, clock }), {
      freeBytes: undefined,
    });
  }));

Deno.test("what cannot be seen is left out, and fails nothing", async () => {
  const { connected, simulator } = await site();
  simulator.arm({ match: { method: "getVersion" }, refuseConnection: true });
  const seen = await observeSite(connected, {
    last: undefined,
    certificateEnd: () => Promise.reject(new Error("no TLS")),
    clock,
  });
  assertEquals(seen, { looked: NOW, freeBytes: undefined, tlsExpires: undefined });
});

Deno.test("whoever was interrupted asks nobody", async () => {
  const { connected } = await site();
  const hurry = AbortSignal.abort(new Error("Ctrl-C"));
  const seen = await observeSite(connected, { last: undefined, clock, signal: hurry });
  assertEquals(seen.version, undefined);
});
