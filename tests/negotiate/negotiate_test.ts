/** Detection, from the bare root of every layout, with every credential, counting requests. */
import { assert, assertEquals } from "@std/assert";
import { detect, endpointsFor, products } from "../../mod.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { type Layout, LAYOUTS, ODD_LAYOUTS } from "../support/layouts.ts";

const ROOT = "https://www.example.com/";

function simulate({ product, version, settings = {} }: Layout): Simulator {
  return createSimulator({ product, version, ...settings });
}

Deno.test("the layouts cover every row of the products that can be simulated", () => {
  const simulated: ReadonlySet<string> = new Set(LAYOUTS.map(({ product }) => product));
  const rows = endpointsFor().filter(({ product }) => simulated.has(product))
    .map(({ product, versions }) => `${product} ${versions}`);
  const covered = LAYOUTS.flatMap(({ product, version }) =>
    endpointsFor({ product, version }).map(({ versions }) => `${product} ${versions}`)
  );
  assertEquals([...new Set(rows)].filter((row) => !covered.includes(row)), []);
});

for (const layout of [...LAYOUTS, ...ODD_LAYOUTS]) {
  const { product, version, how = "as usual" } = layout;

  Deno.test(`detect() finds ${product} ${version}, ${how}, from the address of the host`, async () => {
    const simulator = simulate(layout);
    simulator.arm({ latencyMs: 1 });
    const found = await detect(ROOT, { secret: DEFAULT_SECRET, transport: simulator.handle });
    assertEquals(found.products, [product]);
    assertEquals([found.version.version, found.version.level], [version, layout.level]);
    assertEquals(found.version.edition, "pro");
    assertEquals([found.endpoint.api, found.endpoint.url], [layout.api, ROOT + layout.path]);
    assertEquals(found.requests, simulator.requests.length);
    assert(found.requests <= 14, `${found.requests} requests`);
    assert(found.roundTrips <= (layout.roundTrips ?? 3), `${found.roundTrips} round trips`);
    if (product === "solo") assertEquals(simulator.atOnce, 1);
  });
}

for (const layout of LAYOUTS) {
  const { product, version } = layout;

  Deno.test(`the endpoint found of ${product} ${version} is the recommended one`, async () => {
    const { handle: transport } = simulate(layout);
    assertEquals((await detect(ROOT, { secret: DEFAULT_SECRET, transport })).recommended, true);
  });

  Deno.test(`detect() finds a pasted endpoint of ${product} ${version} with its first request`, async () => {
    const simulator = simulate(layout);
    const secret = DEFAULT_SECRET;
    const found = await detect(ROOT + layout.path, { secret, transport: simulator.handle });
    assertEquals(found.endpoint.url, ROOT + layout.path);
    assertEquals(found.products, [product]);
    assertEquals(found.attempts.length, 1);
    // Only the front page tells Solo from an old Joomla at the same address with the same level.
    const isAmbiguous = product === "solo" && /^[3-8]/.test(version);
    assertEquals(simulator.requests.length, isAmbiguous ? 2 : 1);
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

/** How many requests were in flight when each one arrived. */
async function inFlight(options: SimulatorOptions): Promise<number[]> {
  const simulator = createSimulator(options);
  const counts: number[] = [];
  let now = 0;
  const transport = async (request: Request) => {
    counts.push(++now);
    const response = await simulator.handle(request);
    await new Promise((resolve) => setTimeout(resolve, 0));
    now -= 1;
    return response;
  };
  await detect(ROOT, { secret: DEFAULT_SECRET, transport });
  return counts;
}

Deno.test("the first wave of a bare root has two requests, and no wave more than six", async () => {
  const joomla = await inFlight({ product: "joomla", version: "3.3.0" });
  assertEquals(joomla.slice(0, 3), [1, 2, 1]);
  assert(Math.max(...joomla) <= 6, `${joomla}`);
});

Deno.test("a cookie, or the level, tells Joomla from Solo without one more request", async () => {
  const joomla = createSimulator({ product: "joomla", version: "8.0.3" });
  const pasted = `${ROOT}index.php?option=com_akeeba&view=api&format=raw`;
  const byCookie = await detect(pasted, { secret: DEFAULT_SECRET, transport: joomla.handle });
  assertEquals([byCookie.products, byCookie.requests], [["joomla"], 1]);
  const solo = createSimulator({ product: "solo", version: "9.1.1" });
  const other = `${ROOT}index.php?option=com_akeebabackup&view=api&format=raw`;
  const byLevel = await detect(other, { secret: DEFAULT_SECRET, transport: solo.handle });
  assertEquals([byLevel.products, byLevel.requests], [["solo"], 1]);
  const old = createSimulator({ product: "solo", version: "8.2.0" });
  const byPage = await detect(pasted, { secret: DEFAULT_SECRET, transport: old.handle });
  assertEquals([byPage.products, byPage.requests, byPage.roundTrips], [["solo"], 2, 2]);
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
