/** Makes sense of what the FTP and SSH libraries throw. */
import { type ErrorCode, SitehaulError } from "../base/errors.ts";
import { toOneLine } from "../base/message_text.ts";
import { createRedactor } from "../base/redact.ts";
import { chainOf, classifyFailure } from "../transport/classify.ts";
import type { SettledOptions } from "./remote_settings.ts";
import { describePlace } from "./remote_url.ts";

/** What was asked for, and what a refusal of it means. */
export interface Asked {
  /** The error that a refusal becomes. */
  readonly code: ErrorCode;
  /** Half a sentence, after the name of the server: `refuses`. */
  readonly says: string;
  /** What the user can check, in whole sentences. */
  readonly hint: string;
  /** What a server says where the reply by its number would only be trouble on the way. */
  readonly unless?: RegExp;
}

/** For what cannot be read. */
export const READ_HINT = "Check that the account can read the folder in the URL.";

/** For what cannot be stored. */
export const WRITE_HINT =
  "Check that the account may write to the folder in the URL, and that there is room.";

/** For what cannot be removed. */
export const REMOVE_HINT = "Check that the account may write to the folder in the URL.";

/** One kind of failure: how it shows in the words of a library, and what to say. */
interface Failure {
  readonly code: ErrorCode;
  readonly shows: RegExp;
  /** What happened, after the name of the server. */
  readonly says: string;
  readonly hint: string;
}

/** How servers say that a data connection has to resume the TLS session of the other one. */
export const NOT_RESUMED: RegExp = /session reuse required|session was not resumed|TLS session of/i;

const AGAIN = "Run the same command again: it resumes.";

/** The first one that shows wins. What is not here, the platform's own errors, is known already. */
const FAILURES: readonly Failure[] = [
  {
    code: "network/tls",
    shows: NOT_RESUMED,
    says: "accepts only data connections that resume the TLS session, which did not work",
    hint:
      "With extra certificate authorities, Deno does not resume sessions: set the file in the " +
      "environment instead (DENO_CERT=authority.pem), or use sftp://.",
  },
  {
    code: "network/tls",
    shows: /no matching (?:key exchange|host key|C->S|S->C)|Handshake failed/i,
    says: "has no SSH algorithm in common with this program",
    hint: "Update the SSH server.",
  },
  {
    code: "network/failed",
    shows: /before handshake|identification string|Unsupported SSH version/i,
    says: "does not speak SSH",
    hint:
      "Check the port of the URL. If it is right, the server accepts no more connections for now.",
  },
  {
    code: "network/reset",
    shows: /FIN packet|closed connection unexpectedly|Connection lost|No response from server/i,
    says: "closed the connection",
    hint: AGAIN,
  },
  {
    code: "network/failed",
    shows: /open data connection|transfer strategies|PASV returned another host/i,
    says: "responds, but its data connection cannot be opened",
    hint: "A firewall may block the ports that the FTP server uses for passive transfers.",
  },
  {
    code: "network/timeout",
    shows: /Timeout \(|Timed out while waiting for handshake/i,
    says: "did not answer in time",
    hint: AGAIN,
  },
];

/** The hints for the platform's errors: those of the web do not suit here. */
const HINTS: Partial<Readonly<Record<ErrorCode, string>>> = {
  "network/refused": "Check the host and the port of the URL; is the server running?",
  "network/timeout": AGAIN,
  "network/reset": AGAIN,
  "network/failed": "Check the host and the port of the URL.",
};

/** Where the server does not speak TLS at all; the hint depends on the scheme of the URL. */
const NO_TLS = /does not speak TLS/;

/** Turns errors of one connection into errors of this library, without its secrets. */
export type Classify = (error: unknown) => Error;

/**
 * Classifies the errors of one connection: those of this library stay, the caller's own reason stays,
 * and everything else becomes an error of this library.
 */
export function classifier(settings: SettledOptions): Classify {
  const { place, signal } = settings;
  const server = describePlace(place);
  const redact = redactorOf(settings);
  return (error) => {
    if (signal?.aborted === true) return signal.reason;
    if (error instanceof SitehaulError) return error;
    const text = redact(chainOf(error));
    const found = FAILURES.find(({ shows }) => shows.test(text));
    const cause = new Error(text);
    if (found !== undefined) {
      return new SitehaulError(found.code, `${server} ${found.says}`, { hint: found.hint, cause });
    }
    // The address has to be a URL there: the scheme of the web names host and port alone.
    const known = classifyFailure(error, `${server}/`);
    if (!(known instanceof SitehaulError)) return known;
    const message = `${server}${known.message.slice(known.message.indexOf(" "))}`;
    return new SitehaulError(known.code, message, { hint: hintFor(known), cause });
  };
}

/** Hides the secrets of a connection in a text. */
export function redactorOf({ place, passphrase }: SettledOptions): (text: string) => string {
  return createRedactor([place.password, passphrase].filter((secret) => secret !== undefined));
}

/** What a server said, as one line of bearable length. */
export function wordsOf(text: string, redact: (text: string) => string): string {
  return toOneLine(redact(text)).slice(0, 200);
}

/** `download/no-files`, with the folder in which it was looked for. */
export function noSuchFile(settings: SettledOptions, name: string): SitehaulError {
  const { place } = settings;
  const folder = place.folder === "" ? "the folder of the login" : place.folder;
  return new SitehaulError(
    "download/no-files",
    `${describePlace(place)} has no file ${name} in ${folder}`,
    { hint: "Check the folder in the URL; the parts must have the names in the record." },
  );
}

function hintFor({ code, message, hint = "" }: SitehaulError): string {
  if (code !== "network/tls") return HINTS[code] ?? hint;
  if (NO_TLS.test(message)) {
    return "ftps:// uses TLS from the first byte; if the server starts unencrypted, " +
      "write ftpes://.";
  }
  return /cannot agree/.test(message)
    ? "The server's TLS may be outdated, or configured for other clients; try sftp://."
    : hint;
}
