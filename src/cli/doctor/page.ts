/**
 * What the site's front page shows: whether its certificate is trusted, where redirects lead, what time
 * it is there.
 * @module
 */
import type { ConnectOptions } from "../../../mod.ts";
import { redactText } from "../../redact.ts";
import { fetchTransport } from "../../transport/fetch_transport.ts";
import { standardTransport } from "../../transport/standard.ts";
import type { Clock, Transport } from "../../transport/transport.ts";
import type { BasicAuth } from "../../transport/with_headers.ts";
import { type Check, failed, fine, warning } from "./check.ts";

/** More than latency and whole seconds can explain. */
const SKEW_MS = 120_000;

/** How to check. */
export interface PageOptions {
  readonly options: ConnectOptions;
  /** For a password that the web server itself requires. */
  readonly basicAuth: Omit<BasicAuth, "site"> | undefined;
  readonly signal: AbortSignal;
  /** ms since 1970. */
  readonly clock: Clock;
}

/** One response on the way to the page. */
interface Hop {
  readonly url: string;
  /** How far the server's clock is ahead, in ms; absent if it does not send the time. */
  readonly skew: number | undefined;
}

/** Asks for the front page; nothing but the web server's own password is sent. */
export async function pageChecks(root: string, look: PageOptions): Promise<Check[]> {
  const { options, basicAuth, signal, clock } = look;
  const hops: Hop[] = [];
  const inner = observed(options.transport ?? fetchTransport(options), hops, clock);
  const transport = standardTransport({
    ...options,
    basicAuth: basicAuth && { ...basicAuth, site: root },
    inner,
    attempts: 1,
  });
  try {
    const response = await transport(new Request(root, { signal }));
    await response.body?.cancel().catch(() => {});
    return [pageCheck(root, response), ...redirectChecks(hops), ...clockChecks(hops)];
  } catch (error) {
    return [failed("page", error, signal), ...redirectChecks(hops), ...clockChecks(hops)];
  }
}

function observed(inner: Transport, hops: Hop[], clock: Clock): Transport {
  return async (request) => {
    const began = clock();
    const response = await inner(request);
    const there = Date.parse(response.headers.get("date") ?? "");
    const here = (began + clock()) / 2;
    hops.push({ url: shown(request.url), skew: Number.isNaN(there) ? undefined : there - here });
    return response;
  };
}

function pageCheck(root: string, { status }: Response): Check {
  const text = `${shown(root)} answers with HTTP status ${status}`;
  if (status === 401) {
    const hint =
      "Put the web server's user name and password into the address: https://name:password@…";
    return warning("page", text, hint);
  }
  if (status === 403 || status === 429) {
    return warning("page", text, "A firewall or a security plug-in may block this computer.");
  }
  return status >= 500
    ? warning("page", text, "Check the web server's error log.")
    : fine("page", text);
}

function redirectChecks(hops: readonly Hop[]): Check[] {
  const [first, ...more] = hops;
  const last = more.at(-1);
  if (first === undefined || last === undefined) return [];
  const way = hops.map(({ url }) => url).join(" → ");
  const text = `${more.length === 1 ? "A redirect" : `${more.length} redirects`}: ${way}`;
  return new URL(first.url).origin === new URL(last.url).origin
    ? [fine("redirects", text)]
    : [warning("redirects", text, `Use the last address: ${last.url}`)];
}

function clockChecks(hops: readonly Hop[]): Check[] {
  const skew = hops.at(-1)?.skew;
  if (skew === undefined) return [];
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) < SKEW_MS) {
    return [fine("clock", "The clocks of the site and this computer agree")];
  }
  const way = skew > 0 ? "ahead of" : "behind";
  return [warning(
    "clock",
    `The site's clock is ${seconds} s ${way} this computer's`,
    "Correct the one that is wrong: certificates, file names and backup times depend on it.",
  )];
}

/** Without the query, which may contain anything. */
function shown(url: string): string {
  const { origin, pathname } = new URL(url);
  return redactText(origin + pathname);
}
