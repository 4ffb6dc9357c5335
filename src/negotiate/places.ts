/** Where to look for the API: at the given root, and where the site's pages say that it is. */
import type { ApiCredential, ApiVersion } from "../protocol/endpoint.ts";
import type { Product, ProductParameter } from "../product/product.ts";
import { type Candidate, candidatesAt } from "../resolve/candidates.ts";
import type { MarkedPlace } from "../resolve/page_marks.ts";
import type { ParameterChoices, ParameterValues } from "../resolve/route_urls.ts";
import type { Findings } from "./findings.ts";

/** A folder of the host, with what can be there. */
export interface Place {
  /** The root of a site; ends in a slash. */
  readonly root: string;
  /** What can be asked there, in the order of preference. */
  readonly candidates: readonly Candidate[];
}

/** What the user has narrowed the search down to. */
export interface PlaceOptions {
  /** Only their addresses are tried. */
  readonly products: readonly Product[];
  /** One of each kind at most, the one to try first in front. */
  readonly credentials: readonly ApiCredential[];
  /** Only this API version. */
  readonly api?: ApiVersion | undefined;
  /** Values of the products' parameters, given by the user. */
  readonly parameters?: ParameterValues | undefined;
}

/** How many values of one parameter a page can add to the known ones. */
const MOST_ADDED = 2;

/**
 * The places where the site is: the given root, and the folders that its pages name, such as that of
 * WordPress in a folder of its own, or a Joomla in a folder below. A page of the given root that
 * shows one product does not lead to another one below.
 */
export function mainPlaces(
  root: string,
  findings: Findings,
  options: PlaceOptions,
): readonly Place[] {
  const { products } = options;
  const known = findings.productsAt(root);
  // A site that has a page of its own here is what was meant, whatever else it links to.
  const told = findings.placesFrom(root).filter(({ product }) =>
    known === undefined || known.size === 0 || known.has(product)
  );
  const here = known === undefined ? products : products.filter(({ id }) => known.has(id));
  const hasValues = ({ values }: MarkedPlace) => Object.keys(values).length > 0;
  const isToldByValues = ({ id }: Product) =>
    told.some((place) => place.product === id && hasValues(place));
  const own = [
    placeAt(root, here.filter((product) => !isToldByValues(product)), options),
    placeAt(root, here.filter(isToldByValues), options, { only: "plain" }),
  ];
  const others = told.flatMap((place) => {
    const product = products.find(({ id }) => id === place.product);
    if (product === undefined) return [];
    if (!hasValues(place)) {
      const only = isToldByValues(product) ? "plain" : undefined;
      return place.root === root ? [] : [placeAt(place.root, [product], options, { only })];
    }
    const parameters = { ...choicesFor(product, place), ...options.parameters };
    return [placeAt(place.root, [product], options, { only: "parametric", parameters })];
  });
  return [...own, ...others].filter(({ candidates }) => candidates.length > 0);
}

/** A place of which nothing is known but that a page links to it, or that the root is below it. */
export function sparePlace(root: string, options: PlaceOptions): Place {
  return placeAt(root, options.products, options);
}

function placeAt(
  root: string,
  products: readonly Product[],
  options: PlaceOptions,
  { only, parameters = options.parameters }: {
    readonly only?: "parametric" | "plain" | undefined;
    readonly parameters?: ParameterChoices | undefined;
  } = {},
): Place {
  const { credentials, api } = options;
  return { root, candidates: candidatesAt({ root, products, credentials, api, parameters, only }) };
}

/** The values of a product's parameters that are worth a try, by what the links of a page tell. */
function choicesFor({ parameters = {} }: Product, { values }: MarkedPlace): ParameterChoices {
  const entries = Object.entries(values).flatMap(([name, told]) => {
    const parameter = parameters[name];
    return parameter === undefined ? [] : [[name, choices(parameter, told)] as const];
  });
  return Object.fromEntries(entries);
}

/**
 * A folder with a name that is surely like that of the product stands alone. Otherwise the usual ones
 * are tried and, since the product need not show itself on a page, some of those that the page has,
 * likely names first. Of a parameter that has no typical names, every link tells the value.
 */
function choices(
  { default: usual, alternatives = [], like }: ProductParameter,
  told: readonly string[],
): readonly string[] {
  if (like === undefined) return told.slice(0, MOST_ADDED);
  const [sure, ...likely] = like.map((part) =>
    told.filter((value) => value.toLowerCase().includes(part))
  );
  if (sure !== undefined && sure.length > 0) return sure;
  const added = [...new Set([...likely.flat(), ...told])].slice(0, MOST_ADDED);
  return [...new Set([usual, ...added, ...alternatives])];
}

/**
 * The folders above a root, where its path is that of a page: the first level of the path, and the
 * root of the host.
 */
export function foldersAbove(root: string): readonly string[] {
  const { origin, pathname } = new URL(root);
  const parts = pathname.split("/").filter((part) => part !== "");
  const first = parts.length > 1 ? [`${origin}/${parts[0]}/`] : [];
  return parts.length === 0 ? [] : [...first, `${origin}/`];
}
