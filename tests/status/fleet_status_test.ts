import { assert, assertEquals, assertMatch } from "@std/assert";
import type { ExpectedSite } from "../../src/status/status.ts";
import { DAY, HOUR, statusAfter } from "./recorded.ts";

const site = (name: string, expectMs?: number): ExpectedSite => ({
  name,
  address: `https://${name}.example`,
  expectMs,
});

Deno.test("the worst sites come first, and equally bad ones in the order of the configuration", async () => {
  const names = ["good-b", "none-b", "late-b", "bare", "good-a", "none-a", "late-a", "warned"];
  const { sites, counts, level } = await statusAfter(async (job) => {
    await job(HOUR, { site: "good-a" });
    await job(HOUR, { site: "good-b" });
    await job(3 * DAY, { site: "late-a" });
    await job(3 * DAY, { site: "late-b" });
    await job(HOUR, { site: "warned", state: "warnings", warnings: ["A file"] });
    await job(HOUR, { site: "bare", kind: "site", proof: "not checked" });
    await job(HOUR, { site: "left", state: "failed" });
  }, names.map((name) => site(name, name === "bare" ? undefined : DAY)));
  assertEquals(sites.map((each) => `${each.site} ${each.verdict}`), [
    "none-b never",
    "none-a never",
    "late-b failed",
    "late-a failed",
    "bare not checked",
    "warned warning",
    "good-b ok",
    "good-a ok",
    "left not configured",
  ]);
  assertEquals(counts, {
    never: 2,
    failed: 2,
    "not checked": 1,
    unknown: 0,
    warning: 1,
    ok: 2,
    "not configured": 1,
  });
  assertEquals(level, "failed");
});

Deno.test("a site that left the configuration makes nothing red, and is said to have left", async () => {
  const { sites: [only], level } = await statusAfter(
    (job) => job(300 * DAY, { site: "old", state: "failed", message: "Unknown host" }),
    [],
  );
  assertEquals([only?.verdict, only?.level, level], ["not configured", "none", "none"]);
  assert(only?.findings.some(({ text }) => text === "not configured any more"));
});

Deno.test("a site that is backed up by its address is judged like others", async () => {
  const { sites: [only] } = await statusAfter(
    (job) => job(HOUR, { site: "www.example.com/shop", address: "https://www.example.com/shop" }),
    [],
  );
  assertEquals([only?.site, only?.verdict], ["www.example.com/shop", "ok"]);
});

Deno.test("a selection shows what was selected, and nothing that left the configuration", async () => {
  const { sites } = await statusAfter(
    async (job) => {
      await job(HOUR, { site: "shop" });
      await job(HOUR, { site: "old" });
    },
    [site("shop")],
    { onlyListed: true },
  );
  assertEquals(sites.map((each) => each.site), ["shop"]);
});

Deno.test("what one site knows of a newer version is told of all with that product", async () => {
  const { sites } = await statusAfter(async (job) => {
    const wordpress = { product: "wordpress", version: "8.0.0" };
    await job(HOUR, { site: "a", seen: { product: "joomla", version: "9.9.3" } });
    await job(HOUR, { site: "b", seen: { product: "joomla", version: "10.2.1" } });
    await job(HOUR, { site: "c", seen: wordpress });
  }, [site("a"), site("b"), site("c")]);
  assertEquals(sites.map((each) => [each.site, each.isOutdated, each.latestVersion]), [
    ["a", true, "10.2.1"],
    ["b", false, "10.2.1"],
    ["c", false, "8.0.0"],
  ]);
});

Deno.test("an end that is near is a warning, and one that is far away is a note", async () => {
  const at = (now: number) =>
    statusAfter(
      (job) => job(0, { seen: { product: "joomla", version: "9.3.3" } }),
      [site("shop")],
      {
        now,
      },
    );
  const far = await at(Date.UTC(2027, 3, 3));
  const near = await at(Date.UTC(2027, 3, 5));
  assertEquals([far, near].map(({ sites: [only] }) => only?.verdict), ["ok", "warning"]);
});

Deno.test("a clock that was set back is said, and makes all ages unknown but those that are too old", async () => {
  const { clock, sites } = await statusAfter(async (job) => {
    await job(HOUR, { site: "fresh" });
    await job(9 * DAY, { site: "late" });
    await job(-3 * DAY, { site: "future" });
  }, [site("fresh", DAY), site("late", DAY), site("future", DAY)]);
  assertMatch(clock ?? "", /set back: the last job began on 2026-12-01 08:00 UTC/);
  assertEquals(sites.map((each) => [each.site, each.verdict, each.ageMs]), [
    ["late", "failed", 9 * DAY],
    ["fresh", "unknown", undefined],
    ["future", "unknown", undefined],
  ]);
});

Deno.test("a clock that differs from those of most sites is said", async () => {
  const after = (...ahead: readonly number[]) =>
    statusAfter(async (job) => {
      for (const [index, clockAheadMs] of ahead.entries()) {
        await job(HOUR, { site: `s${index}`, seen: { clockAheadMs } });
      }
    }, []);
  const { clock } = await after(5 * HOUR, 5 * HOUR, 0);
  assertMatch(clock ?? "", /most sites were 5 h ahead of this computer's/);
  assertEquals((await after(5 * HOUR, 0, 0)).clock, undefined);
  assertEquals((await after(5 * HOUR, 5 * HOUR)).clock, undefined);
});

Deno.test("names that differ in capitals alone are the same site", async () => {
  const { sites } = await statusAfter((job) => job(HOUR, { site: "Shop" }), [site("shop")]);
  assertEquals(sites.map((each) => [each.site, each.verdict]), [["shop", "ok"]]);
});
