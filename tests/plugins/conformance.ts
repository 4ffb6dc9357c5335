/** The cases that every product must pass, those that come with sitehaul and those of others. */
import { assert, assertEquals } from "@std/assert";
import type { CredentialKind } from "../../src/protocol/endpoint.ts";
import {
  acceptedKinds,
  defineProduct,
  isRecommended,
  type Product,
  versionsOf,
} from "../../src/product/product.ts";
import { candidatesAt, narrow } from "../../src/resolve/candidates.ts";
import { endpointsFor } from "../../src/resolve/catalogue.ts";
import { marksOn } from "../../src/resolve/page_marks.ts";
import { recognise } from "../../src/resolve/recognise.ts";
import { parseSite } from "../../src/resolve/site.ts";

const SITE = "https://example.com/sub/";
const KINDS: readonly CredentialKind[] = ["secret", "api-token"];

/** Registers the cases for one product; `others` are found at the same sites. */
export function testProduct(product: Product, others: readonly Product[] = []): void {
  const name = product.id;
  const products = [...others.filter(({ id }) => id !== name), product];

  Deno.test(`${name}: the definition passes its own checks and is frozen`, () => {
    assertEquals(defineProduct(product), product);
    assert(Object.isFrozen(product.releases) && Object.isFrozen(product.releases[0]?.routes));
  });

  Deno.test(`${name}: every release recommends, and every alternate says why it is none`, () => {
    for (const { routes, ...range } of product.releases) {
      for (const route of routes) {
        assert(isRecommended(route) || route.note, `${versionsOf(range)}: ${route.path}`);
      }
      for (const kind of new Set(routes.flatMap((route) => acceptedKinds(route)))) {
        assert(routes.some((route) => isRecommended(route, kind)), `${versionsOf(range)}: ${kind}`);
      }
    }
  });

  Deno.test(`${name}: the catalogue lists each release for its first and its last version`, () => {
    for (const release of product.releases) {
      for (const version of [release.from, release.to ?? "999.x"]) {
        const entries = endpointsFor({ products, product: name, version });
        assertEquals(
          new Set(entries.map(({ versions }) => versions)),
          new Set([versionsOf(release)]),
        );
        assert(entries.some(({ recommended }) => recommended));
      }
    }
  });

  Deno.test(`${name}: every address stays below the root of the site`, () => {
    for (const { url, api } of endpointsFor({ products, product: name, site: SITE })) {
      assert(new URL(url).href.startsWith(SITE), url);
      assertEquals(url.split("{method}").length, api === 3 ? 2 : 1);
      assert(!/[{}]/.test(url.replace("{method}", "")), url);
    }
  });

  Deno.test(`${name}: a pasted endpoint is recognised as itself, and its site found`, () => {
    for (const entry of endpointsFor({ products, product: name, site: SITE })) {
      const found = recognise(entry.url, products);
      assertEquals([found?.endpoint.url, found?.endpoint.api], [entry.url, entry.api]);
      assertEquals(found?.root, SITE);
      const rows = found?.matches.map((match) => `${match.product} ${versionsOf(match.release)}`);
      assert(rows?.includes(`${name} ${entry.versions}`), `${entry.url}: ${rows}`);
      assertEquals(parseSite(entry.url, products).roots, [SITE]);
    }
  });

  Deno.test(`${name}: every address is among the candidates, with each credential it takes`, () => {
    for (const kind of KINDS) {
      const credentials = [{ kind, value: "x" }];
      const urls = candidatesAt({ root: SITE, products, credentials })
        .map(({ endpoint }) => endpoint.url);
      for (const { url, accepts } of endpointsFor({ products, product: name, site: SITE })) {
        assertEquals(urls.includes(url), accepts.includes(kind), `${url} with ${kind}`);
      }
    }
  });

  Deno.test(`${name}: the recommended route of every release is found by version and level`, () => {
    for (const kind of KINDS) {
      const credentials = [{ kind, value: "x" }];
      const matches = candidatesAt({ root: SITE, products, credentials })
        .flatMap((candidate) => candidate.matches);
      for (const { from, routes, levels } of product.releases) {
        const usable = routes.filter((each) => acceptedKinds(each, from).includes(kind));
        const route = usable.find((each) => isRecommended(each, kind)) ?? usable[0];
        if (route === undefined) continue;
        assert(
          narrow(matches, from, levels?.from).some((match) => match.route === route),
          `${from} with ${kind}`,
        );
      }
    }
  });

  Deno.test(`${name}: the marks and inner paths do what they are for`, () => {
    const nothing = { url: SITE, text: "<title>Home</title>", cookies: ["session"] };
    assertEquals(marksOn(nothing, [product]).products, []);
    for (const path of product.innerPaths ?? []) {
      assertEquals(parseSite(`${SITE}${path}`, products).roots, [SITE], path);
    }
  });
}
