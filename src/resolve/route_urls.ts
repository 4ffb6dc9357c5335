import type { Product, Route } from "../product.ts";

const PARAMETER = /\{([a-z][A-Za-z0-9]*)\}/g;

/** Values of products' parameters that the user gave, such as the plugin's folder. */
export type ParameterValues = Readonly<Record<string, string>>;

/**
 * The addresses of a route relative to the site's root, as `path?query`: the one with the usual
 * values of the product's parameters first, then those with their alternatives. A value that the
 * user gave stands alone.
 */
export function routeUrls(
  product: Product,
  route: Route,
  given: ParameterValues = {},
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

function valuesOf(product: Product, name: string, given: ParameterValues): readonly string[] {
  const own = Object.hasOwn(given, name) ? given[name] : undefined;
  if (own !== undefined) return [own];
  const parameter = product.parameters?.[name];
  return parameter === undefined ? [] : [parameter.default, ...parameter.alternatives ?? []];
}
