/**
 * From a site's address and a credential to a client.
 * @module
 */
import { Patience } from "../connection/patience.ts";
import type { Negotiated } from "../negotiate/negotiate.ts";
import { siteOf } from "../resolve/site.ts";
import { sleep as standardSleep } from "../transport/sleep.ts";
import { Site } from "./site.ts";
import type { ConnectOptions } from "./connect_options.ts";
import { withoutSecrets } from "./run_memory.ts";
import { Session } from "./session.ts";
import { SiteSearch } from "./site_search.ts";

export type { ConnectOptions } from "./connect_options.ts";

/** What {@linkcode detect} found. */
export interface Detected extends Negotiated {
  /** The root of the site: the address that was given, unless that was a page below it. */
  readonly site: string;
}

/**
 * Connects to a site. A remembered endpoint is used without a request, and found again when it no
 * longer works; otherwise the site is searched.
 *
 * @param site the address: a bare host, a URL, or an endpoint pasted from the product's own screen
 * @param options the credential, and how to connect
 * @throws {NegotiationError} the most telling of what went wrong, with every attempt
 * @throws {SitehaulError} `usage/url`, `auth/missing`, `auth/unusable`
 */
export async function connect(site: string, options: ConnectOptions): Promise<Site> {
  const search = new SiteSearch(site, options);
  const remembered = await search.recall();
  const patience = new Patience(options);
  const session = remembered === undefined
    ? new Session(search.bind(await search.negotiate(options.signal)), { patience })
    : new Session(search.bind(remembered), {
      // Whatever ended connecting has nothing to do with a later search.
      again: async () => search.bind(await search.negotiate()),
      lookAgain: (error) => search.lookAgain(remembered, error),
      isElsewhere: search.isElsewhere(remembered.endpoint),
      patience,
    });
  const { clock = Date.now, sleep = standardSleep, stepLimitMs } = options;
  const runs = options.runs && withoutSecrets(options.runs, search.redactor);
  return new Site(session, { clock, sleep }, { stepLimitMs, runs });
}

/**
 * Finds out everything about a site. A remembered endpoint is asked first, by one request.
 *
 * @throws {NegotiationError} the most telling of what went wrong, with every attempt
 * @throws {SitehaulError} `usage/url`, `auth/missing`, `auth/unusable`
 */
export async function detect(site: string, options: ConnectOptions): Promise<Detected> {
  const search = new SiteSearch(site, options);
  const found = await search.revalidate() ?? await search.negotiate(options.signal);
  return { ...found, site: siteOf(search.address, found.endpoint.url, options.products) };
}
