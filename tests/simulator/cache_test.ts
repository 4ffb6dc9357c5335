/** A cache in front of a simulated site. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { type Caching, createSimulator, DEFAULT_TOKEN } from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";

const API = "https://www.example.com/api/index.php/v3/akeebabackup/";

/** Asks a site with a cache in front, some seconds apart; gives texts and ages. */
async function answers(cache: Caching, paths: readonly string[], verb = "GET") {
  const time = new FakeTime();
  const { date: clock, sleep } = time;
  const simulator = createSimulator({ product: "joomla", version: "10.2.1", clock, sleep });
  simulator.arm({ cache });
  const found: [string, string | null][] = [];
  for (const path of paths) {
    const headers = { "x-joomla-token": DEFAULT_TOKEN };
    const response = await simulator.handle(new Request(API + path, { method: verb, headers }));
    found.push([await response.text(), response.headers.get("age")]);
    simulator.site.addRecord({});
    await sleep(5000);
  }
  return found;
}

Deno.test("a cache repeats the answer to a URL, and tells how old it is", async () => {
  const [first, second, other] = await answers({ by: "url" }, [
    "listBackups",
    "listBackups",
    "listBackups?_=1",
  ]);
  assertEquals([first?.[0], second?.[1]], [second?.[0], "5"]);
  assertEquals([first?.[1], other?.[1]], [null, null]);
  assertNotEquals(other?.[0], first?.[0]);
});

Deno.test("a cache may ignore the query, and be silent", async () => {
  const [first, second, other] = await answers({ by: "path", silent: true }, [
    "listBackups?_=1",
    "listBackups?_=2",
    "getProfiles",
  ]);
  assertEquals(first, second);
  assertNotEquals(other?.[0], first?.[0]);
});

Deno.test("a cache keeps no answer to POST", async () => {
  const paths = ["listBackups?method=listBackups", "listBackups?method=listBackups"];
  const [first, second] = await answers({ by: "url" }, paths, "POST");
  assertNotEquals(first?.[0], second?.[0]);
});
