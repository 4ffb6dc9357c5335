/**
 * The name of a product.
 * @module
 */
import type { Detected } from "../../../mod.ts";
import { knownProducts } from "./configuration.ts";
import type { ConfigurationContext } from "./find_configuration.ts";

/** The name of the product, for people. */
export async function productName(
  { products: ids }: Pick<Detected, "products">,
  context: ConfigurationContext,
): Promise<string> {
  const all = await knownProducts(context);
  return ids.map((id) => all.find((product) => product.id === id)?.name ?? id).join(" or ");
}
