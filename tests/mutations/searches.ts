/** The rules of a search: what it must not break, give away or mistake. */
import type { Mutation } from "./mutation.ts";

const SEARCH = ["tests/negotiate/"];

/** How they could be broken. */
export const SEARCHES: readonly Mutation[] = [
  {
    rule: "a search has no two requests in flight that one Solo would handle",
    file: "src/negotiate/lanes.ts",
    find: "if (lanes.some((lane) => taken.has(lane))) continue;",
    replace: "",
    tests: SEARCH,
  },
  {
    rule: "a search asks Solo one thing at a time until a page shows that none is there",
    file: "src/negotiate/lanes.ts",
    find: "(known === undefined || known.has(id))",
    replace: "known?.has(id)",
    tests: SEARCH,
  },
  {
    rule: "a search asks the front page of a Solo one thing at a time, too",
    file: "plugins/solo/mod.ts",
    find: 'oneAtATime: ["", "index.php", "remote.php"],',
    replace: 'oneAtATime: ["index.php", "remote.php"],',
    tests: SEARCH,
  },
  {
    rule: "a search sends no credential to the front page",
    file: "src/negotiate/answered_page.ts",
    find: 'headers: { accept: "text/html, */*;q=0.8" },',
    replace: 'headers: { "accept": "text/html, */*;q=0.8", "x-akeeba-auth": "S" },',
    tests: SEARCH,
  },
  {
    rule: "no link of a page leads a search to another host",
    file: "src/resolve/page_links.ts",
    find: "/^https?:$/.test(protocol) && hostOf(href) === host ? [pathname] : []",
    replace: "/^https?:$/.test(protocol) ? [pathname] : []",
    tests: ["tests/resolve/page_marks_test.ts"],
  },
  {
    rule: "a folder with a site of its own is not exchanged for the site above it",
    file: "src/negotiate/search_root.ts",
    find: "const isLost = this.productsAt(this.#root) === undefined &&",
    replace: "const isLost = true ||",
    tests: SEARCH,
  },
  {
    rule: "a site whose page links to another one is not exchanged for that one",
    file: "src/negotiate/places.ts",
    find: "known === undefined || known.size === 0 || known.has(product)",
    replace: "product !== undefined",
    tests: SEARCH,
  },
  {
    rule: "API version 1 is not spoken while anything newer is left",
    file: "src/negotiate/plan.ts",
    find: "if (candidate.endpoint.api !== 1) return true;",
    replace: "return true;",
    tests: SEARCH,
  },
  {
    rule: "the secret does not go again where the web server asked for a password",
    file: "src/negotiate/outlook.ts",
    find: "if (atPath.some(isProtected)) return false;",
    replace: "",
    tests: SEARCH,
  },
  {
    rule: "every redirect is judged by the address that the user gave",
    file: "src/transport/with_redirects.ts",
    find: "checkSafe(own, hop.url, target);",
    replace: "checkSafe(hop.url, hop.url, target);",
    tests: ["tests/client/redirected_site_test.ts"],
  },
  {
    rule: "every redirect of a whole session is judged by the address that the user gave",
    file: "src/client/site_finder.ts",
    find: "site: roots,\n",
    replace: "\n",
    tests: ["tests/client/redirected_site_test.ts"],
  },
  {
    rule: "the cache cannot send a secret to another site",
    file: "src/client/site_finder.ts",
    find: "if (this.#isOfSite(remembered.endpoint)) return remembered;",
    replace: "if (host !== undefined) return remembered;",
    tests: ["tests/client/planted_cache_test.ts"],
  },
  {
    rule: "what others may have put into the cache is not used",
    file: "src/negotiate/remember.ts",
    find: "readOwnFile(await pathOf(key), owner)",
    replace: 'readOwnFile(await pathOf(key), { ...owner, os: "windows" })',
    tests: ["tests/client/planted_cache_test.ts"],
  },
  {
    rule: "no reply is parsed that is nested deeper than any reply is",
    file: "src/codecs/modest_json.ts",
    find: "++depth > MOST_LEVELS",
    replace: "++depth > Infinity",
    tests: ["tests/connection/small_bombs_test.ts"],
  },
  {
    rule: "no reply is parsed that has more values than any reply has",
    file: "src/codecs/modest_json.ts",
    find: "++values > MOST_VALUES",
    replace: "++values > Infinity",
    tests: ["tests/connection/small_bombs_test.ts"],
  },
  {
    rule: "a reply has no more bytes than its method allows",
    file: "src/connection/reply_limit.ts",
    find: 'typeof replyBytes === "number" ? replyBytes : replyBytes(parameters)',
    replace: "replyBytes === undefined ? 0 : parameters === undefined ? 1 : 64 * 1024 * 1024",
    tests: ["tests/connection/small_bombs_test.ts"],
  },
  {
    rule: "what is read of a file that was found is what was looked at, also on Deno",
    file: "src/files/look.ts",
    find: "dev !== before.dev || ino !== before.ino",
    replace: "dev !== before.dev && ino !== before.ino",
    tests: ["tests/files/look_test.ts"],
  },
  {
    rule: "a link in the place of a file that was looked at is not followed, also on Deno",
    file: "src/files/look.ts",
    find: "if (before.isSymlink) throw",
    replace: "if (before.size < 0) throw",
    tests: ["tests/files/look_test.ts"],
  },
];
