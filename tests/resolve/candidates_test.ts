import { assert, assertEquals } from "@std/assert";
import { products, solo, wordpress } from "../../plugins/mod.ts";
import type { Credential } from "../../src/endpoint.ts";
import { acceptedKinds, versionsOf } from "../../src/product.ts";
import { type CandidateOptions, candidateWaves, narrow } from "../../src/resolve/candidates.ts";
import { routeUrls } from "../../src/resolve/route_urls.ts";

const ROOT = "https://example.com/";
const secret: Credential = { kind: "secret", value: "a secret" };
const token: Credential = { kind: "api-token", value: "a token" };

/** The waves as text: the API version, T for a token, the address below the root. */
function wavesOf(options: Partial<CandidateOptions>): string[][] {
  const waves = candidateWaves({ root: ROOT, products, credentials: [secret], ...options });
  return waves.map((wave) =>
    wave.map(({ endpoint, credential }) =>
      `${endpoint.api}${credential.kind === "api-token" ? "T" : ""} ${
        endpoint.url.slice(ROOT.length)
      }`
    )
  );
}

const PLUGINS = "wp-content/plugins";

Deno.test("candidateWaves() asks a bare root with a secret in three waves, API v1 last and alone", () => {
  assertEquals(wavesOf({}), [
    [
      "2 index.php?option=com_akeebabackup&view=api&format=raw",
      "2 wp-admin/admin-ajax.php?action=akeebabackup_api",
      "2 index.php?option=com_akeeba&view=api&format=raw",
      "2 wp-admin/admin-ajax.php?action=akeebabackup_api&option=com_akeeba&view=api&format=raw",
    ],
    [
      `2 ${PLUGINS}/akeebabackupwp/app/index.php?option=com_akeeba&view=api&format=raw`,
      `2 ${PLUGINS}/akeebabackupcore/app/index.php?option=com_akeeba&view=api&format=raw`,
      "3 api/index.php/v3/akeebabackup/{method}",
      "2 api/index.php/v2/akeebabackup",
      "3 api/v3/akeebabackup/{method}",
      "2 remote.php?view=api",
    ],
    [
      "1 index.php?option=com_akeeba&view=json&format=raw",
      `1 ${PLUGINS}/akeebabackupwp/app/index.php?option=com_akeeba&view=json&format=raw`,
      `1 ${PLUGINS}/akeebabackupcore/app/index.php?option=com_akeeba&view=json&format=raw`,
      `1 ${PLUGINS}/akeebabackupwp/app/remote.php?option=com_akeeba&view=json&format=raw`,
    ],
  ]);
});

Deno.test("candidateWaves() sends a token only where tokens are taken", () => {
  assertEquals(wavesOf({ credentials: [token] }), [[
    "3T api/index.php/v3/akeebabackup/{method}",
    "2T api/index.php/v2/akeebabackup",
    "3T api/v3/akeebabackup/{method}",
  ]]);
  assertEquals(wavesOf({ credentials: [token], products: [wordpress, solo] }), []);
});

Deno.test("candidateWaves() keeps the order of the credentials, within the same limit", () => {
  const [first = [], ...rest] = wavesOf({ credentials: [token, secret] });
  assertEquals(first.map((line) => line.slice(0, 2)), ["3T", "2T", "3T", "2 "]);
  assertEquals([first, ...rest].flat().length, 14);
  const [reversed = []] = wavesOf({ credentials: [secret, token] });
  assert(reversed.every((line) => !line.includes("T ")), `${reversed}`);
});

Deno.test("candidateWaves() has each address once for each kind of credential", () => {
  const twice = [secret, { ...secret, value: "another" }, token];
  const candidates = candidateWaves({ root: ROOT, products, credentials: twice }).flat();
  const keys = candidates.map(({ endpoint, credential }) => `${credential.kind} ${endpoint.url}`);
  assertEquals(new Set(keys).size, keys.length);
  assert(candidates.every(({ credential }) => credential.value !== "another"));
});

for (const credential of [secret, token]) {
  Deno.test(`candidateWaves() reaches every row of the catalogue with the ${credential.kind}`, () => {
    const waves = candidateWaves({ root: ROOT, products, credentials: [credential] });
    assert(waves.length <= 3);
    // By the address alone, so that the candidates' own claims are not believed.
    const urls = waves.flat().map(({ endpoint }) => endpoint.url.slice(ROOT.length));
    for (const product of products) {
      for (const release of product.releases) {
        const usable = release.routes.filter((one) => acceptedKinds(one).includes(credential.kind));
        const own = usable.flatMap((route) => routeUrls(product, route));
        assertEquals(
          own.length > 0,
          own.some((url) => urls.includes(url)),
          `${product.id} ${versionsOf(release)}`,
        );
      }
    }
  });
}

Deno.test("candidateWaves() drops the last alternates for a limit, but no recommended route", () => {
  const all = wavesOf({}).flat();
  const twelve = wavesOf({ limit: 12 }).flat();
  assertEquals(all.filter((line) => !twelve.includes(line)), [
    "2 remote.php?view=api",
    `1 ${PLUGINS}/akeebabackupwp/app/remote.php?option=com_akeeba&view=json&format=raw`,
  ]);
  const recommended = wavesOf({ limit: 1 }).flat();
  assertEquals(recommended.length, 9);
  assertEquals(wavesOf({ limit: 100 }).flat().length, 17);
});

Deno.test("candidateWaves() begins with API v1 where nothing newer may be tried", () => {
  const waves = wavesOf({ api: 1 });
  assertEquals(waves.map((wave) => wave.length), [4, 3]);
  assert(waves.flat().every((line) => line.startsWith("1 ")));
  assertEquals(wavesOf({ api: 3 }), [[
    "3 api/index.php/v3/akeebabackup/{method}",
    "3 api/v3/akeebabackup/{method}",
  ]]);
});

Deno.test("candidateWaves() tries the user's plugin folder in the place of the usual ones", () => {
  const lines = wavesOf({ parameters: { folder: "own" } }).flat();
  const folders = lines.flatMap((line) => /plugins\/([^/]+)/.exec(line)?.[1] ?? []);
  assertEquals(new Set(folders), new Set(["own"]));
});

Deno.test("candidateWaves() says which releases may be behind an address, and how to speak to it", () => {
  const [wave = []] = candidateWaves({ root: `${ROOT}x/`, products, credentials: [secret] });
  const shared = wave[2];
  assertEquals(shared?.root, `${ROOT}x/`);
  assertEquals([shared?.endpoint.verb, shared?.endpoint.credentialIn], ["POST", "header"]);
  assertEquals(shared?.matches.map(({ product, release }) => `${product} ${release.from}`), [
    "solo 8.0.0",
    "solo 7.4.0",
    "joomla 7.5.0",
  ]);
  // WordPress 8 answers at the longer address of version 7, too.
  assertEquals(wave[3]?.matches.map(({ release }) => release.from), ["8.0.0", "7.7.1"]);
});

Deno.test("narrow() leaves the products that the site's version allows", () => {
  const [wave = []] = candidateWaves({ root: ROOT, products, credentials: [secret] });
  const matches = wave[2]?.matches ?? [];
  const left = (version: string) => narrow(matches, version).map(({ product }) => product);
  assertEquals(left("7.4.1"), ["solo"]);
  assertEquals(left("8.2.0").toSorted(), ["joomla", "solo"]);
  assertEquals(left("9.0.0"), ["solo"]);
  assertEquals(left("1.0.0"), []);
  assertEquals(left("rev1a2b3c4").length, matches.length);
});
