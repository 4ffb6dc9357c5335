/**
 * Which requests must not be in flight at once.
 *
 * Some products must not be asked twice at the same time (`oneAtATime` of a product). Which product
 * is at a root is what a search is to find out: until pages tell that none of these is there, the
 * addresses that one install of it would handle are asked one after the other.
 */
import type { Product } from "../product/product.ts";
import type { KnownProducts } from "./outlook.ts";

/** What would be asked: an address, below the root of a site. */
export interface Asked {
  /** The root; ends in a slash. */
  readonly root: string;
  /** The address without its query. */
  readonly path: string;
}

/** Tells which requests exclude each other. */
export class Lanes {
  readonly #products: readonly Product[];
  readonly #known: KnownProducts;

  /** By the products that are looked for, and those that are known to be at a root. */
  constructor(products: readonly Product[], known: KnownProducts) {
    this.#products = products;
    this.#known = known;
  }

  /** The installs that would handle a request, each by a name of its own. */
  of({ root, path }: Asked): readonly string[] {
    const known = this.#known(root);
    const below = path.startsWith(root) ? path.slice(root.length) : undefined;
    return this.#products
      .filter(({ id, oneAtATime = [] }) =>
        below !== undefined && oneAtATime.includes(below) && (known === undefined || known.has(id))
      )
      .map(({ id }) => `${id} ${root}`);
  }

  /** The first of these requests, without those that exclude one before them; at most so many. */
  apart<T extends Asked>(requests: readonly T[], most = Infinity): T[] {
    const taken = new Set<string>();
    const chosen: T[] = [];
    for (const request of requests) {
      if (chosen.length >= most) break;
      const lanes = this.of(request);
      if (lanes.some((lane) => taken.has(lane))) continue;
      lanes.forEach((lane) => taken.add(lane));
      chosen.push(request);
    }
    return chosen;
  }
}
