/**
 * What people call what was found.
 * @module
 */
import type { Detected } from "../../../mod.ts";
import { tokenName } from "../../product/token_name.ts";
import type { SiteNames } from "../output/site_lines.ts";
import type { Context } from "./context.ts";

/** The product is several, with `or` between them, where products share the address. */
export async function namesOfFound(
  { products: ids }: Pick<Detected, "products">,
  context: Context,
): Promise<SiteNames> {
  const all = await (await context.configuration()).products();
  const found = all.filter(({ id }) => ids.includes(id));
  const product = ids.map((id) => found.find((each) => each.id === id)?.name ?? id).join(" or ");
  return { product, token: tokenName(found) };
}
