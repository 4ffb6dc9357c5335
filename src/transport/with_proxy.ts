/** Tells what a proxy does from what the site does. */
import { isSitehaulError, SitehaulError } from "../base/errors.ts";
import { capitalised } from "../base/message_text.ts";
import { chainOf, failureIn, hostOf, redactedCause } from "./classify.ts";
import { type Environment, type Proxy, proxyName, proxyOf, proxyUrl } from "./proxy.ts";
import type { Transport } from "./transport.ts";

/**
 * In the words of Deno 2.9.6, of undici 7.30 and of Bun 1.4.5 (observed); the last one is what SOCKS has in Deno for every
 * failure.
 */
const WORDS = {
  asksForPassword: /proxy authentication required|Proxy response \(407\)/i,
  noTunnel: /unsuccessful tunnel|Proxy response \(\d+\)|ERR_PROXY_TUNNEL/i,
  unreachable: /proxy server unreachable/i,
} as const;

/** Connecting failed before anything was said: behind a proxy, that is the proxy's connection. */
const CONNECTING: ReadonlySet<string> = new Set([
  "network/refused",
  "network/dns",
  "network/connect-timeout",
]);

/**
 * Where a proxy stands in between, its own failures and its request for a password become errors that
 * name it and its variable.
 *
 * @throws {SitehaulError} `network/proxy`, `network/proxy-denied`
 */
export function withProxy(inner: Transport, env: Environment): Transport {
  return async (request) => {
    const proxy = proxyOf(request.url, env);
    if (proxy === undefined) return await inner(request);
    try {
      const response = await inner(request);
      if (response.status !== 407) return response;
      await response.body?.cancel();
      throw denied(proxy);
    } catch (error) {
      throw isSitehaulError(error) ? error : failureOf(proxy, error, request.url) ?? error;
    }
  };
}

function failureOf(proxy: Proxy, error: unknown, url: string): SitehaulError | undefined {
  const text = chainOf(error);
  const cause = redactedCause(text);
  if (WORDS.asksForPassword.test(text)) return denied(proxy, cause);
  if (WORDS.noTunnel.test(text)) {
    return new SitehaulError(
      "network/proxy",
      `${capitalised(proxyName(proxy))} does not connect to ${hostOf(url)}`,
      {
        hint: "It may not allow that host, or not find it: ask whoever runs it. A host that is " +
          "reached without the proxy goes into NO_PROXY.",
        cause,
      },
    );
  }
  const { code, says } = failureIn(text);
  if (WORDS.unreachable.test(text)) return unreachable(proxy, "cannot be reached", cause);
  return CONNECTING.has(code) ? unreachable(proxy, says, cause) : undefined;
}

/** The error for a proxy to which no connection could be made. */
export function proxyUnreachable(proxy: Proxy, error: unknown): SitehaulError {
  const text = chainOf(error);
  return unreachable(proxy, failureIn(text).says, redactedCause(text));
}

function unreachable(proxy: Proxy, says: string, cause: unknown): SitehaulError {
  return new SitehaulError("network/proxy", `${capitalised(proxyName(proxy))} ${says}`, {
    hint: `Check ${proxy.variable}. A host that is reached without the proxy goes into NO_PROXY.`,
    cause,
  });
}

function denied(proxy: Proxy, cause?: unknown): SitehaulError {
  const { variable } = proxy;
  const { host = "HOST", username = "" } = proxyUrl(proxy) ?? {};
  const [says, hint] = username === ""
    ? [
      "asks for a user name and password",
      `Put them into the variable: ${variable}=http://USER:PASSWORD@${host}`,
    ]
    : [
      "refuses the user name and password",
      `Correct them in ${variable}; characters such as @ and : are written as %40 and %3A.`,
    ];
  return new SitehaulError("network/proxy-denied", `${capitalised(proxyName(proxy))} ${says}`, {
    hint,
    cause,
  });
}
