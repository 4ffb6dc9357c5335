/** From what a user typed or pasted to the root of a site. */
import { SECRET_PARAMETER } from "../base/credential_names.ts";
import type { Product } from "../product/product.ts";
import { queryPairs } from "./query_pairs.ts";
import { recognise } from "./recognise.ts";
import { readAddress } from "./read_address.ts";
import { scriptForms } from "./script_forms.ts";

/** What an address may mean: the places where the site can be, or the endpoint itself. */
export interface SiteAddress {
  /** Absolute addresses that end in a slash, best first: https, then http, where no scheme was given. */
  readonly roots: readonly string[];
  /** The URL as pasted, when it was an endpoint or has a query; without credentials. */
  readonly pasted?: string;
  /** A script that was pasted without its query, where only one product has it. */
  readonly script?: string;
  /** Name and password for the web server's own protection, from `user:password@`. */
  readonly basicAuth?: { readonly username: string; readonly password: string };
  /** The address for messages: without query, name and password. */
  readonly display: string;
}

/** Parameters that hold a credential: the Secret Word, or a digest of it that can be cracked. */
const CREDENTIAL_PARAMETERS: ReadonlySet<string> = new Set([SECRET_PARAMETER, "json", "key"]);

/** A file at the end of an address: everything from it on is no part of the site's root. */
const FILE = /\.(?:php\d?|phtml|html?|aspx?|jsp|cgi)$/i;

/**
 * The root of the site that a text means: a bare host, an address from the browser's address bar
 * (also one inside `/administrator` or `/wp-admin`), or an endpoint from the product's own screen.
 *
 * Without a scheme both https and http are given; http is for sites whose https *refuses*, so that
 * an attacker who merely blocks https cannot obtain a credential in the clear.
 *
 * @throws {SitehaulError} `usage/url` when the text is no address of a website
 *
 * @example
 * ```ts
 * import { parseSite } from "@sitehaul/sitehaul/core";
 * import { products } from "@sitehaul/sitehaul";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseSite("Example.com/shop/administrator/", products).roots, [
 *   "https://example.com/shop/",
 *   "http://example.com/shop/",
 * ]);
 * ```
 */
export function parseSite(text: string, products: readonly Product[]): SiteAddress {
  const { url, hasScheme, basicAuth } = readAddress(text);
  const recognised = recognise(url.href, products);
  const [form] = recognised === undefined ? scriptForms(url.href, products) : [];
  const root = recognised?.root ?? form?.root ?? url.origin + rootPath(url.pathname, products);
  const isPasted = recognised !== undefined || url.search.length > 1;
  return {
    roots: hasScheme ? [root] : [root, root.replace(/^https:/, "http:")],
    ...isPasted ? { pasted: withoutCredentials(url) } : {},
    ...form === undefined ? {} : { script: url.origin + url.pathname },
    ...basicAuth === undefined ? {} : { basicAuth },
    display: isPasted ? url.origin + url.pathname : root,
  };
}

/**
 * The site that an endpoint belongs to, as people call it: the address that they gave, unless the
 * endpoint is outside of that folder, since the address was that of a page.
 *
 * @param address what the user gave, parsed
 * @param endpoint where the API answers
 * @param products the products whose endpoint it may be
 */
export function siteOf(
  { roots: [given = ""] }: SiteAddress,
  endpoint: string,
  products: readonly Product[],
): string {
  const root = recognise(endpoint, products)?.root;
  if (root === undefined) return given;
  const { pathname } = new URL(root);
  return pathname.startsWith(new URL(given).pathname) ? given : new URL(pathname, given).href;
}

/** The path up to the first file or the first of the products' inner paths. */
function rootPath(pathname: string, products: readonly Product[]): string {
  const segments = pathname.split("/").filter((segment) => segment !== "");
  const inner = products.flatMap(({ innerPaths = [] }) => innerPaths)
    .map((path) => path.toLowerCase().split("/"));
  const end = segments.findIndex((segment, index) =>
    FILE.test(segment) ||
    inner.some((path) => path.every((part, at) => segments[index + at]?.toLowerCase() === part))
  );
  const kept = end === -1 ? segments : segments.slice(0, end);
  return kept.length === 0 ? "/" : `/${kept.join("/")}/`;
}

function withoutCredentials(url: URL): string {
  const query = queryPairs(url.search).filter(({ name }) => !CREDENTIAL_PARAMETERS.has(name))
    .map(({ raw }) => raw).join("&");
  return url.origin + url.pathname + (query === "" ? "" : `?${query}`);
}
