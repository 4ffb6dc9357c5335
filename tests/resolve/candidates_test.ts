import { assert, assertEquals } from "@std/assert";
import { joomla, solo, wordpress } from "../../plugins/mod.ts";
import type { ApiCredential } from "../../src/protocol/endpoint.ts";
import { acceptedKinds, versionsOf } from "../../src/product/product.ts";
import { type CandidateOptions, candidatesAt, narrow } from "../../src/resolve/candidates.ts";
import type { RouteMatch } from "../../src/resolve/recognise.ts";
import { routeUrls } from "../../src/resolve/route_urls.ts";

const ROOT = "https://example.com/";
const secret: ApiCredential = { kind: "secret", value: "a secret" };
const token: ApiCredential = { kind: "api-token", value: "a token" };

const products = [joomla, wordpress, solo];

/** The candidates as text: the API version, T for a token, the address below the root. */
function linesOf(options: Partial<CandidateOptions>): string[] {
  const candidates = candidatesAt({ root: ROOT, products, credentials: [secret], ...options });
  return candidates.map(({ endpoint, credential }) =>
    `${endpoint.api}${credential.kind === "api-token" ? "T" : ""} ${
      endpoint.url.slice(ROOT.length)
    }`
  );
}

const PLUGINS = "wp-content/plugins";

Deno.test("candidatesAt() lists the newest recommended addresses first, and API v1 last", () => {
  assertEquals(linesOf({}), [
    "2 index.php?option=com_akeebabackup&view=api&format=raw",
    "2 wp-admin/admin-ajax.php?action=akeebabackup_api",
    "2 index.php?option=com_akeeba&view=api&format=raw",
    "2 wp-admin/admin-ajax.php?action=akeebabackup_api&option=com_akeeba&view=api&format=raw",
    `2 ${PLUGINS}/akeebabackupwp/app/index.php?option=com_akeeba&view=api&format=raw`,
    `2 ${PLUGINS}/akeebabackupcore/app/index.php?option=com_akeeba&view=api&format=raw`,
    "3 api/index.php/v3/akeebabackup/{method}",
    "2 api/index.php/v2/akeebabackup",
    "3 api/v3/akeebabackup/{method}",
    "2 remote.php?view=api",
    "1 index.php?option=com_akeeba&view=json&format=raw",
    `1 ${PLUGINS}/akeebabackupwp/app/index.php?option=com_akeeba&view=json&format=raw`,
    `1 ${PLUGINS}/akeebabackupcore/app/index.php?option=com_akeeba&view=json&format=raw`,
    `1 ${PLUGINS}/akeebabackupwp/app/remote.php?option=com_akeeba&view=json&format=raw`,
    `1 ${PLUGINS}/akeebabackupcore/app/remote.php?option=com_akeeba&view=json&format=raw`,
    "1 remote.php?option=com_akeeba&view=json&format=raw",
    "1 index.php?option=com_akeeba&view=json&format=component",
  ]);
});

Deno.test("candidatesAt() sends a token only where tokens are taken", () => {
  assertEquals(linesOf({ credentials: [token] }), [
    "3T api/index.php/v3/akeebabackup/{method}",
    "2T api/index.php/v2/akeebabackup",
    "3T api/v3/akeebabackup/{method}",
  ]);
  assertEquals(linesOf({ credentials: [token], products: [wordpress, solo] }), []);
});

Deno.test("candidatesAt() keeps the order of the credentials, and API v1 behind all", () => {
  const lines = linesOf({ credentials: [token, secret] });
  assertEquals(lines.slice(0, 4).map((line) => line.slice(0, 2)), ["3T", "2T", "3T", "2 "]);
  assertEquals(lines.findIndex((line) => line.startsWith("1 ")), lines.length - 7);
  const reversed = linesOf({ credentials: [secret, token] });
  assert(reversed.slice(0, 10).every((line) => !line.includes("T ")), `${reversed}`);
});

Deno.test("candidatesAt() has each address once for each kind of credential", () => {
  const twice = [secret, { ...secret, value: "another" }, token];
  const candidates = candidatesAt({ root: ROOT, products, credentials: twice });
  const keys = candidates.map(({ endpoint, credential }) => `${credential.kind} ${endpoint.url}`);
  assertEquals(new Set(keys).size, keys.length);
  assert(candidates.every(({ credential }) => credential.value !== "another"));
});

