/** When a version of a product stops answering to programs, as far as the data of the product tells. */
import type { CredentialKind } from "../protocol/endpoint.ts";
import { compareVersions, inRange, isVersion } from "./compare_versions.ts";
import { errataAt } from "./errata.ts";
import { acceptedKinds, type Product, type Route } from "./product_contract.ts";

/** The end of every API by which a version can be asked. */
export interface EndOfApi {
  /** The day, `2027-10-01`; `undefined` where it is so, or depends on the day of the release. */
  readonly on: string | undefined;
  /** What ends, and what helps, in half a sentence. */
  readonly says: string;
}

/**
 * Whether all that a version offers to a credential ends. Nothing is said of a version that the data does
 * not know.
 *
 * @param credential without it, any that the product takes
 */
export function endOfApi(
  product: Product,
  version: string,
  credential?: CredentialKind,
): EndOfApi | undefined {
  if (!isVersion(version)) return undefined;
  const routes = routesAt(product, version, credential);
  const expired = errataAt(product, version).find(({ code, shows: { api } }) =>
    code === "site/expired" && routes.length > 0 && routes.every((route) => route.api === api)
  );
  if (expired !== undefined) return { on: undefined, says: `this version ${expired.says}` };
  const ends = routes.map(({ api }) => product.retirements?.find((each) => each.api === api));
  const [first] = ends;
  if (first === undefined || ends.includes(undefined)) return undefined;
  const remedy = remedyOf(product, version, credential);
  return {
    on: first.on,
    says: `API version ${first.api}, its only one, ends on ${first.on}${remedy}`,
  };
}

function routesAt(
  { releases }: Product,
  version: string,
  credential: CredentialKind | undefined,
): readonly Route[] {
  const release = releases.find(({ from, to }) => inRange(version, from, to));
  return (release?.routes ?? []).filter((route) =>
    credential === undefined || acceptedKinds(route, version).includes(credential)
  );
}

/** The first version in which the credential has a way in that stays. */
function remedyOf(
  product: Product,
  version: string,
  credential: CredentialKind = "secret",
): string {
  const staying = product.releases.flatMap(({ from, routes }) =>
    routes
      .filter((route) => !product.retirements?.some(({ api }) => api === route.api))
      .filter((route) => acceptedKinds(route).includes(credential))
      .map(({ acceptsSince = {} }) => acceptsSince[credential] ?? from)
  ).filter((since) => compareVersions(since, version) > 0).toSorted(compareVersions);
  const others = routesAt(product, version, undefined).some(({ api }) =>
    !product.retirements?.some((each) => each.api === api)
  );
  const [update] = staying;
  const words = [
    ...(update === undefined ? [] : [`update to ${update} or later`]),
    ...(others
      ? [`use a${product.tokenName === undefined ? "n API token" : ` ${product.tokenName}`}`]
      : []),
  ];
  return words.length === 0 ? "" : `: ${words.join(", or ")}`;
}
