/** The platform's fetch, with more certificate authorities where wanted. */
import { checkAuthorities, unusableAuthorities } from "../base/certificates.ts";
import { bunFetch } from "./bun_fetch.ts";
import { nodeFetch } from "./node_fetch.ts";
import type { FetchOptions } from "./fetch_options.ts";
import { traitsOf } from "./traits.ts";
import type { Transport } from "./transport.ts";

/**
 * The platform's fetch as a transport. Proxies come from `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`.
 * There is no way to switch the check of certificates off: name the authority instead.
 *
 * Connections are kept open and used again, but only for what may be repeated: when a used
 * connection breaks, fetch sends the request again by itself, a POST too (observed: Deno 2.9.6; Bun
 * 1.4.5, only a GET), and a second step of a backup while the first is at work corrupts the archive
 * silently. Whatever must not happen twice gets a connection of its own.
 *
 * @throws {SitehaulError} `usage/value` when one of the certificates is not a PEM text
 */
export function fetchTransport(options: FetchOptions = {}): Transport {
  const { caCerts = [] } = options;
  const deno = denoNamespace();
  return withCertificates(caCerts, () => {
    if (deno !== undefined) return denoFetch(caCerts, deno);
    return "Bun" in globalThis ? bunFetch(options) : nodeFetch(options);
  });
}

function denoFetch(caCerts: readonly string[], deno: typeof Deno): Transport {
  const shared = caCerts.length === 0
    ? undefined
    : kept(`shared ${caCerts.join()}`, () => deno.createHttpClient({ caCerts: [...caCerts] }));
  // Keeps no connection.
  const alone = kept(
    `alone ${caCerts.join()}`,
    () => deno.createHttpClient({ caCerts: [...caCerts], poolMaxIdlePerHost: 0 }),
  );
  return (request) => {
    const client = traitsOf(request).repeatable === true ? shared : alone;
    return client === undefined ? fetch(request) : fetch(request, { client });
  };
}

/** It is unknown when a transport is no longer used, so one client for each would pile up. */
const CLIENTS = new Map<string, Deno.HttpClient>();

function kept(settings: string, make: () => Deno.HttpClient): Deno.HttpClient {
  const client = CLIENTS.get(settings) ?? make();
  CLIENTS.set(settings, client);
  return client;
}

function denoNamespace(): typeof Deno | undefined {
  const { Deno: deno } = globalThis as { Deno?: typeof Deno };
  return deno?.createHttpClient === undefined ? undefined : deno;
}

/** Says which setting is wrong, where a transport cannot be made with these authorities. */
function withCertificates(caCerts: readonly string[], make: () => Transport): Transport {
  checkAuthorities(caCerts);
  try {
    return make();
  } catch (cause) {
    throw caCerts.length === 0 ? cause : unusableAuthorities(cause);
  }
}
