/** Detection, from the bare root of every layout, with every credential, counting requests. */
import { assert, assertEquals } from "@std/assert";
import { detect, endpointsFor, products } from "../../mod.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  type Simulator,
} from "../../src/simulator/mod.ts";
import { type Layout, LAYOUTS } from "../support/layouts.ts";

const ROOT = "https://www.example.com/";

function simulate({ product, version, folder }: Layout): Simulator {
  return createSimulator({ product, version, ...(folder === undefined ? {} : { folder }) });
}

Deno.test("the layouts cover every row of the catalogue", () => {
  const rows = endpointsFor().map(({ product, versions }) => `${product} ${versions}`);
  const covered = LAYOUTS.flatMap(({ product, version }) =>
    endpointsFor({ product, version }).map(({ versions }) => `${product} ${versions}`)
  );
  assertEquals([...new Set(rows)].filter((row) => !covered.includes(row)), []);
});

for (const layout of LAYOUTS) {
  const { product, version } = layout;

  Deno.test(`detect() finds ${product} ${version} from its bare root, with a secret`, async () => {
    const simulator = simulate(layout);
    const found = await detect(ROOT, { secret: DEFAULT_SECRET, transport: simulator.handle });
    assertEquals(found.products, [product]);
    assertEquals(found.version.version, version);
    assertEquals(found.version.level, layout.level);
    assertEquals(found.version.edition, "pro");
    assertEquals(found.endpoint.api, layout.api);
    assertEquals(found.endpoint.url, ROOT + layout.path);
    assertEquals(found.recommended, true);
    assertEquals(found.requests, simulator.requests.length);
    assert(found.requests <= 14, `${found.requests} requests`);
    assert(found.roundTrips <= 3, `${found.roundTrips} round trips`);
  });

  Deno.test(`detect() finds a pasted endpoint of ${product} ${version} with its first request`, async () => {
    const simulator = simulate(layout);
    const secret = DEFAULT_SECRET;
    const found = await detect(ROOT + layout.path, { secret, transport: simulator.handle });
    assertEquals(found.endpoint.url, ROOT + layout.path);
    const ambiguous = found.products.length > 1 || found.requests > 1;
    assertEquals(found.attempts.length, 1);
    assertEquals(simulator.requests.length, ambiguous ? 2 : 1);
  });
}

for (const layout of LAYOUTS.filter(({ tokenPath }) => tokenPath !== undefined)) {
  const { product, version, tokenPath = "" } = layout;

  Deno.test(`detect() finds ${product} ${version} from its bare root, with a token`, async () => {
    const simulator = simulate(layout);
    const found = await detect(ROOT, { token: DEFAULT_TOKEN, transport: simulator.handle });
    assertEquals(found.endpoint.url, ROOT + tokenPath);
    assertEquals([found.endpoint.api, found.credential], [3, "api-token"]);
    assertEquals([found.products, found.recommended], [[product], true]);
    assertEquals(found.roundTrips, 1);
    assert(simulator.requests.length <= 4);
  });

  Deno.test(`detect() takes a token that was given as the secret of ${version} for a token`, async () => {
    const simulator = simulate(layout);
    const found = await detect(ROOT, { secret: DEFAULT_TOKEN, transport: simulator.handle });
    assertEquals([found.endpoint.api, found.credential], [3, "api-token"]);
    assert(simulator.requests.length <= 14);
  });
}

Deno.test("the first wave of a bare root has at most four requests", async () => {
  const simulator = createSimulator({ product: "joomla", version: "3.3.0" });
  let inFlight = 0;
  const waves: number[] = [];
  const transport = async (request: Request) => {
    inFlight += 1;
    waves.push(inFlight);
    const response = await simulator.handle(request);
    await new Promise((resolve) => setTimeout(resolve, 0));
    inFlight -= 1;
    return response;
  };
  await detect(ROOT, { secret: DEFAULT_SECRET, transport });
  assertEquals(waves.slice(0, 5), [1, 2, 3, 4, 1]);
});

Deno.test("the cookie tells Joomla from Solo without one more request", async () => {
  const joomla = createSimulator({ product: "joomla", version: "8.0.3" });
  const solo = createSimulator({ product: "solo", version: "8.2.0" });
  const [byCookie, byPage] = await Promise.all(
    [joomla, solo].map(({ handle }) => detect(ROOT, { secret: DEFAULT_SECRET, transport: handle })),
  );
  assertEquals([byCookie?.requests, byCookie?.roundTrips], [4, 1]);
  assertEquals([byPage?.requests, byPage?.roundTrips], [5, 2]);
  const page = solo.requests.at(-1);
  assertEquals([page?.url, page?.headers.get("x-akeeba-auth")], [ROOT, null]);
});

Deno.test("API version 1, whose digest can be cracked, is not spoken where something newer answers", async () => {
  const simulator = createSimulator({ product: "joomla", version: "8.0.3" });
  await detect(ROOT, { secret: DEFAULT_SECRET, transport: simulator.handle });
  const spoken = simulator.requests.filter(({ url }) => url.includes("view=json"));
  assertEquals(spoken.length, 0);
});

Deno.test("a third party's product is found without touching the core", async () => {
  const mine = { ...products[0], id: "mine", name: "Mine" };
  assert(mine.releases !== undefined);
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const found = await detect(ROOT, {
    secret: DEFAULT_SECRET,
    transport: simulator.handle,
    products: [{ ...mine, releases: mine.releases }],
  });
  assertEquals(found.products, ["mine"]);
});
