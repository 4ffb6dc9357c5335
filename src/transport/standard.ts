/** The transport that sitehaul uses: fetch, and around it everything a real network asks for. */
import { createRedactor, type Redactor } from "../base/redact.ts";
import { type Environment, proxyName, proxyOf, proxyUrl } from "./proxy.ts";
import { type Dial, dialTcp } from "./dial.ts";
import type { Clock, Sleep, Transport } from "./transport.ts";
import { fetchTransport } from "./fetch_transport.ts";
import { basicAuthorization, type HeaderOptions, withHeaders } from "./with_headers.ts";
import { type LogSink, withLog } from "./with_log.ts";
import { withProxy } from "./with_proxy.ts";
import { withRedirects } from "./with_redirects.ts";
import { withRetry } from "./with_retry.ts";
import { withTimeout } from "./with_timeout.ts";

/** Settings of {@linkcode standardTransport}. Times are in milliseconds. */
export interface TransportOptions extends HeaderOptions {
  /** Until the host takes a connection. @default {10_000} */
  readonly connectMs?: number | undefined;
  /** From the request to the headers of its answer. @default {30_000} */
  readonly answerMs?: number | undefined;
  /** Between two pieces of an answer. @default {60_000} */
  readonly idleMs?: number | undefined;
  /** How often a repeatable request is sent at most. @default {3} */
  readonly attempts?: number | undefined;
  /** Certificates of authorities to trust in addition to the known ones, each a PEM text. */
  readonly caCerts?: readonly string[] | undefined;
  /** Takes a line for every request and every response. */
  readonly log?: LogSink | undefined;
  /** Hides secrets in the log. @default {createRedactor([])} */
  readonly redactor?: Redactor | undefined;
  /** Used instead of fetch, such as the handler of a simulated site. */
  readonly inner?: Transport | undefined;
  /** The time of day, in milliseconds since 1970. @default {Date.now} */
  readonly clock?: Clock | undefined;
  /** Waits between two attempts. */
  readonly sleep?: Sleep | undefined;
  /** From 0 to 1, for the pauses between attempts. @default {Math.random} */
  readonly random?: (() => number) | undefined;
  /**
   * The addresses that the user gave for the site, one for each scheme: redirects are judged against
   * them. @default {the address of each request}
   */
  readonly site?: readonly string[] | undefined;
  /**
   * The environment, to know about proxies. Without it a proxy may be there, so that `connectMs`
   * cannot be watched: `answerMs` is the limit then.
   */
  readonly env?: Environment | undefined;
}

/**
 * The whole transport. From the outside in:
 *
 * 1. headers: the same for all that follows, redirects included
 * 2. redirects: outside the attempts, so that trouble at the second address does not send the
 *    request to the first one again
 * 3. attempts
 * 4. log: inside the attempts and redirects, so that it shows each of them; outside the limits, so
 *    that it shows why one ended
 * 5. limits: fresh for each attempt; they also turn the platform's errors into ours, which is what the
 *    attempts go by
 * 6. fetch; around it, where there is a proxy, what tells its failures from the site's
 *
 * @example
 * ```ts
 * import { standardTransport } from "@sitehaul/sitehaul/core";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = standardTransport({
 *   headers: { "x-trace": "nightly" },
 *   inner: (request) => Promise.resolve(new Response(request.headers.get("x-trace"))),
 * });
 * const response = await transport(new Request("https://example.com/"));
 * assertEquals(await response.text(), "nightly");
 * ```
 */
export function standardTransport(options: TransportOptions = {}): Transport {
  const { inner = networkTransport(options), log } = options;
  const limited = withTimeout(inner, { ...options, dial: dialFor(options), via: viaFor(options) });
  const hiddenHeaders = Object.keys(options.headers ?? {});
  const logged = log === undefined
    ? limited
    : withLog(limited, { ...options, log, redactor: redactorFor(options), hiddenHeaders });
  const repeated = withRetry(logged, options);
  return withHeaders(withRedirects(repeated, { site: options.site }), options);
}

function networkTransport(options: TransportOptions): Transport {
  const { env } = options;
  return env === undefined ? fetchTransport(options) : withProxy(fetchTransport(options), env);
}

/** The given redactor, and what this transport itself puts into requests. */
function redactorFor({ redactor = createRedactor([]), basicAuth }: TransportOptions): Redactor {
  if (basicAuth === undefined) return redactor;
  const [, credentials = ""] = basicAuthorization(basicAuth).split(" ");
  const hideBasic = createRedactor([basicAuth.password, credentials]);
  return (text) => hideBasic(redactor(text));
}

/** Checking the host itself proves nothing if something else is in between: then that is checked. */
function dialFor({ inner, env }: TransportOptions): Dial | false {
  if (inner !== undefined || env === undefined) return false;
  return async (url, signal) => {
    const proxy = proxyOf(url.href, env);
    const between = proxy && proxyUrl(proxy);
    // Where no port is given, it depends on the kind of proxy.
    if (proxy === undefined) await dialTcp(url, signal);
    else if (between !== undefined && between.port !== "") await dialTcp(between, signal);
  };
}

/** What stands between this computer and a host, for messages. */
function viaFor({ inner, env }: TransportOptions): (url: string) => string | undefined {
  return (url) => {
    const proxy = inner === undefined && env !== undefined ? proxyOf(url, env) : undefined;
    return proxy && proxyName(proxy);
  };
}
