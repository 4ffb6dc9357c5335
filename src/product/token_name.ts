/**
 * What people call the API tokens of products.
 * @module
 */
import type { Product } from "./product_contract.ts";

/** With an article: `a Joomla API Token`, or `an API token` where none of the products has a name for it. */
export function tokenName(products: readonly Pick<Product, "tokenName">[]): string {
  const names = new Set(products.flatMap((product) => product.tokenName ?? []));
  if (names.size === 0) return "an API token";
  return [...names].map((name) => `${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}`).join(" or ");
}
