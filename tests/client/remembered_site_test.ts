/** What is remembered of a site, and how it heals. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { connect, detect, fileMemory, products } from "../../mod.ts";
import { callApi } from "../../src/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { createSimulator, DEFAULT_SECRET, DEFAULT_TOKEN } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";

const SITE = "https://www.example.com/";
const secret = DEFAULT_SECRET;

Deno.test("the second connect asks nothing", () =>
  inFolder(async (folder) => {
    const { handle: transport, requests } = createSimulator({
      product: "wordpress",
      version: "9.1.1",
    });
    const options = { secret, transport, memory: fileMemory(folder) };
    await (await connect(SITE, options)).version();
    const before = requests.length;
    const client = await connect(SITE, options);
    assertEquals(requests.length, before);
    await client.profiles();
    assertEquals(requests.length, before + 1);
  }));

Deno.test("detect() asks a remembered endpoint with one request", () =>
  inFolder(async (folder) => {
    const { handle: transport } = createSimulator({ product: "joomla", version: "3.3.0" });
    const options = { secret, transport, memory: fileMemory(folder) };
    const first = await detect(SITE, options);
    const second = await detect(SITE, options);
    assert(first.requests > 1);
    assertEquals([second.requests, second.roundTrips], [1, 1]);
    assertEquals(second.endpoint, first.endpoint);
  }));

Deno.test("what is remembered is found anew when the site was updated to another endpoint", () =>
  inFolder(async (folder) => {
    const memory = fileMemory(folder);
    const old = createSimulator({ product: "joomla", version: "8.0.3" });
    await connect(SITE, { secret, transport: old.handle, memory });
    const updated = createSimulator({ product: "joomla", version: "10.2.1" });
    const client = await connect(SITE, { secret, transport: updated.handle, memory });
    assertEquals(updated.requests.length, 0);
    assertEquals((await client.profiles()).length, 1);
    assertEquals(client.knownVersion.version, "10.2.1");
    const again = await connect(SITE, { secret, transport: updated.handle, memory });
    assertEquals(again.knownVersion.version, "10.2.1");
  }));

Deno.test("detect() looks anew when the remembered site has another version", () =>
  inFolder(async (folder) => {
    const memory = fileMemory(folder);
    const old = createSimulator({ product: "joomla", version: "9.5.0" });
    await detect(SITE, { secret, transport: old.handle, memory });
    const updated = createSimulator({ product: "joomla", version: "10.2.1" });
    const found = await detect(SITE, { secret, transport: updated.handle, memory });
    assertEquals(found.version.version, "10.2.1");
    assert(found.requests > 1);
  }));

Deno.test("a start is not sent twice when what was remembered gives no clear answer", () =>
  inFolder(async (folder) => {
    const memory = fileMemory(folder);
    const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
    await connect(SITE, { secret, transport: handle, memory });
    let starts = 0;
    const transport = async (request: Request) => {
      if (!(await request.clone().text()).includes("startBackup")) return await handle(request);
      starts += 1;
      return new Response("<html>a page</html>");
    };
    const client = await connect(SITE, { secret, transport, memory });
    await assertRejects(() => callApi(client, "startBackup", { profile: 1 }), SitehaulError);
    assertEquals(starts, 1);
  }));

Deno.test("the memory holds no secret", () =>
  inFolder(async (folder) => {
    for (const given of [{ secret }, { token: DEFAULT_TOKEN }]) {
      const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
      const site = "https://me:hunter2@www.example.com/";
      await connect(site, { ...given, transport, memory: fileMemory(folder) });
    }
    let files = 0;
    for await (const { name } of Deno.readDir(folder)) {
      files += 1;
      const text = await Deno.readTextFile(`${folder}/${name}`);
      for (const hidden of [secret, DEFAULT_TOKEN, "hunter2"]) assert(!text.includes(hidden), name);
    }
    assertEquals(files, 2);
  }));

Deno.test("a server that drops the header gets the secret in the query, and that is remembered", () =>
  inFolder(async (folder) => {
    const memory = fileMemory(folder);
    const { handle } = createSimulator({ product: "wordpress", version: "9.1.1" });
    const transport = (request: Request) => {
      const stripped = new Request(request);
      stripped.headers.delete("x-akeeba-auth");
      return handle(stripped);
    };
    const found = await detect(SITE, { secret, transport, memory });
    assertEquals(found.endpoint.credentialIn, "query");
    const client = await connect(SITE, { secret, transport, memory });
    assertEquals(client.endpoint.credentialIn, "query");
    assertEquals((await client.profiles()).length, 1);
  }));

Deno.test("a redirect to www. is followed once, and remembered", async () => {
  const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
  let redirects = 0;
  const transport = (request: Request) => {
    const url = new URL(request.url);
    if (url.hostname === "www.example.com") return handle(request);
    redirects += 1;
    url.hostname = "www.example.com";
    return Promise.resolve(new Response(null, { status: 301, headers: { location: url.href } }));
  };
  const client = await connect("https://example.com/", { secret, transport });
  assertEquals(new URL(client.endpoint.url).hostname, "www.example.com");
  const before = redirects;
  await client.profiles();
  assertEquals(redirects, before);
});

Deno.test("a site that falls silent is given up within the limit, remembered or not", () =>
  inFolder(async (folder) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    let silent = false;
    const transport = (request: Request) =>
      silent ? new Promise<Response>(() => {}) : simulator.handle(request);
    const memory = fileMemory(folder);
    await detect(SITE, { secret, transport, memory });
    silent = true;
    for (const options of [{ memory }, {}]) {
      const given = { secret, transport, answerMs: 20, attempts: 1, ...options };
      const error = await assertRejects(() => detect(SITE, given), SitehaulError);
      assertEquals(error.code, "network/timeout");
      assertStringIncludes(error.message, "0.02 s");
    }
  }));

Deno.test("what is remembered of one product is not used for another", () =>
  inFolder(async (folder) => {
    const site = createSimulator({ product: "joomla", version: "10.2.1" });
    const options = { secret: DEFAULT_SECRET, transport: site.handle, memory: fileMemory(folder) };
    await connect(SITE, options);
    const others = products.filter(({ id }) => id !== "joomla");
    const asked = () => connect(SITE, { ...options, products: others });
    await assertRejects(asked, SitehaulError);
    assertEquals((await connect(SITE, options)).products, ["joomla"]);
  }));
