/** The name of a product. */
import type { Detected } from "../../../mod.ts";
import type { Context } from "./context.ts";

/** `Akeeba Backup for WordPress`; several, where products share the address. */
export async function productName(
  { products: ids }: Pick<Detected, "products">,
  context: Context,
): Promise<string> {
  const all = await (await context.configuration()).products();
  return ids.map((id) => all.find((product) => product.id === id)?.name ?? id).join(" or ");
}
