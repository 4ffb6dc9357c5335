import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { SitehaulError } from "../../src/base/errors.ts";
import { isPattern, select, type SiteSelection, withTags } from "../../src/config/select.ts";

const SITES = [
  { name: "shop-berlin", tags: ["daily", "shops"] },
  { name: "blog" },
  { name: "Shop-Paris", tags: ["weekly"] },
  { name: "shop.old", tags: [] },
  { name: "forum", tags: ["daily"] },
];

const namesOf = (selection: SiteSelection) =>
  select(SITES, selection).sites.map(({ name }) => name);

Deno.test.each<[string, SiteSelection, string]>([
  ["names", { names: ["forum", "blog"] }, "blog forum"],
  ["a name in capitals", { names: ["BLOG"] }, "blog"],
  ["a name twice", { names: ["blog", "blog", "BLOG"] }, "blog"],
  ["a pattern", { names: ["shop-*"] }, "shop-berlin Shop-Paris"],
  ["a pattern in which a dot is a dot", { names: ["shop.*"] }, "shop.old"],
  ["a sign for one letter", { names: ["b?og"] }, "blog"],
  ["one of several letters", { names: ["[bf]*"] }, "blog forum"],
  ["one of several words", { names: ["{blog,forum}"] }, "blog forum"],
  ["a name and a pattern that fits it, too", { names: ["blog", "b*"] }, "blog"],
  ["a tag", { tags: ["daily"] }, "shop-berlin forum"],
  ["any of two tags", { tags: ["weekly", "daily"] }, "shop-berlin Shop-Paris forum"],
  ["a tag and a name", { tags: ["weekly"], names: ["blog"] }, "blog Shop-Paris"],
  ["all", { all: true }, "shop-berlin blog Shop-Paris shop.old forum"],
  ["all without a name", { all: true, exclude: ["Forum"] }, "shop-berlin blog Shop-Paris shop.old"],
  ["all without a pattern", { all: true, exclude: ["shop?*"] }, "blog forum"],
  ["all without a tag", { all: true, exclude: ["tag:daily"] }, "blog Shop-Paris shop.old"],
  ["a tag without another", { tags: ["daily"], exclude: ["tag:shops"] }, "forum"],
  ["a name that is left out with others", { names: ["blog", "forum"], exclude: ["b*"] }, "forum"],
])("sites are chosen in their own order: %s", (_, selection, expected) => {
  assertEquals(namesOf(selection).join(" "), expected);
});

function refusal(
  selection: SiteSelection,
  sites: readonly { name: string }[] = SITES,
): SitehaulError {
  const error = assertThrows(() => select(sites, selection), SitehaulError);
  assertEquals(error.code, "usage/no-site");
  return error;
}

Deno.test.each<[SiteSelection, RegExp, RegExp]>([
  [{ names: ["blog", "bolg"] }, /^There is no site "bolg"$/, /^Did you mean blog\? /],
  [{ names: ["shpo-*"] }, /^No site fits "shpo-\*"$/, /^Did you mean shop-\*\? /],
  [{ names: ["shop-*", "x*"] }, /^No site fits "x\*"$/, /^`config list` shows all sites\.$/],
  [{ tags: ["daily", "dialy"] }, /^No site has the tag "dialy"$/, /^Did you mean daily\? /],
  [{ tags: ["Daily"] }, /^No site has the tag "Daily"$/, /^Did you mean daily\? /],
])("what fits no site is refused, although the rest does: %j", (selection, message, hint) => {
  const error = refusal(selection);
  assertMatch(error.message, message);
  assertMatch(error.hint ?? "", hint);
});

Deno.test("a selection without a site says why it is empty", () => {
  const all = refusal({ all: true, exclude: ["*"] });
  assertEquals(all.message, "All 5 sites that are chosen are left out again");
  const one = refusal({ names: ["blog"], exclude: ["blog"] });
  assertEquals(one.message, "The only site that is chosen is left out again");
  assertEquals(refusal({}).message, "No site is chosen");
  assertEquals(refusal({ exclude: ["blog"] }).message, "No site is chosen");
  assertEquals(refusal({ all: true }, []).message, "There are no sites to choose from");
});

Deno.test("what is left out without being there is told, and stops nothing", () => {
  const { sites, unused } = select(SITES, {
    names: ["blog"],
    exclude: ["forum", "frum", "tag:dialy", "x*", "tag:daily"],
  });
  assertEquals(sites.map(({ name }) => name), ["blog"]);
  assertEquals(unused, [
    'there is no site "frum", so nothing is left out by it. Did you mean forum?',
    'no site fits "x*", so nothing is left out by it.',
    'no site has the tag "dialy", so nothing is left out by it. Did you mean daily?',
  ]);
});

Deno.test("a pattern is what no name and no address can be", () => {
  for (const word of ["shop-*", "b?og", "[ab]", "{a,b}", "*"]) assertEquals(isPattern(word), true);
  for (
    const word of [
      "shop",
      "www.example.com",
      "https://www.example.com/?option=com_akeeba",
      "www.example.com/index.php?option=com_akeeba",
      "[::1]:8080",
      "user:p*ss@www.example.com",
    ]
  ) assertEquals(isPattern(word), false, word);
});

Deno.test("tags for all sites hold for those that have none of their own", () => {
  const sites = withTags([{ name: "a" }, { name: "b", tags: [] }, { name: "c", tags: ["own"] }], {
    tags: ["common"],
  });
  assertEquals(select(sites, { tags: ["common"] }).sites.map(({ name }) => name), ["a"]);
  assertEquals(select(sites, { tags: ["own"] }).sites.map(({ name }) => name), ["c"]);
});

Deno.test("each site is looked at a fixed number of times, however many there are", () => {
  const looksAt = (count: number) => {
    let looks = 0;
    const sites = Array.from({ length: count }, (_, index) => ({
      get name() {
        looks += 1;
        return `site-${index}`;
      },
      tags: [`group-${index % 7}`],
    }));
    const names = Array.from({ length: count / 2 }, (_, index) => `site-${index * 2}`);
    select(sites, { names: [...names, "site-*7"], tags: ["group-3"], exclude: ["tag:group-5"] });
    return looks;
  };
  assertEquals(looksAt(4000), 4 * looksAt(1000));
});
