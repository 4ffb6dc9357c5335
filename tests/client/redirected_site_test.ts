/** Redirects of a whole session are judged against the address that the user gave. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { connect, type ConnectOptions, detect, fileMemory } from "../../mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { inFolder } from "../support/in_folder.ts";

const SHOP = "https://shop.example.com/";

interface Web {
  readonly transport: Transport;
  /** The origins that got the Secret Word. */
  readonly trusted: Set<string>;
  /** Where each origin redirects to. */
  readonly redirects: Map<string, string>;
}

/** One Joomla at every address; some origins redirect to another one. */
function web(redirects: Record<string, string>): Web {
  const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
  const known = new Map(Object.entries(redirects));
  const trusted = new Set<string>();
  const transport: Transport = async (request) => {
    const { origin, pathname, search } = new URL(request.url);
    if (request.headers.has("x-akeeba-auth")) trusted.add(origin);
    const target = known.get(origin);
    if (target === undefined) return await handle(request);
    const location = target + pathname + search;
    return new Response(null, { status: 301, headers: { location } });
  };
  return { transport, trusted, redirects: known };
}

const OPTIONS: Pick<ConnectOptions, "secret" | "attempts"> = {
  secret: DEFAULT_SECRET,
  attempts: 1,
};

Deno.test("two hops do not lead to a sibling: from a shop to its parent, from there to another", async () => {
  const { transport, trusted, redirects } = web({
    "https://shop.example.com": "https://example.com",
  });
  const client = await connect(SHOP, { ...OPTIONS, transport });
  assertEquals(new URL(client.endpoint.url).origin, "https://example.com");
  redirects.set("https://example.com", "https://evil.example.com");
  const error = await assertRejects(() => client.profiles(), SitehaulError);
  assertEquals([error.code, error.exit], ["redirect/unsafe", 46]);
  assertEquals([...trusted], ["https://shop.example.com", "https://example.com"]);
});

Deno.test("nor do they where the first one was remembered", () =>
  inFolder(async (folder) => {
    const { transport, trusted, redirects } = web({
      "https://shop.example.com": "https://example.com",
    });
    const memory = fileMemory(folder);
    await detect(SHOP, { ...OPTIONS, transport, memory });
    redirects.set("https://example.com", "https://evil.example.com");
    const client = await connect(SHOP, { ...OPTIONS, transport, memory });
    await assertRejects(() => client.profiles(), SitehaulError);
    await assertRejects(() => detect(SHOP, { ...OPTIONS, transport, memory }), SitehaulError);
    assert(!trusted.has("https://evil.example.com"), [...trusted].join());
  }));

Deno.test("a chain that ends at a sibling is refused within one request, too", async () => {
  const { transport, trusted } = web({
    "https://shop.example.com": "https://example.com",
    "https://example.com": "https://evil.example.com",
  });
  const error = await assertRejects(() => detect(SHOP, { ...OPTIONS, transport }), SitehaulError);
  assertEquals(error.code, "redirect/unsafe");
  assert(!trusted.has("https://evil.example.com"), [...trusted].join());
});

Deno.test.each<[string, string]>([
  ["http://example.com/", "http://example.com:443"],
  ["http://example.com/", "http://example.com:8080"],
  ["http://example.com/", "https://example.com:8443"],
  ["http://example.com:8080/", "http://example.com"],
  ["http://example.com:8080/", "https://example.com"],
  ["https://example.com/", "https://example.com:8443"],
  ["https://example.com:8443/", "https://example.com"],
])("a site at %s does not lead to the port of %s", async (site, target) => {
  const { transport, trusted } = web({ [new URL(site).origin]: target });
  const error = await assertRejects(() => detect(site, { ...OPTIONS, transport }), SitehaulError);
  assertEquals(error.code, "redirect/unsafe");
  assertEquals([...trusted], [new URL(site).origin]);
});

Deno.test.each<[string, string]>([
  ["http://example.com/", "https://example.com"],
  ["http://example.com:8080/", "https://example.com:8080"],
  ["https://example.com/", "https://www.example.com"],
  ["http://shop.example.com/", "https://example.com"],
])("a site at %s may lead to %s", async (site, target) => {
  const { transport } = web({ [new URL(site).origin]: target });
  const client = await connect(site, { ...OPTIONS, transport });
  assertEquals(new URL(client.endpoint.url).origin, target);
  assertEquals((await client.profiles()).length, 1);
});