for (const credential of [secret, token]) {
  Deno.test(`candidatesAt() reaches every row of the catalogue with the ${credential.kind}`, () => {
    const candidates = candidatesAt({ root: ROOT, products, credentials: [credential] });
    // By the address alone, so that the candidates' own claims are not believed.
    const urls = candidates.map(({ endpoint }) => endpoint.url.slice(ROOT.length));
    for (const product of products) {
      for (const release of product.releases) {
        const usable = release.routes.filter((one) => acceptedKinds(one).includes(credential.kind));
        const own = usable.flatMap((route) => routeUrls(product, route));
        const missing = own.filter((url) => !urls.includes(url));
        assertEquals(missing, [], `${product.id} ${versionsOf(release)}`);
      }
    }
  });
}

Deno.test("candidatesAt() keeps to one API version where it is asked to", () => {
  assertEquals(linesOf({ api: 1 }).map((line) => line[0]).join(""), "1111111");
  assertEquals(linesOf({ api: 3 }), [
    "3 api/index.php/v3/akeebabackup/{method}",
    "3 api/v3/akeebabackup/{method}",
  ]);
});

Deno.test("candidatesAt() tries the user's plugin folder in the place of the usual ones", () => {
  const lines = linesOf({ parameters: { folder: "own", content: ["a", "b"] } });
  const folders = lines.flatMap((line) => /(\w+)\/plugins\/([^/]+)/.exec(line)?.slice(1) ?? []);
  assertEquals(new Set(folders), new Set(["a", "b", "own"]));
});

Deno.test("candidatesAt() can leave out routes with parameters, or all others", () => {
  const [all, plain, parametric] = [undefined, "plain", "parametric"] as const;
  assertEquals(
    [...linesOf({ only: plain }), ...linesOf({ only: parametric })].toSorted(),
    linesOf({ only: all }).toSorted(),
  );
  assert(linesOf({ only: parametric }).every((line) => line.includes("/plugins/")));
  assert(linesOf({ only: plain }).every((line) => !line.includes("/plugins/")));
});

Deno.test("candidatesAt() says which releases may be behind an address, and how to speak to it", () => {
  const candidates = candidatesAt({ root: `${ROOT}x/`, products, credentials: [secret] });
  const rows = (index: number) =>
    candidates[index]?.matches.map(({ product, release }) => `${product} ${release.from}`);
  // Solo does not look at the option, so it answers at the address of Joomla 9 as well.
  assertEquals(rows(0), ["joomla 9.6.0", "solo 8.0.0", "joomla 9.0.0", "solo 7.4.0"]);
  assertEquals(rows(2), ["solo 8.0.0", "solo 7.4.0", "joomla 7.5.0"]);
  // WordPress 8 answers at the longer address of version 7, too.
  assertEquals(rows(3), ["wordpress 8.0.0", "wordpress 7.7.1"]);
  const shared = candidates[2];
  assertEquals(shared?.root, `${ROOT}x/`);
  assertEquals([shared?.endpoint.verb, shared?.endpoint.credentialIn], ["POST", "header"]);
});

Deno.test("narrow() leaves the products that the site's version and level allow", () => {
  const [first, , shared] = candidatesAt({ root: ROOT, products, credentials: [secret] });
  const left = (matches: readonly RouteMatch[] | undefined, version: string, level?: number) =>
    narrow(matches ?? [], version, level).map(({ product }) => product);
  assertEquals(left(shared?.matches, "7.4.1"), ["solo"]);
  assertEquals(left(shared?.matches, "8.2.0").toSorted(), ["joomla", "solo"]);
  assertEquals(left(shared?.matches, "9.0.0"), ["solo"]);
  assertEquals(left(shared?.matches, "1.0.0"), []);
  assertEquals(left(shared?.matches, "rev1a2b3c4").length, shared?.matches.length);
  assertEquals(left(first?.matches, "9.1.1"), ["solo", "joomla"]);
  assertEquals(left(first?.matches, "9.1.1", 400), ["solo"]);
  assertEquals(left(first?.matches, "9.1.1", 500), ["joomla"]);
  assertEquals(left(first?.matches, "10.2.1", 600), ["joomla"]);
  assertEquals(left(first?.matches, "rev1a2b3c4", 600), ["joomla"]);
  // A level that no version of the table has does not count.
  assertEquals(left(first?.matches, "9.1.1", 100), ["solo", "joomla"]);
});
