/**
 * Follows redirects by hand: the platform's own following turns a POST into a GET and carries a
 * secret in a header to any host.
 */
import { SitehaulError } from "../base/errors.ts";
import { firstRequest, rebuildRequest, takeBody, withUrl } from "./rebuild.ts";
import { foreignness } from "./site_family.ts";
import type { Transport } from "./transport.ts";

/** Settings of {@linkcode withRedirects}. */
export interface RedirectOptions {
  /** How many redirects in a row are followed. @default {5} */
  readonly maxHops?: number;
  /**
   * The addresses that the user gave for the site, one for each scheme. Every hop of every request is
   * judged against them: where one redirect leads is no address that the user has trusted.
   * @default {the address of the request}
   */
  readonly site?: readonly string[] | undefined;
}

const REPAIR = "Fix the redirect, or use the address at which the site itself answers.";
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Follows redirects within one site. A 301, 302, 307 or 308 re-sends the same method, headers and
 * body; a 303 becomes a GET. Re-sending is right even for a request that must not run twice: a site
 * that answers with a redirect did not run the API method (observed: Joomla that forces HTTPS
 * redirects before it looks at the API, Akeeba Backup 10.2.1).
 *
 * Followed are: the same host, `www.` added or dropped, a domain above or below, http to https; each
 * compared with the address that the user gave, not with the one before.
 * The response's `url` is the last address.
 *
 * @throws {SitehaulError} `redirect/unsafe` before anything is sent to another site or from https
 * to http; `redirect/loop` after too many hops or when an address comes up again
 */
export function withRedirects(inner: Transport, options: RedirectOptions = {}): Transport {
  const { maxHops = 5, site = [] } = options;
  return async (request) => {
    const first = new URL(request.url);
    const given = site.map((address) => new URL(address));
    const own = given.find(({ protocol }) => protocol === first.protocol) ?? given[0] ?? first;
    const seen = new Set<string>();
    let hop: Hop = {
      url: first,
      method: request.method,
      headers: request.headers,
      body: await takeBody(request),
    };
    for (;;) {
      seen.add(`${hop.method} ${hop.url.href}`);
      const response = await inner(
        hop.url === first
          ? firstRequest(request, hop.body)
          : rebuildRequest(request, hop.body, { ...hop, url: hop.url.href }),
      );
      const target = targetOf(response, hop.url);
      if (target === undefined) return withUrl(response, hop.url.href);
      // Not awaited: what is left of the body must not hold up the next request, nor fail it.
      response.body?.cancel().catch(() => {});
      checkSafe(own, hop.url, target);
      hop = response.status === 303 ? asGet(hop, target) : { ...hop, url: target };
      if (seen.size > maxHops || seen.has(`${hop.method} ${target.href}`)) {
        throw loop(first, seen.size);
      }
    }
  };
}

/** What is sent next. */
interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer> | null;
}

/** What a 303 requires: GET the target, whatever was sent before. */
function asGet(hop: Hop, url: URL): Hop {
  const headers = new Headers(hop.headers);
  [...hop.headers.keys()].filter((name) => name.startsWith("content-")).forEach((name) =>
    headers.delete(name)
  );
  return { url, method: hop.method === "HEAD" ? "HEAD" : "GET", headers, body: null };
}

/** Where a response points to; `undefined` where it is no redirect that could be followed. */
function targetOf(response: Response, from: URL): URL | undefined {
  const location = response.headers.get("location");
  if (!REDIRECTS.has(response.status) || location === null) return undefined;
  if (!URL.canParse(location, from.href)) return undefined;
  const target = new URL(location, from);
  target.hash = "";
  return target;
}

/** Judged by the site's own address: a chain must not lead from one sub-domain to another. */
function checkSafe(own: URL, from: URL, target: URL): void {
  if (target.username !== "" || target.password !== "") {
    throw unsafe(from, target, "with a user name or password in the address");
  }
  if (target.protocol !== "https:" && target.protocol !== "http:") {
    throw unsafe(from, target, "which is not a web address");
  }
  const foreign = foreignness(own, target);
  if (foreign === "host") throw unsafe(from, target, "which is another site", useInstead(target));
  if (foreign === "scheme" || (from.protocol === "https:" && target.protocol === "http:")) {
    throw unsafe(
      from,
      target,
      "which is not encrypted",
      "The credential would be sent unencrypted. Fix the redirect, or the address in the site's own settings.",
    );
  }
  if (foreign === "port") throw unsafe(from, target, "which is another port", useInstead(target));
}

function useInstead(target: URL): string {
  return `If you trust it, use ${target.origin} as the address of the site.`;
}

function unsafe(from: URL, target: URL, why: string, hint: string = REPAIR): SitehaulError {
  // `origin` is "null" for schemes of no web address, and never has user name or password in it.
  const to = target.origin === "null" ? target.protocol : target.origin;
  return new SitehaulError(
    "redirect/unsafe",
    `Refused the redirect from ${from.origin} to ${to}, ${why}`,
    { hint },
  );
}

function loop(first: URL, hops: number): SitehaulError {
  return new SitehaulError(
    "redirect/loop",
    `${first.origin} keeps redirecting: gave up after ${hops} ${hops === 1 ? "hop" : "hops"}`,
    {
      hint: "Open the site in a browser without cookies, and use the address it ends up at; " +
        "a firewall that checks for a browser can look like this.",
    },
  );
}
