import { assert, assertEquals, assertMatch } from "@std/assert";
import { nagiosText, nagiosUnknown } from "../../src/status/formats/nagios.ts";
import type { ExpectedSite } from "../../src/status/status.ts";
import { DAY, HOUR, type Record, statusAfter } from "./recorded.ts";

const site = (name: string, expectMs: number | undefined = 26 * HOUR): ExpectedSite => ({
  name,
  address: `https://${name}.example`,
  expectMs,
});

async function plugin(record: (job: Record) => Promise<void>, ...sites: readonly ExpectedSite[]) {
  return nagiosText(await statusAfter(record, sites));
}

/** A figure as the guidelines describe it; the label may hold anything but `=`, and doubled quotes. */
const FIGURE =
  /^'(?:[^'=]|'')+'=(?:U|-?[\d.]+(?:s|B)?)(?:;[-\d.:~@]*(?:;[-\d.:~@]*(?:;[-\d.]*(?:;[-\d.]*)?)?)?)?$/;

function figuresIn(text: string): string[] {
  const [line = ""] = text.split("\n");
  return (line.split(" | ")[1] ?? "").match(/'(?:[^']|'')*'=\S+/g) ?? [];
}

Deno.test("a plugin is OK, WARNING, CRITICAL or UNKNOWN, with the exit status of each", async () => {
  const ok = await plugin((job) => job(HOUR), site("shop"));
  assertEquals(ok.status, 0);
  assertMatch(ok.text, /^SITEHAUL OK - shop: verified backup 1 h ago \| /);
  const warning = await plugin(
    (job) => job(HOUR, { state: "warnings", warnings: ["A file"] }),
    site("shop"),
  );
  assertEquals(warning.status, 1);
  assertMatch(warning.text, /^SITEHAUL WARNING - shop: a warning: A file \| /);
  const critical = await plugin((job) => job(3 * DAY), site("shop"));
  assertEquals(critical.status, 2);
  assertMatch(critical.text, /^SITEHAUL CRITICAL - shop: no verified backup for 3 d; expected/);
  const unknown = await plugin((job) => job(-DAY), site("shop"));
  assertEquals(unknown.status, 3);
  assertMatch(unknown.text, /^SITEHAUL UNKNOWN - shop: ages are unknown/);
});

Deno.test("never and not checked are never OK", async () => {
  assertEquals((await plugin(async () => {}, site("shop"))).status, 2);
  const unchecked = (job: Record) => job(HOUR, { kind: "site", proof: "not checked" });
  assertEquals((await plugin(unchecked, site("shop"))).status, 2);
  const bare = { name: "shop", address: "https://shop.example" };
  assertEquals((await plugin(unchecked, bare)).status, 1);
});

Deno.test("no site at all is UNKNOWN, since somebody expected one", async () => {
  assertEquals((await plugin(async () => {})).status, 3);
});

Deno.test("what is certainly wrong goes before what cannot be told", async () => {
  const { status, text } = await plugin(
    async (job) => {
      await job(9 * DAY, { site: "late" });
      await job(HOUR, { site: "fresh" });
      await job(-DAY, { site: "future" });
    },
    site("late"),
    site("fresh"),
    site("future"),
  );
  assertEquals(status, 2);
  assertMatch(
    text,
    /^SITEHAUL CRITICAL - 3 of 3 sites: 1 failed, 2 unknown \(late, fresh, future\)/,
  );
});

Deno.test("the first line names few sites, the others have all that are not ok, a line for each", async () => {
  const names = Array.from({ length: 130 }, (_, index) => `site-${index}`);
  const { text } = await plugin(
    (job) => job(HOUR, { site: "site-0" }),
    ...names.map((name) => site(name)),
  );
  const lines = text.split("\n");
  assertMatch(
    lines[0] ?? "",
    /^SITEHAUL CRITICAL - 129 of 130 sites: 129 never \(site-1, site-2, site-3, site-4, site-5 and 124 more\) \| /,
  );
  assertEquals(lines[1], "never: site-1: never backed up");
  assertEquals([lines.length, lines.at(-1)], [102, "and 29 more"]);
  assertEquals(figuresIn(text).length, 7);
  assert((lines[0] ?? "").length < 1000);
});

Deno.test("figures have labels, units and limits as the guidelines want them", async () => {
  const { text } = await plugin((job) => job(2 * HOUR), site("shop"), site("new"));
  const figures = figuresIn(text);
  assertEquals(figures.filter((each) => !FIGURE.test(each)), []);
  assertEquals(figures.slice(-5), [
    "'oldest'=7200s;;;0",
    "'new_age'=U;;93600;0",
    "'new_size'=U;;;0",
    "'shop_age'=7200s;;93600;0",
    "'shop_size'=1000B;;;0",
  ]);
});

Deno.test("what others wrote stays text: no bar, no line break, no escape, no quote that ends a label", async () => {
  const evil = "it's|evil=1;\u001b[31m\n| 'x'=1;;;\u202e";
  const { text } = await plugin(
    async (job) => {
      await job(HOUR, { site: evil, address: evil });
      await job(HOUR, { site: "shop", state: "failed", message: evil });
    },
    site("shop"),
  );
  const [first = "", ...rest] = text.split("\n");
  assertEquals([first.split("|").length, rest.length], [2, 1]);
  assert(!/[\p{Cc}\p{Cf}|]/u.test(rest.join("")));
  assertEquals(figuresIn(text).filter((each) => !FIGURE.test(each)), []);
  assertMatch(first, /'it''s\/evil_1; \[31m \/ ''x''_1;;;_age'=3600s;;;0/);
});

Deno.test("what keeps a plugin from telling is UNKNOWN, on one line", () => {
  assertEquals(nagiosUnknown("No such\nfile | x"), {
    status: 3,
    text: "SITEHAUL UNKNOWN - No such file / x",
  });
});
