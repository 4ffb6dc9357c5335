/** The endpoints at a script that was pasted without its query, such as `…/app/index.php`. */
import { createEndpoint } from "../protocol/endpoint.ts";
import type { Product } from "../product/product.ts";
import { type MatchedPath, matchPath } from "./match_path.ts";
import { answersTo, type Recognised, type RouteMatch } from "./recognise.ts";

interface Row extends RouteMatch {
  readonly path: MatchedPath;
}

/**
 * What a script may be asked, the newest API version first, by the catalogue of the one product that
 * has it. A script that several products have, as `index.php` in the folder of the site, says no more
 * than that folder: then there is none.
 */
export function scriptForms(url: string, products: readonly Product[]): readonly Recognised[] {
  const { origin, pathname } = new URL(url);
  if (!/\.php$/i.test(pathname)) return [];
  const rows = longest(products.flatMap((product) => rowsAt(product, pathname)));
  if (new Set(rows.map(({ product }) => product)).size !== 1) return [];
  const forms = new Map(rows.map((row) => [`${row.route.api} ${queryOf(row)}`, row]));
  return [...forms.values()].map((row): Recognised => ({
    endpoint: createEndpoint(row.route.api, `${origin}${row.path.path}?${queryOf(row)}`),
    root: new URL(origin + row.path.root).href,
    matches: rows.filter(({ route }) => route.api === row.route.api && answersTo(route, row.route))
      .map(({ product, release, route }) => ({ product, release, route })),
  })).toSorted((a, b) => b.endpoint.api - a.endpoint.api || b.matches.length - a.matches.length);
}

function rowsAt(product: Product, pathname: string): Row[] {
  return product.releases.flatMap((release) =>
    release.routes.flatMap((route) => {
      const path = route.query === undefined ? undefined : matchPath(route, pathname);
      return path === undefined ? [] : [{ product: product.id, release, route, path }];
    })
  );
}

function longest(rows: readonly Row[]): readonly Row[] {
  const most = Math.max(...rows.map(({ path }) => path.length));
  return rows.filter(({ path }) => path.length === most);
}

function queryOf({ route }: RouteMatch): string {
  return new URLSearchParams(route.query).toString();
}
