/** From a site's address and a credential to the site. */
import { Patience } from "../connection/patience.ts";
import type { Detected } from "../negotiate/negotiate.ts";
import { sleep as standardSleep } from "../transport/sleep.ts";
import { Site } from "./site.ts";
import type { CoreConnectOptions } from "./connect_options.ts";
import { withoutSecrets } from "./run_memory.ts";
import { Session } from "./session.ts";
import { SiteFinder } from "./site_finder.ts";

/**
 * Connects to a site. A remembered endpoint is used without a request, and found again when it no
 * longer works; otherwise the site is searched.
 *
 * @param site the address: a bare host, a URL, or an endpoint pasted from the product's own screen
 * @param options the credential, and how to connect
 * @throws {NegotiationError} the most telling of what went wrong, with every attempt
 * @throws {SitehaulError} `usage/url`, `auth/missing`, `auth/unusable`
 */
export async function connect(site: string, options: CoreConnectOptions): Promise<Site> {
  const finder = new SiteFinder(site, options);
  const remembered = await finder.recall();
  const patience = new Patience(options);
  const session = remembered === undefined
    ? new Session(finder.bind(await finder.find(options.signal)), { patience })
    : new Session(finder.bind(remembered), {
      // Whatever ended connecting has nothing to do with a later search.
      again: async () => finder.bind(await finder.find()),
      lookAgain: (error) => finder.lookAgain(remembered, error),
      isElsewhere: finder.isElsewhere(remembered.endpoint),
      patience,
    });
  const { clock = Date.now, sleep = standardSleep, stepLimitMs } = options;
  const runs = options.runs && withoutSecrets(options.runs, finder.redactor);
  return new Site(session, { clock, sleep }, { stepLimitMs, runs });
}

/**
 * Finds out everything about a site. A remembered endpoint is asked first, by one request.
 *
 * @throws {NegotiationError} the most telling of what went wrong, with every attempt
 * @throws {SitehaulError} `usage/url`, `auth/missing`, `auth/unusable`
 */
export async function detect(site: string, options: CoreConnectOptions): Promise<Detected> {
  const finder = new SiteFinder(site, options);
  return await finder.revalidate() ?? await finder.find(options.signal);
}
