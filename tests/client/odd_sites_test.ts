/** Sites that answer in order, and wrongly all the same. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { connect, detect, drain, products, type Site } from "../../mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { settledEndpoint } from "../../src/negotiate/probe.ts";
import { createEndpoint } from "../../src/protocol/endpoint.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  type Mischief,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";

const JOOMLA = { product: "joomla", version: "10.2.1" } as const;
const WORDPRESS_1 = {
  product: "wordpress",
  version: "1.3.4",
  update: { version: "1.3.5", stability: "stable" },
} as const;

async function site(
  options: SimulatorOptions,
  ...mischiefs: readonly Mischief[]
): Promise<{ simulator: Simulator; client: Site }> {
  const simulator = createSimulator(options);
  const client = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    transport: simulator.handle,
    attempts: 1,
    sleep: () => Promise.resolve(),
  });
  for (const mischief of mischiefs) simulator.arm(mischief);
  return { simulator, client };
}

/** The code of the error, and its words. */
async function failure(run: () => Promise<unknown>): Promise<[string, string]> {
  const { code, message, hint = "" } = await assertRejects(run, SitehaulError);
  return [code, `${message}\n${hint}`];
}

Deno.test("a site without profiles says that it has none at all", async () => {
  const { client } = await site(JOOMLA, { match: { method: "getProfiles" }, reshape: () => [] });
  const [code, words] = await failure(() => drain(client.takeBackup()));
  assertEquals(code, "profile/unknown");
  assertMatch(words, /none at all/);
});

Deno.test("an export of nothing is an unknown profile", async () => {
  const nothing = { description: null, configuration: null, filters: null };
  const { client } = await site(JOOMLA, {
    match: { method: "exportConfiguration" },
    reshape: () => nothing,
  });
  assertEquals((await failure(() => client.exportProfile(1)))[0], "profile/unknown");
});

Deno.test.each<[string, unknown, RegExp]>([
  ["a list", [], /"description"|missing or wrong/],
  ["nothing", null, /missing or wrong/],
  ["a profile without filters", { description: "x", configuration: "y" }, /"filters" is missing/],
])("%s is no exported profile, and is not sent", async (_, data, words) => {
  const { simulator, client } = await site(JOOMLA);
  const [code, said] = await failure(() => client.importProfile(data));
  assertEquals(code, "profile/no-data");
  assertMatch(said, words);
  assert(!simulator.requests.some(({ apiMethod }) => apiMethod === "importConfiguration"));
});

Deno.test("a profile that the site took and did not store is told", async () => {
  const { client } = await site(JOOMLA, {
    match: { method: "getProfiles" },
    reshape: () => [{ id: 1, name: "The only one" }],
  });
  const profile = { description: "x", configuration: "y", filters: "z" };
  const [code, words] = await failure(() => client.importProfile(profile));
  assertEquals(code, "site/error");
  assertMatch(words, /there is no new one/);
});

Deno.test.each(["updateDownload", "updateExtract", "updateInstall", "updateCleanup"])(
  "an update that fails in %s says in which stage",
  async (method) => {
    const { client } = await site(WORDPRESS_1, { match: { method }, http: { status: 500 } });
    const [code, words] = await failure(() => drain(client.update()));
    assertEquals(code, `update/${method.slice("update".length).toLowerCase()}`);
    assertMatch(words, new RegExp(`failed in ${method}`));
  },
);

Deno.test("an error while asking for an update is told as it is", async () => {
  const { client } = await site(WORDPRESS_1, {
    match: { method: "updateGetInformation" },
    maintenance: true,
  });
  assertEquals((await failure(() => client.checkUpdate()))[0], "site/maintenance");
});

Deno.test("a backup that ended without a record that can be found is no backup", async () => {
  const { client } = await site(
    JOOMLA,
    { match: { method: "getBackupInfo" }, reshape: () => null },
    { match: { method: "listBackups" }, reshape: () => [] },
  );
  assertEquals((await failure(() => drain(client.takeBackup())))[0], "reply/shape");
});

Deno.test("a backup whose record says that it failed has failed", async () => {
  const { client } = await site(JOOMLA, {
    match: { method: "getBackupInfo" },
    reshape: (data) => ({ ...data as Record<string, never>, status: "fail" as never }),
  });
  assertEquals((await failure(() => drain(client.takeBackup())))[0], "backup/failed");
});

Deno.test("the products of an address that could be of two are told by its page, or both are named", async () => {
  const { handle } = createSimulator({ product: "solo", version: "8.2.0" });
  const page = (answer: (request: Request) => Promise<Response>) => async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    return pathname === "/" && search === "" ? await answer(request) : await handle(request);
  };
  const search = (transport: (request: Request) => Promise<Response>) =>
    detect("https://www.example.com/", { secret: DEFAULT_SECRET, transport, attempts: 1 });
  const long = "x".repeat(300_000);
  const { products: unknown } = await search(page(() => Promise.resolve(new Response(long))));
  const { products: broken } = await search(page(() => Promise.reject(new TypeError("reset"))));
  for (const found of [unknown, broken]) assert(found.includes("solo"), found.join());
});

Deno.test.each<[string, string, string]>([
  ["https://a.example/index.php?x=1", "", "https://a.example/index.php?x=1"],
  [
    "https://a.example/index.php?x=1",
    "https://a.example/index.php?x=2",
    "https://a.example/index.php?x=1",
  ],
  [
    "https://a.example/index.php?x=1",
    "https://www.a.example/en/index.php",
    "https://www.a.example/en/index.php?x=1",
  ],
  [
    "https://a.example/index.php",
    "https://www.a.example/index.php",
    "https://www.a.example/index.php",
  ],
  [
    "https://a.example/api/v3/akeebabackup/{method}",
    "https://www.a.example/api/v3/akeebabackup/getVersion",
    "https://www.a.example/api/v3/akeebabackup/{method}",
  ],
])("the endpoint %s that ended at %s is %s from then on", (url, final, settled) => {
  assertEquals(settledEndpoint(createEndpoint(2, url), final).url, settled);
});

Deno.test("a pasted endpoint of another API version than the wanted one is searched around", async () => {
  const { handle } = createSimulator({ product: "joomla", version: "8.0.3" });
  const pasted = "https://www.example.com/index.php?option=com_akeeba&view=json&format=raw";
  const options = { secret: DEFAULT_SECRET, transport: handle, products };
  const { endpoint } = await detect(pasted, { ...options, api: 2, sleep: () => Promise.resolve() });
  assertEquals(endpoint.api, 2);
});
