/** What the pages of a site have told so far. */
import type { Product } from "../product/product.ts";
import { type MarkedPlace, marksOn, type PageMarks } from "../resolve/page_marks.ts";
import type { AnsweredPage } from "./answered_page.ts";

/** What is known of the site by its pages. */
export class Findings {
  readonly #products: readonly Product[];
  readonly #marks = new Map<string, PageMarks[]>();
  readonly #finals = new Map<string, string>();

  /** Nothing is known yet. */
  constructor(products: readonly Product[]) {
    this.#products = products;
  }

  /** Notes a page that the site at this root showed. */
  note(root: string, page: AnsweredPage): void {
    const { url } = page;
    // What was made in memory does not say where it came from.
    const marks = marksOn({ ...page, url: url === "" ? root : url }, this.#products);
    this.#marks.set(root, [...this.#marks.get(root) ?? [], marks]);
  }

  /** Notes where the front page was in the end. */
  noteFinal(root: string, { url }: AnsweredPage): void {
    if (url !== "") this.#finals.set(root, url);
  }

  /**
   * The ids of the products that are at this root, by its own pages and by what those of other roots
   * link to; `undefined` where nothing tells of any. None at all where the pages of this root tell that
   * the site is in another folder.
   */
  productsAt(root: string): ReadonlySet<string> | undefined {
    const own = this.#at(root);
    const marked = own.flatMap(({ products }) => products);
    const told = [...this.#marks.values()].flat().flatMap(({ places }) => places)
      .filter((place) => isSameFolder(place.root, root)).map(({ product }) => product);
    if (marked.length === 0 && told.length === 0) return undefined;
    const placed = new Set(
      own.flatMap(({ places }) => places).filter(isPlain).map(({ product }) => product),
    );
    return new Set([...told, ...marked.filter((id) => !placed.has(id))]);
  }

  /** The roots of a site's products by the links of its pages, on the host of the root. */
  placesFrom(root: string): readonly MarkedPlace[] {
    return this.#at(root).flatMap(({ places }) => places)
      .map((place) => ({ ...place, root: onHostOf(root, place.root) }));
  }

  /**
   * Folders in which the site may be, where no page of this root has a mark: where its front page
   * redirects to, then those to which it links.
   */
  foldersFrom(root: string): readonly string[] {
    const final = this.#finals.get(root);
    const own = final === undefined ? [] : [onHostOf(root, new URL("./", final).href)];
    const linked = this.#at(root).flatMap(({ folders }) => folders);
    return [...new Set([...own, ...linked.map((folder) => onHostOf(root, folder))])]
      .filter((folder) => folder !== root);
  }

  #at(root: string): readonly PageMarks[] {
    return this.#marks.get(root) ?? [];
  }
}

function isPlain({ values }: MarkedPlace): boolean {
  return Object.keys(values).length === 0;
}

function isSameFolder(one: string, other: string): boolean {
  return new URL(one).pathname === new URL(other).pathname;
}

/**
 * The same folder at the address that the user gave: what a page says never leads to another host. A
 * redirect from there is judged as always.
 */
function onHostOf(root: string, folder: string): string {
  return new URL(new URL(folder).pathname, root).href;
}
