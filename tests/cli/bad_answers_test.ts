/** What the user sees of sites that answer something else, over real connections. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { createSimulator, DEFAULT_SECRET, type Mischief, serve } from "../../src/simulator/mod.ts";
import { closedPort, serveRaw } from "../transport/servers.ts";
import { cli, jsonLines } from "./fake_world.ts";

const CREDENTIALS = ["--secret", DEFAULT_SECRET];

/**
 * Runs a command for people and for programs; both must say the same, in one line and a hint. Where
 * no way was found, the table of attempts comes before.
 */
async function failureOf(args: readonly string[]): Promise<string> {
  const human = await cli([...args, ...CREDENTIALS]);
  const [message = "", hint = "", ...more] = human.stderr.split("\n").filter((line) =>
    !/: (step|backup of profile)|^(API +METHOD|v[123] +(GET|POST)) /.test(line)
  );
  assertEquals([human.stdout, more], ["", [""]], human.stderr);
  assertMatch(message, /^sitehaul: \S.*[^:\s]$/);
  assertMatch(hint, /^hint: \S.*[.?)]$/);
  assert(message.length < 500 && hint.length < 500, message);
  const json = await cli([...args, ...CREDENTIALS, "--json"]);
  const last = jsonLines(json.stdout).at(-1) ?? {};
  assertEquals([json.stderr, json.status, last["type"], last["exit"]], [
    "",
    human.status,
    "error",
    human.status,
  ]);
  return `${human.status} ${last["code"]}`;
}

Deno.test.each<[string, Omit<Mischief, "match">, string]>([
  ["a page", { page: "<!DOCTYPE html><title>Hello</title>" }, "23 reply/not-json"],
  ["nothing", { body: () => "" }, "23 reply/not-json"],
  ["half an envelope", { truncateAfter: 15 }, "23 reply/truncated"],
  ["a broken connection", { cutAfter: 20 }, "22 network/reset"],
  ["100 MiB", { hugeBytes: 100 * 2 ** 20 }, "21 reply/too-large"],
  ["JSON of another shape", { reshape: () => ({ records: "none" }) }, "21 reply/shape"],
  ["numbers that are none", { reshape: () => [{ id: "many" }] }, "21 reply/shape"],
  ["a page of maintenance", { maintenance: true }, "101 site/maintenance"],
  ["HTTP 500", { http: { status: 500 } }, "101 site/error"],
])("a list of backups that is %s ends as it should", async (_, mischief, expected) => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  await using server = await serve(simulator);
  simulator.arm({ match: { method: "listBackups" }, ...mischief });
  assertEquals(await failureOf(["list", server.url]), expected);
});

Deno.test.each<[string, (url: string) => string, string]>([
  ["a site without the product", (url) => url, "36 connect/no-way"],
  ["a port where nobody listens", () => `http://127.0.0.1:${closedPort()}/`, "22 network/refused"],
  ["an endpoint that is none", (url) => `${url}index.php?option=com_x`, "36 connect/no-way"],
])("%s ends as it should", async (_, address, expected) => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1", root: "/elsewhere/" });
  await using server = await serve(simulator);
  assertEquals(await failureOf(["test", address(new URL("/", server.url).href)]), expected);
});

Deno.test.each<[string, Omit<Mischief, "match">, string]>([
  ["pages", { page: "<!DOCTYPE html><title>Hello</title>" }, "36 connect/no-way"],
  ["halves of envelopes", { truncateAfter: 15 }, "23 reply/truncated"],
  ["a version of another shape", { reshape: () => ({ api: "many" }) }, "21 reply/shape"],
])("a search that meets nothing but %s ends as it should", async (_, mischief, expected) => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  await using server = await serve(simulator);
  simulator.arm({ match: { method: "getVersion" }, ...mischief });
  assertEquals(await failureOf(["test", server.url]), expected);
});

Deno.test("a port that no fetch may use is named as such", async () => {
  const { stderr, status } = await cli(["test", "http://127.0.0.1:25/", ...CREDENTIALS]);
  assertEquals(status, 22);
  assertMatch(stderr, /127\.0\.0\.1:25 cannot be used: this port belongs to another protocol/);
});

Deno.test("a server that does not speak HTTP is named as such", async () => {
  await using server = serveRaw(async (connection) => {
    await connection.read();
    await connection.write("SSH-2.0-OpenSSH_9.6\r\n");
    connection.close();
  });
  assertMatch(await failureOf(["test", server.url]), /^22 network\//);
});

Deno.test("a server that stays silent is given up after --timeout", async () => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  await using server = await serve(simulator);
  simulator.arm({ match: { method: "listBackups" }, latencyMs: 60_000 });
  const began = performance.now();
  const { status, stderr } = await cli(["list", server.url, "--timeout", "0.1", ...CREDENTIALS]);
  assertEquals(status, 22);
  assertMatch(stderr, /did not reply within/);
  assert(performance.now() - began < 5000);
});

Deno.test("--timeout also limits the search for a site that stays silent", async () => {
  await using server = serveRaw(async (connection) => {
    while (await connection.read() !== "");
  });
  const began = performance.now();
  const { status, stderr } = await cli(["test", server.url, "--timeout", "0.1", ...CREDENTIALS]);
  assertEquals(status, 22);
  assertMatch(stderr, /did not reply within 0\.1 s/);
  assertMatch(stderr, /--timeout/);
  assert(performance.now() - began < 10_000);
});
