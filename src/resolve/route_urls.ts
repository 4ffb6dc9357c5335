import type { Product, Route } from "../product/product.ts";

const PARAMETER = /\{([a-z][A-Za-z0-9]*)\}/g;

/** Values of products' parameters that the user gave, such as the plugin's folder. */
export type ParameterValues = Readonly<Record<string, string>>;

/** Values of products' parameters to try: several of one, the likeliest first. */
export type ParameterChoices = Readonly<Record<string, string | readonly string[]>>;

/**
 * The addresses of a route relative to the site's root, as `path?query`: the one with the usual
 * values of the product's parameters first, then those with their alternatives. Values that are given
 * stand alone.
 */
export function routeUrls(
  product: Product,
  route: Route,
  given: ParameterChoices = {},
): readonly string[] {
  const names = [...route.path.matchAll(PARAMETER)].map(([, name = ""]) => name)
    .filter((name) => name !== "method");
  const paths = names.reduce<readonly string[]>(
    (so, name) =>
      so.flatMap((path) =>
        valuesOf(product, name, given).map((value) => path.replaceAll(`{${name}}`, value))
      ),
    [route.path],
  );
  const query = new URLSearchParams(route.query).toString();
  return paths.map((path) => query === "" ? path : `${path}?${query}`);
}

function valuesOf(product: Product, name: string, given: ParameterChoices): readonly string[] {
  const own = Object.hasOwn(given, name) ? given[name] : undefined;
  if (own !== undefined) return typeof own === "string" ? [own] : own;
  const parameter = product.parameters?.[name];
  return parameter === undefined ? [] : [parameter.default, ...parameter.alternatives ?? []];
}
