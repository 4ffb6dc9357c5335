/** What is said of a version is true of it: the claims come from the products' data. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { connect, products, SitehaulError } from "../../mod.ts";
import { callApi } from "../../src/mod.ts";
import type { Product } from "../../src/mod.ts";
import { knownFault, versionsWithMethod } from "../../src/product/errata.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  type Mischief,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";

const SITE = "https://www.example.com/";

async function simulate(options: SimulatorOptions, ...mischiefs: readonly Mischief[]) {
  const simulator = createSimulator(options);
  const client = await connect(SITE, {
    secret: DEFAULT_SECRET,
    transport: simulator.handle,
    sleep: () => Promise.resolve(),
  });
  const record = simulator.site.addRecord();
  mischiefs.forEach((each) => simulator.arm(each));
  return { client, record };
}

function failure(work: () => Promise<unknown>): Promise<SitehaulError> {
  return assertRejects(work, SitehaulError);
}

async function backup({ client }: Awaited<ReturnType<typeof simulate>>): Promise<SitehaulError> {
  return await failure(() => Array.fromAsync(client.takeBackup({})));
}

const crash: Mischief = {
  match: { method: "startBackup" },
  http: { status: 500, body: "<html><title>Error</title></html>" },
};

Deno.test("a crash on PHP 8 is said of the versions that crash there, and of no other", async () => {
  const old = await backup(await simulate({ product: "joomla", version: "8.0.3", php: 8 }));
  assertEquals(old.code, "site/incompatible-php");
  assertMatch(old.message, /^Version 8\.0\.3 cannot run a remote backup on PHP 8 \(HTTP 500/);
  for (
    const other of [
      { product: "joomla", version: "9.3.3" },
      { product: "joomla", version: "8.2.0" },
      { product: "wordpress", version: "7.9.0" },
      { product: "solo", version: "7.5.0" },
    ] as const
  ) {
    const error = await backup(await simulate({ ...other, php: 8 }, crash));
    assertEquals(error.code, "backup/failed", other.version);
    assert(!/PHP 8|version/i.test(`${error.message} ${error.hint}`), `${error.hint}`);
  }
});

Deno.test("a crash on PHP 7, or where PHP is not told, is not put down to PHP 8", async () => {
  const seven = await backup(
    await simulate({ product: "joomla", version: "8.0.3", php: 7 }, crash),
  );
  assertEquals(seven.code, "backup/failed");
  const told = { ...crash, http: { status: 500, php: "7.4.33" } };
  const old = await backup(await simulate({ product: "joomla", version: "8.0.3" }, told));
  assert(!/PHP 8/.test(`${old.message} ${old.hint}`), old.hint);
  assertMatch(seven.hint ?? "", /If the site runs PHP 8\.0\.0 or later: version 8\.0\.3 cannot/);
});

Deno.test("a delete that fails names the version that mends it, where there is one", async () => {
  const broken = await simulate({ product: "joomla", version: "9.3.3" });
  const record = await failure(() => broken.client.deleteBackup(broken.record.id));
  assertEquals(record.code, "delete/record");
  assertMatch(record.message, /^Version 9\.3\.3 cannot delete backup records/);
  assertMatch(record.hint ?? "", /9\.5\.1/);
  const files = await failure(() => broken.client.deleteFiles(broken.record.id));
  assertEquals(files.code, "delete/files");
  assertMatch(files.message, /^Version 9\.3\.3 crashes when it is to delete files/);
  assertMatch(files.hint ?? "", /9\.6\.0/);

  const refusal = { match: { method: "delete" }, refuse: { status: 500, text: "Disk on fire" } };
  for (const version of ["9.3.3", "10.2.1"]) {
    const other = await simulate({ product: "joomla", version }, refusal);
    const error = await failure(() => other.client.deleteBackup(other.record.id));
    assertEquals(error.code, "delete/record");
    assertMatch(error.message, /Disk on fire/);
    assert(!/\d\.\d/.test(`${error.hint}`), error.hint);
  }
});

Deno.test("export names the versions of this product that have it", async () => {
  const { client } = await simulate({ product: "joomla", version: "3.3.0" });
  const low = await failure(() => callApi(client, "exportConfiguration", { profile: 1 }));
  assertEquals([low.code, low.hint], [
    "level/too-low",
    "Update the product on the site: 5.2.5 and later have it.",
  ]);
  const lacking = await simulate({ product: "joomla", version: "5.2.3" });
  const unknown = await failure(() =>
    callApi(lacking.client, "exportConfiguration", { profile: 1 })
  );
  assertEquals([unknown.code, unknown.hint], ["method/unknown", low.hint]);
});

Deno.test("API version 1 that ends while it is used is explained for each version", () => {
  for (
    const [version, hint] of [
      ["7.3.0", /^Update the product on the site: nothing else helps\.$/],
      ["8.0.3", /API version 2 keeps working/],
    ] as const
  ) {
    const joomla = products.filter(({ id }) => id === "joomla");
    const answer = { api: 1, httpStatus: 200, apiStatus: 402, text: "Too old" } as const;
    const fault = knownFault(joomla, { version, method: "getVersion", answer });
    assertMatch(fault?.erratum.hint ?? "", hint);
  }
});

Deno.test("nothing is said that is true of only one of the products that the site can be", () => {
  const answer = { api: 2, httpStatus: 500, text: "" } as const;
  const call = { version: "8.0.3", method: "startBackup", answer, php: "8.1.0" };
  const named = (...ids: string[]): Product[] => products.filter(({ id }) => ids.includes(id));
  assert(knownFault(named("joomla"), call));
  assertEquals(knownFault(named("joomla", "solo"), call), undefined);
  assertEquals(knownFault([], call), undefined);
  assertEquals(knownFault(named("joomla"), { ...call, version: "AKEEBA_VERSION" }), undefined);
});

Deno.test("versions that have a method are named for each product", () => {
  assertEquals(versionsWithMethod(products, "getVersion"), []);
  const all = versionsWithMethod(products, "exportConfiguration");
  assertEquals(all.length, 3);
  assert(all.every((text) => / and later of Akeeba /.test(text)), all.join());
});
