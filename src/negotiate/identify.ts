/** Which product answered, where two share an address, and which address is its own. */
import type { Endpoint } from "../protocol/endpoint.ts";
import { isRecommended, type Product } from "../product/product_contract.ts";
import { narrow } from "../resolve/candidates.ts";
import { marksOn } from "../resolve/page_marks.ts";
import type { RouteMatch } from "../resolve/recognise.ts";
import type { AnsweredPage } from "./answered_page.ts";
import type { ProbeResult } from "./probe.ts";

/** What telling products apart needs. */
export interface IdentifyOptions {
  /** Those whose addresses were tried. */
  readonly products: readonly Product[];
  /** Those that pages have shown at the root; `undefined` where none had a mark. */
  readonly known: ReadonlySet<string> | undefined;
  /** Reads the front page of a root, where that has not been done. */
  readonly page: (root: string) => Promise<AnsweredPage | undefined>;
}

/**
 * The ids of the products that answered: by the catalogue, the version and the level; where that
 * leaves several, by what pages have shown, and by the cookies of the answer; then by the front page.
 * More than one if nothing tells them apart.
 */
export async function identify(
  found: ProbeResult,
  { products, known, page }: IdentifyOptions,
): Promise<readonly string[]> {
  const ids = [...new Set(possibleRows(found).map(({ product }) => product))];
  const among = (marked: Iterable<string>) => ids.filter((id) => [...marked].includes(id));
  if (ids.length <= 1) return ids;
  const byPages = among(known ?? []);
  if (byPages.length === 1) return byPages;
  const seen = { url: found.endpoint.url, text: "", cookies: found.cookies };
  const byCookie = among(marksOn(seen, products).products);
  if (byCookie.length === 1) return byCookie;
  const root = rootOf(found);
  const front = await page(root);
  if (front === undefined) return ids;
  const url = front.url === "" ? root : front.url;
  const byPage = among(marksOn({ ...front, url }, products).products);
  return byPage.length === 1 ? byPage : ids;
}

/** The rows of the catalogue that the address, the version and the level leave possible. */
export function possibleRows({ candidate, version }: ProbeResult): readonly RouteMatch[] {
  if (version === undefined) return candidate.matches;
  const narrowed = narrow(candidate.matches, version.version, version.level);
  return narrowed.length > 0 ? narrowed : candidate.matches;
}

/**
 * The endpoint as the product that answered has it. It may have been asked at an address that differs
 * in parameters which this product ignores, since that stands for another product, too.
 */
export function ownEndpoint(found: ProbeResult, ids: readonly string[]): Endpoint {
  const { endpoint, candidate: { credential: { kind } } } = found;
  const queries = possibleRows(found)
    .filter(({ product, route }) => ids.includes(product) && isRecommended(route, kind))
    .map(({ route }) => new URLSearchParams(route.query).toString());
  const [query = "", ...others] = new Set(queries);
  const [path = ""] = endpoint.url.split("?");
  if (queries.length === 0 || others.length > 0) return endpoint;
  return { ...endpoint, url: query === "" ? path : `${path}?${query}` };
}

function rootOf({ candidate, endpoint }: ProbeResult): string {
  // After a redirect to www. or https the root has moved as well.
  const root = new URL(candidate.root);
  return new URL(root.pathname, new URL(endpoint.url).origin).href;
}
