/** What a page of a site tells of the products there, and of the folders in which they are. */
import type { Product } from "../product/product.ts";
import { markExpression, segmentFault } from "../product/product_rules.ts";
import { pathsIn } from "./page_links.ts";

/** What the search keeps of a page of the site that is not the API. */
export interface SeenPage {
  /** The address after redirects: links in the page are relative to it. */
  readonly url: string;
  /** Its HTML, or the beginning of it. */
  readonly text: string;
  /** The names of the cookies that came with it. */
  readonly cookies: readonly string[];
}

/** Where a product is, by the links of a page. */
export interface MarkedPlace {
  /** The product's id. */
  readonly product: string;
  /** The root of the site; ends in a slash. */
  readonly root: string;
  /**
   * The values of the product's parameters that the links tell, the most frequent first. Empty where
   * the links only tell the root.
   */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** What the HTML and the cookies of a page tell of products and folders. */
export interface PageMarks {
  /** The ids of products that it shows marks of. */
  readonly products: readonly string[];
  /** Where on the host they are, by the links of the page. */
  readonly places: readonly MarkedPlace[];
  /** Folders below the page's own to which it links, the most frequent first. */
  readonly folders: readonly string[];
}

/** More values than this of one parameter are no names of folders but noise. */
const MOST_VALUES = 8;
/** How many folders of a page are worth a look. */
const MOST_FOLDERS = 2;

/** Looks for the `marks` in the products' data. */
export function marksOn(page: SeenPage, products: readonly Product[]): PageMarks {
  const paths = pathsIn(page.text, page.url).map((path) =>
    path.split("/").filter((part) => part !== "")
  );
  const { origin } = new URL(page.url);
  const found = products.map((product) => ({ product, places: placesOf(product, paths, origin) }));
  const marked = found.filter(({ product, places }) =>
    places.some(({ values }) => isEmpty(values)) || isMarked(product, page)
  );
  return {
    products: marked.map(({ product }) => product.id),
    places: marked.flatMap(({ places }) => places),
    folders: foldersBelow(page.url, paths).slice(0, MOST_FOLDERS),
  };
}

function isMarked({ marks = {} }: Product, { text, cookies }: SeenPage): boolean {
  const { cookie, page } = marks;
  return (cookie !== undefined && cookies.some((name) => markExpression(cookie).test(name))) ||
    (page !== undefined && markExpression(page).test(text));
}

function isEmpty(values: MarkedPlace["values"]): boolean {
  return Object.keys(values).length === 0;
}

type Path = readonly string[];

/** The values of parameters, each with how often it occurs. */
type Counts = Map<string, Map<string, number>>;

interface Tally {
  readonly root: string;
  readonly hasValues: boolean;
  readonly counts: Counts;
}

/** The places of one product: for each root one that the plain links tell, and one with values. */
function placesOf(product: Product, paths: readonly Path[], origin: string): MarkedPlace[] {
  const templates = (product.marks?.links ?? []).map((link) =>
    link.split("/").filter((part) => part !== "")
  );
  const tallies: Tally[] = [];
  for (const path of paths) {
    for (const template of templates) {
      const fit = fitOf(template, path);
      if (fit === undefined) continue;
      const entries = Object.entries(fit.values);
      const { counts } = tallyOf(tallies, rootAt(origin, fit.before), entries.length > 0);
      for (const [name, value] of entries) count(counts, name, value);
    }
  }
  return tallies.map(({ root, counts }) => ({
    product: product.id,
    root,
    values: Object.fromEntries([...counts].map(([name, own]) => [name, mostFrequent(own)])),
  }));
}

function tallyOf(tallies: Tally[], root: string, hasValues: boolean): Tally {
  const known = tallies.find((one) => one.root === root && one.hasValues === hasValues);
  if (known !== undefined) return known;
  const fresh: Tally = { root, hasValues, counts: new Map() };
  tallies.push(fresh);
  return fresh;
}

function rootAt(origin: string, before: Path): string {
  return origin + ["", ...before, ""].join("/");
}

function count(counts: Counts, name: string, value: string): void {
  const own = counts.get(name) ?? new Map<string, number>();
  counts.set(name, own.set(value, (own.get(value) ?? 0) + 1));
}

function mostFrequent(counts: ReadonlyMap<string, number>): string[] {
  const sorted = [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value);
  return sorted.slice(0, MOST_VALUES);
}

const PARAMETER = /^\{([a-z][A-Za-z0-9]*)\}$/;

/** How a link fits a path: what is before it, and the values of its parameters. */
function fitOf(
  template: Path,
  path: Path,
): { readonly before: Path; readonly values: Readonly<Record<string, string>> } | undefined {
  for (let start = 0; start + template.length <= path.length; start++) {
    const values: Record<string, string> = {};
    const isFit = template.every((part, index) => {
      const own = path[start + index] ?? "";
      const [, name] = PARAMETER.exec(part) ?? [];
      if (name === undefined) return part === own;
      values[name] = own;
      return segmentFault(own) === undefined;
    });
    if (isFit) return { before: path.slice(0, start), values };
  }
  return undefined;
}

/** A file at the end of a path: it lies in the folder before it. */
const FILE = /\.[A-Za-z0-9]{1,8}$/;

/**
 * The folders below the page's own: those of the first level below which something is linked, and
 * those of the second that are linked themselves. Files other than pages, such as style sheets, lie
 * in folders that are no sites.
 */
function foldersBelow(url: string, paths: readonly Path[]): string[] {
  const { origin, pathname } = new URL(url);
  const own = pathname.split("/").slice(1, -1).filter((part) => part !== "");
  const counts = new Map<string, number>();
  const add = (folder: Path) => {
    const root = rootAt(origin, [...own, ...folder]);
    counts.set(root, (counts.get(root) ?? 0) + 1);
  };
  for (const path of paths) {
    const last = path.at(-1) ?? "";
    const isFile = FILE.test(last);
    if (isFile && !/^index\.(?:php|html?)$/i.test(last)) continue;
    const folder = isFile ? path.slice(0, -1) : path;
    const below = folder.slice(own.length);
    if (below.length === 0 || !own.every((part, index) => folder[index] === part)) continue;
    add(below.slice(0, 1));
    if (below.length === 2) add(below);
  }
  return mostFrequent(counts);
}
