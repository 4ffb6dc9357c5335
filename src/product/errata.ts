/** Looks up what is true of some versions only, in the data of the products. */
import { compareVersions, inRange, isVersion } from "./compare_versions.ts";
import { type Product, type Release, versionsOf } from "./product_contract.ts";
import { type Erratum, fitsPattern, type ShownAnswer } from "./product_signs.ts";

/** What is needed to look up whether a failure is a fault of the site's version. */
export interface FailedCall {
  /** The version of the product, as the site reports it. */
  readonly version: string;
  /** The method of the API. */
  readonly method: string;
  /** What the site answered. */
  readonly answer: ShownAnswer;
  /** The version of PHP, where the server tells it. */
  readonly php?: string | undefined;
}

/** A row of the product's data that explains a failure. */
export interface KnownFault {
  /** The row of the product's data. */
  readonly erratum: Erratum;
  /** Whether everything that it takes is known; without the version of PHP it may be another fault. */
  readonly isCertain: boolean;
}

/**
 * What is known of a failure. Where the site can be one of several products, only what is true of
 * each of them; nothing is said of a version that the data does not name.
 *
 * @param products the products that the site can be
 */
export function knownFault(
  products: readonly Product[],
  call: FailedCall,
): KnownFault | undefined {
  const [first, ...others] = products.map((product) =>
    errataAt(product, call.version).find((erratum) => isIt(erratum, call))
  );
  if (first === undefined) return undefined;
  const isSame = others.every((other) => other?.says === first.says && other.hint === first.hint);
  if (!isSame) return undefined;
  return { erratum: first, isCertain: first.sincePhp === undefined || call.php !== undefined };
}

/** Every fault that this version has, whatever the method. */
export function errataAt(product: Product, version: string): readonly Erratum[] {
  if (!isVersion(version)) return [];
  return product.releases.flatMap((release) =>
    (release.errata ?? []).filter((erratum) => {
      const { from, to } = rangeOf(erratum, release);
      return inRange(version, from, to);
    })
  );
}

/** Ends that the erratum leaves open are those of its release. */
export function rangeOf(erratum: Erratum, release: Release): Pick<Release, "from" | "to"> {
  const to = erratum.to ?? release.to;
  return { from: erratum.from ?? release.from, ...(to === undefined ? {} : { to }) };
}

/** For messages, such as `9.0.0 – 9.3.x`. */
export function versionsWith(erratum: Erratum, release: Release): string {
  return versionsOf(rangeOf(erratum, release));
}

/** Whether an erratum occurs with a version of PHP; with an unknown one it may. */
export function occursWith({ sincePhp }: Erratum, php: string | undefined): boolean {
  return sincePhp === undefined || php === undefined || compareVersions(php, sincePhp) >= 0;
}

function isIt(erratum: Erratum, { method, answer, php }: FailedCall): boolean {
  const { methods, shows } = erratum;
  return (methods === undefined || methods.includes(method)) && fitsPattern(shows, answer) &&
    occursWith(erratum, php);
}

/**
 * From which versions on a method is there, in words: one text for each of the products that the site
 * can be, without those that have it in all versions.
 */
export function versionsWithMethod(products: readonly Product[], method: string): string[] {
  return products.flatMap(({ name, methodsSince = {} }) => {
    const since = methodsSince[method];
    if (since === undefined) return [];
    return [products.length === 1 ? `${since} and later` : `${since} and later of ${name}`];
  });
}
