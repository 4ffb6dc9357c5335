/**
 * The platform's fetch, with more certificate authorities where wanted.
 * @module
 */
import { checkAuthorities, unusableAuthorities } from "../base/certificates.ts";
import { SitehaulError } from "../base/errors.ts";
import { traitsOf } from "./traits.ts";
import type { Transport } from "./transport.ts";

/** Settings of {@linkcode fetchTransport}. */
export interface FetchOptions {
  /** Certificates of authorities to trust in addition to the known ones, each a PEM text. @default {[]} */
  readonly caCerts?: readonly string[] | undefined;
}

/**
 * The platform's fetch as a transport. Proxies come from `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`,
 * which is the platform's work. There is no way to switch the check of certificates off: name the
 * authority instead.
 *
 * Connections are kept open and used again, but only for what may be repeated: when a used
 * connection breaks, fetch sends the request again by itself, a POST too (observed: Deno 2.9.6), and
 * a second step of a backup while the first is at work corrupts the archive silently. Whatever must
 * not happen twice gets a connection of its own.
 *
 * @throws {SitehaulError} `usage/value` when certificates are given where the runtime takes none, or
 * when one is not a PEM text
 */
export function fetchTransport(options: FetchOptions = {}): Transport {
  const { caCerts = [] } = options;
  const shared = caCerts.length === 0
    ? undefined
    : kept(`shared ${caCerts.join()}`, () => clientThatTrusts(caCerts));
  const alone = kept(`alone ${caCerts.join()}`, () => unsharedClient(caCerts));
  return (request) => {
    const client = traitsOf(request).repeatable === true ? shared : alone;
    return client === undefined ? fetch(request) : fetch(request, { client });
  };
}

/** It is unknown when a transport is no longer used, so one client for each would pile up. */
const CLIENTS = new Map<string, Deno.HttpClient | undefined>();

function kept(
  settings: string,
  make: () => Deno.HttpClient | undefined,
): Deno.HttpClient | undefined {
  if (!CLIENTS.has(settings)) CLIENTS.set(settings, make());
  return CLIENTS.get(settings);
}

/** Keeps no connection; other runtimes do not repeat a request that was sent. */
function unsharedClient(caCerts: readonly string[]): Deno.HttpClient | undefined {
  return denoNamespace()?.createHttpClient({ caCerts: [...caCerts], poolMaxIdlePerHost: 0 });
}

function denoNamespace(): typeof Deno | undefined {
  const { Deno: deno } = globalThis as { Deno?: typeof Deno };
  return deno?.createHttpClient === undefined ? undefined : deno;
}

/** Only Deno's fetch takes certificates as an argument. */
function clientThatTrusts(caCerts: readonly string[]): Deno.HttpClient {
  const deno = denoNamespace();
  if (deno === undefined) {
    throw new SitehaulError(
      "usage/value",
      "This runtime does not accept certificate authorities from a program",
      {
        hint: "Set the file in the environment instead: NODE_EXTRA_CA_CERTS=authority.pem",
      },
    );
  }
  checkAuthorities(caCerts);
  try {
    return deno.createHttpClient({ caCerts: [...caCerts] });
  } catch (cause) {
    throw unusableAuthorities(cause);
  }
}
