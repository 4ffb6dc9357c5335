/** Bun's fetch, which takes what it cannot know as settings of its own. */
import { builtIn } from "../base/built_in.ts";
import { proxyOf, proxyUrl } from "./proxy.ts";
import type { FetchOptions } from "./fetch_options.ts";
import { traitsOf } from "./traits.ts";
import type { Transport } from "./transport.ts";

/** What Bun's fetch takes in addition. */
interface BunInit extends RequestInit {
  /** Whether it gives up after five minutes. */
  readonly timeout: false;
  readonly proxy?: string;
  readonly tls?: { readonly ca: readonly string[] };
}

/** The transport of Bun. */
export function bunFetch({ caCerts = [], env = {} }: FetchOptions): Transport {
  const tls = caCerts.length === 0
    ? {}
    : { tls: { ca: [...builtIn("node:tls").rootCertificates, ...caCerts] } };
  return (request) => {
    const proxy = proxyOf(request.url, env);
    const init: BunInit = {
      timeout: false,
      // When a used connection breaks, it sends a GET again by itself (observed: Bun 1.4.5).
      keepalive: traitsOf(request).repeatable === true,
      ...(proxy === undefined ? {} : { proxy: proxyUrl(proxy)?.href ?? proxy.address }),
      ...tls,
    };
    return fetch(request, init);
  };
}
