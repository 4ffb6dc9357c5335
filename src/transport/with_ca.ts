/**
 * The platform's fetch, with more certificate authorities where wanted.
 * @module
 */
import { SitehaulError } from "../errors.ts";
import type { Transport } from "./transport.ts";

/** Settings of {@linkcode fetchTransport}. */
export interface FetchOptions {
  /** Certificates of authorities to trust besides the known ones, each a PEM text. @default {[]} */
  readonly caCerts?: readonly string[];
}

/**
 * The platform's fetch as a transport. Connections are kept open and used again, and proxies come
 * from `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`; both is the platform's work. There is no way to
 * switch the check of certificates off: name the authority instead.
 *
 * @throws {SitehaulError} `usage/value` when certificates are given where the runtime takes none, or
 * when one is not a PEM text
 */
export function fetchTransport(options: FetchOptions = {}): Transport {
  const { caCerts = [] } = options;
  if (caCerts.length === 0) return (request) => fetch(request);
  const client = clientThatTrusts(caCerts);
  return (request) => fetch(request, { client });
}

/** Only Deno's fetch takes certificates as an argument. */
function clientThatTrusts(caCerts: readonly string[]): Deno.HttpClient {
  const { Deno: deno } = globalThis as { Deno?: typeof Deno };
  if (deno?.createHttpClient === undefined) {
    throw new SitehaulError(
      "usage/value",
      "This runtime takes no certificate authorities from a program",
      {
        hint: "Name the file in the environment instead: NODE_EXTRA_CA_CERTS=authority.pem",
      },
    );
  }
  try {
    // Deno takes a text without any certificate in it silently, and then trusts nobody more.
    if (caCerts.some((text) => !text.includes("-----BEGIN CERTIFICATE-----"))) {
      throw new Error("no certificate in PEM format found");
    }
    return deno.createHttpClient({ caCerts: [...caCerts] });
  } catch (cause) {
    throw new SitehaulError("usage/value", "Cannot read the certificate authorities", {
      hint: "Each has to be a certificate in PEM format: -----BEGIN CERTIFICATE----- …",
      cause,
    });
  }
}
