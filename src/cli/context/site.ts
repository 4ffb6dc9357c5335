/**
 * From a site that was named to its API.
 * @module
 */
import type { ConnectOptions, Detected, Product, Site } from "../../../mod.ts";
import { isSitehaulError } from "../../base/errors.ts";
import { type ConnectLimits, connectOptions, productsFor } from "./connect_options.ts";
import type { SiteInvocation, Target } from "./target.ts";

/** Connects to a site. */
export async function connectTo(
  target: Target,
  invocation: SiteInvocation,
  limits: ConnectLimits = {},
): Promise<Site> {
  const { connect } = await import("../../../mod.ts");
  const options = await connectOptions(target, invocation, limits);
  return await endpointFirst(target, (address) => connect(address, options));
}

/** Finds out everything about a site; with `again`, ignoring the configured endpoint. */
export async function detectAt(
  target: Target,
  invocation: SiteInvocation,
  { anew = false } = {},
): Promise<Detected> {
  const { detect } = await import("../../../mod.ts");
  const options = await connectOptions(target, invocation);
  const { configured } = target;
  if (anew && configured !== undefined) return await detect(configured.url, options);
  return await endpointFirst(target, (address) => detect(address, options));
}

/** Asks at the endpoint, or around it; where nothing is there any more, below the site's address. */
async function endpointFirst<Found>(
  { address, configured }: Target,
  ask: (address: string) => Promise<Found>,
): Promise<Found> {
  const url = configured?.url ?? address;
  try {
    return await ask(address);
  } catch (error) {
    const { parseSite, products } = await import("../../../mod.ts");
    const [one, other] = [address, url].map((each) => parseSite(each, products).roots[0]);
    if (one === other || !isSitehaulError(error, "connect/no-way")) throw error;
    return await ask(url);
  }
}

/** Where a site is, and what is known of how to go there. */
export interface WayTo {
  /** What to call the site; no password is in it. */
  readonly name: string;
  readonly address: string;
  readonly options: ConnectOptions & { readonly products: readonly Product[] };
}

/** Where a site is, for a closer look than connecting takes. Nothing is sent. */
export async function wayTo(target: Target, invocation: SiteInvocation): Promise<WayTo> {
  const { name, address } = target;
  const products = await productsFor(target, invocation);
  return { name, address, options: { ...await connectOptions(target, invocation), products } };
}
