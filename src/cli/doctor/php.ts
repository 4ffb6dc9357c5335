/** Whether the site's PHP is known to be bad for the product's version. */
import type { Detected } from "../../../mod.ts";
import type { Product } from "../../product/product.ts";
import { errataAt, occursWith } from "../../product/errata.ts";
import { type Check, fine, warning } from "./check.ts";

/**
 * What the products' data says of the version with this PHP; nothing where the server does not tell its
 * version.
 *
 * @param php the version of PHP, as the server tells it
 * @param found what was found out about the site
 * @param known all products
 */
export function phpChecks(
  php: string | undefined,
  { version: { version }, products }: Pick<Detected, "version" | "products">,
  known: readonly Product[],
): Check[] {
  if (php === undefined) return [];
  const possible = known.filter(({ id }) => products.includes(id));
  const [first, ...others] = possible.map((product) =>
    errataAt(product, version).find((erratum) =>
      erratum.sincePhp !== undefined && occursWith(erratum, php)
    )
  );
  // Where the site can be one of several products, it must be true of each.
  if (first === undefined || others.some((other) => other?.says !== first.says)) {
    return [fine("PHP", `The site runs PHP ${php}`)];
  }
  return [
    warning("PHP", `The site runs PHP ${php}, and version ${version} ${first.says}`, first.hint),
  ];
}
