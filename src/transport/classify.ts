/** Makes sense of what the platform's fetch throws. */
import { type ErrorCode, SitehaulError } from "../base/errors.ts";
import { redactText } from "../base/redact.ts";

/** One kind of failure: how it shows in the platform's words or codes, and what to say. */
interface Failure {
  readonly code: ErrorCode;
  /** Matched against the messages and codes of the error and of its causes. */
  readonly shows: RegExp;
  /** What happened, after the host's name. */
  readonly says: string;
  readonly hint: string;
}

const CHECK_ADDRESS = "Check the address and the spelling of the host name.";
const AGAIN = "Try again; if it stays like this, look into the error log of the web server.";

/**
 * Deno names these in words (observed: Deno 2.9.6), Node and Bun in codes. The first one that shows
 * wins, so the particular stand before the general.
 */
const FAILURES: readonly Failure[] = [
  {
    // A connection that was agreed on and then cut: the request may have been acted upon, which a
    // failed handshake rules out (observed: Deno 2.9.6, "peer closed connection without …").
    code: "network/reset",
    shows: /close_notify/i,
    says: "closed the connection",
    hint: AGAIN,
  },
  {
    code: "network/tls",
    shows: /certificate[ _](?:has[ _])?expired|invalid peer certificate: Expired|CERT_HAS_EXPIRED/i,
    says: "shows a TLS certificate that has expired",
    hint: "Renew the certificate of the site, and check the clock of this computer.",
  },
  {
    code: "network/tls",
    shows: /NotValidYet|CERT_NOT_YET_VALID/i,
    says: "shows a TLS certificate that is not valid yet",
    hint: "Check the clock of this computer.",
  },
  {
    code: "network/tls",
    shows: /NotValidForName|certificate not valid for name|ALTNAME_INVALID/i,
    says: "shows a TLS certificate of another host",
    hint: "Use the host name that the certificate is for, or get one for this host.",
  },
  {
    // What `openssl req -x509` makes by default. Nothing but the certificate itself can change this:
    // Deno offers no way to trust exactly one certificate (observed: 2.9.6), which curl does.
    code: "network/tls",
    shows: /CaUsedAsEndEntity/,
    says: "shows a TLS certificate that is marked as an authority's (CA:TRUE), which is not " +
      "accepted as a server's, even if it is given as a trusted one",
    hint: "Make one with basicConstraints=CA:FALSE, or have it signed by an authority. With " +
      "openssl req -x509, add: -addext basicConstraints=critical,CA:FALSE",
  },
  {
    code: "network/tls",
    shows: /UnknownIssuer|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)|self.signed/i,
    says: "shows a TLS certificate of an authority that is not known here",
    hint: "If the certificate is right, name its authority with `caCerts`.",
  },
  {
    code: "network/tls",
    shows: /received corrupt message|WRONG_VERSION_NUMBER|packet length too long/i,
    says: "does not speak TLS on this port",
    hint: "Check the port, or try the address with http:// instead of https://.",
  },
  {
    code: "network/tls",
    shows: /peer certificate|certificate|\bCERT_|ERR_(?:SSL|TLS)|handshake|\btls\b|fatal alert/i,
    says: "cannot agree on a TLS connection",
    hint: "Open the site in a browser to see what it says about the certificate.",
  },
  {
    code: "network/dns",
    shows: /dns error|ENOTFOUND|EAI_AGAIN|ENODATA|failed to lookup address/i,
    says: "cannot be found: the name does not resolve",
    hint: `${CHECK_ADDRESS} Is this computer online?`,
  },
  {
    code: "network/refused",
    shows: /connection refused|ECONNREFUSED|actively refused/i,
    says: "refuses the connection",
    hint: "Check the address and the port; is the web server running?",
  },
  {
    // ETIMEDOUT alone does not prove that there was no connection: an open one can end with
    // `read ETIMEDOUT`. Node throws an AggregateError without a message if a host has several addresses.
    code: "network/connect-timeout",
    shows:
      /tcp connect error: .*timed out|UND_ERR_CONNECT_TIMEOUT|connect ETIMEDOUT|AggregateError ETIMEDOUT/i,
    says: "does not accept the connection in time",
    hint: `${CHECK_ADDRESS} A firewall may drop the connection.`,
  },
  {
    code: "network/timeout",
    shows: /UND_ERR_(?:HEADERS|BODY)_TIMEOUT|TimeoutError|timed out|ETIMEDOUT/i,
    says: "did not answer in time",
    hint: AGAIN,
  },
  {
    code: "network/reset",
    shows:
      /connection closed|connection reset|ECONNRESET|EPIPE|broken pipe|UND_ERR_SOCKET|socket hang up|reading a body|unexpected (?:EOF|end of file)|terminated/i,
    says: "closed the connection",
    hint: AGAIN,
  },
  {
    code: "network/failed",
    shows: /invalid HTTP version|HPE_|invalid (?:HTTP )?header|parse error/i,
    says: "does not speak HTTP",
    hint: "Check the port of the address.",
  },
  {
    // Ports such as 25: every fetch refuses them, so that pages cannot talk to other servers.
    code: "network/failed",
    shows: /requests to port \d+ are blocked|bad port/i,
    says: "cannot be used: this port belongs to another protocol",
    hint: "Check the port of the address.",
  },
];

const OTHER: Failure = {
  code: "network/failed",
  shows: /^/,
  says: "cannot be reached",
  hint: "Run it again with `log`, which shows the cause.",
};

/**
 * What went wrong on the network, as an error of this library. Errors of this library stay what they
 * are, and so do refusals of the runtime's permissions, which are no matter of the network.
 *
 * @param error what fetch, or reading a body, threw
 * @param url where the request went; only its origin is shown
 */
export function classifyFailure(error: unknown, url: string): Error {
  if (error instanceof SitehaulError) return error;
  if (error instanceof Error && /^(?:NotCapable|PermissionDenied)$/.test(error.name)) return error;
  const text = chainOf(error);
  const { code, says, hint } = failureIn(text);
  return new SitehaulError(code, `${hostOf(url)} ${says}`, { hint, cause: redactedCause(text) });
}

/** What the platform's words mean: the code, and what to say after the host's name. */
export function failureIn(text: string): Pick<Failure, "code" | "says" | "hint"> {
  return FAILURES.find(({ shows }) => shows.test(bare(text))) ?? OTHER;
}

/** The platform puts whole URLs into its messages, and people print the causes of errors. */
export function redactedCause(text: string): Error {
  return new Error(redactText(text));
}

/** Without URLs and quoted names: a site called `certificate.example` is no trouble with TLS. */
function bare(text: string): string {
  return text.replace(/\w+:\/\/\S+|"[^"]*"/g, "");
}

/** The names, codes and messages of an error and of everything that caused it. Not redacted. */
export function chainOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 5) return String(error);
  const code = "code" in error ? String(error.code) : "";
  const own = `${error.name} ${code} ${error.message}`;
  return error.cause === undefined ? own : `${own}\n${chainOf(error.cause, depth + 1)}`;
}

/** Host and port, to name a site in messages. */
export function hostOf(url: string): string {
  return new URL(url).host;
}
