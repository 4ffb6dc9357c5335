/** Headers that every request of a site carries. */
import { VERSION } from "../base/program_version.ts";
import { rebuildRequest, takeBody } from "./rebuild.ts";
import { isSameFamily } from "./site_family.ts";
import type { Transport } from "./transport.ts";

/** How sitehaul introduces itself to servers. */
export const USER_AGENT: string = `sitehaul/${VERSION} (+https://jsr.io/@sitehaul/sitehaul)`;

/** User name and password of a site that the web server itself protects. */
export interface BasicAuth {
  /** Without a colon, at which HTTP Basic ends the name. */
  readonly username: string;
  /** Sent to no other host than that of `site` and its relatives. */
  readonly password: string;
  /** The site they are for, a URL: they go to its host and that host's relatives, nowhere else. */
  readonly site: string;
}

/** Settings of {@linkcode withHeaders}. */
export interface HeaderOptions {
  /** What the server's logs show as the client. @default {USER_AGENT} */
  readonly userAgent?: string | undefined;
  /** More headers, such as those of a firewall in front of the site. The request's own ones win. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Credentials of the web server, sent as HTTP Basic in UTF-8. */
  readonly basicAuth?: BasicAuth | undefined;
}

/** Adds headers to every request that does not have them already. */
export function withHeaders(inner: Transport, options: HeaderOptions = {}): Transport {
  const { userAgent = USER_AGENT, headers = {}, basicAuth } = options;
  const always = Object.entries({ "user-agent": userAgent, ...lowerCased(headers) });
  return async (request) => {
    const merged = new Headers(request.headers);
    const add = (name: string, value: string) => merged.has(name) || merged.set(name, value);
    if (basicAuth && isSameFamily(hostOf(basicAuth.site), hostOf(request.url))) {
      add("authorization", basicAuthorization(basicAuth));
    }
    always.forEach(([name, value]) => add(name, value));
    return await inner(rebuildRequest(request, await takeBody(request), { headers: merged }));
  };
}

/** The value of `Authorization` for a user name and a password, in UTF-8 (RFC 7617). */
export function basicAuthorization(auth: Pick<BasicAuth, "username" | "password">): string {
  const bytes = new TextEncoder().encode(`${auth.username}:${auth.password}`);
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`;
}

function hostOf(url: string): string {
  return new URL(url).hostname;
}

/** So that `User-Agent` among the extra headers replaces ours instead of standing beside it. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
