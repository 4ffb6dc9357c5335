/** Hides secrets in text, URLs and headers. Used where a text is made, not where it is printed. */

import { SECRET_HEADER, SECRET_PARAMETER, TOKEN_HEADER } from "./credential_names.ts";
import { SecretSet } from "./secret_set.ts";

/** What replaces a secret. */
export const REDACTED = "[redacted]";

const SECRET_QUERY = new RegExp(
  `((?:^|[?&])(?:${SECRET_PARAMETER}|json|token|secret|password)=)[^&#\\s"'<>]*`,
  "gi",
);
/** What the help and hints write for a user stays. Begins at what is rare, to take linear time. */
const USER_INFO =
  /(?<=[a-zA-Z0-9]:\/\/)(?!USER(?::PASSWORD)?@|user:password@www\.example\.com\/)[^/?#\s"'<>@]+@/g;
const CHALLENGE = /("challenge\\{0,8}"\s{0,8}:\s{0,8}\\{0,8}")[^"\\]*/gi;
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  SECRET_HEADER,
  TOKEN_HEADER,
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
]);

/** Turns a text into the same text without secrets. */
export type Redactor = (text: string) => string;

/**
 * Makes a redactor that hides the given secrets, in addition to everything that
 * {@linkcode redactText} hides: as they are, in URLs, HTML, JSON, base64 and hexadecimal, and with
 * characters between theirs that no terminal shows.
 *
 * @example
 * ```ts
 * import { createRedactor } from "@sitehaul/sitehaul/core";
 * import { assertEquals } from "@std/assert";
 *
 * const redact = createRedactor(["s3cret word"]);
 * assertEquals(redact("sent s3cret%20word"), "sent [redacted]");
 * ```
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  return new KnownSecrets(secrets).redact;
}

/** Secrets that become more while a program runs, one or more for each site that it works on. */
export class KnownSecrets {
  readonly #all = new SecretSet(REDACTED);
  readonly #strange = new SecretSet(REDACTED);

  /** @param secrets those that are known already */
  constructor(secrets: readonly string[] = []) {
    this.add(secrets);
  }

  /** From now on these are hidden, too. */
  add(secrets: readonly string[]): void {
    this.#all.add(secrets);
    this.#strange.add(secrets.filter((secret) => !isLikeWord(secret)));
  }

  /** What {@linkcode createRedactor} makes. */
  readonly redact: Redactor = (text) =>
    alsoUnseen((shown) => withoutDigests(this.#all.hide(shown)), redactText(text));

  /**
   * The same for sentences of sitehaul itself, which quote what others say and name addresses and
   * files. A secret that could be a word of ours is hidden only in what is quoted, and in addresses
   * and files: the sentence around them is the same whatever the secret is. Any other secret is hidden
   * wherever it stands.
   */
  readonly redactOwn: Redactor = (text) => alsoUnseen(this.#hideInOwn, redactText(text));

  // Texts have megabytes where there are thousands of sites: they are not taken apart for nothing.
  readonly #hideInOwn: Redactor = (text) =>
    withoutDigests(
      this.#all.isEmpty ? text : this.#strange.hide(text)
        .replace(PIECES, (piece) => isForeign(piece) ? this.#all.hide(piece) : piece),
    );
}

/** {@linkcode KnownSecrets.redactOwn} for secrets that stay the same. */
export function createOwnTextRedactor(secrets: readonly string[]): Redactor {
  return new KnownSecrets(secrets).redactOwn;
}

/** Quotations, and what stands between blanks. */
const PIECES = /"(?:[^"\\\n]|\\.){0,2000}"|[^\s"]+/gu;

/** What is quoted; an address, a path, the name of a file or a host, an assignment. */
function isForeign(piece: string): boolean {
  if (OWN.test(piece)) return false;
  return piece.startsWith('"') || /[/\\@=]|[\p{L}\d_-]\.[\p{L}_-]/u.test(piece);
}

/** What we quote of ourselves: commands to run, and what to write for an address. */
const OWN = /^"sitehaul [^"]*"$|^https:\/\/user:password@www\.example\.com\/$/;

/** No word of ours is longer. */
const LONGEST_WORD = 16;
/** Shorter ones may stand in any word. */
const SHORTEST_STRANGE = 6;

/** Whether a secret could be a word in a sentence, or stand in one. */
export function isLikeWord(secret: string): boolean {
  return secret.length < SHORTEST_STRANGE ||
    secret.length <= LONGEST_WORD && /^\p{L}+$/u.test(secret);
}

/** In small letters; one for each secret that is sent as a digest. */
const SENT_DIGESTS = new Set<string>();

/** What could hold one: hexadecimal digits, of which one has so many. */
const HEXADECIMAL = /[\da-f]{32,}/gi;
const DIGEST_LENGTH = 32;

/**
 * From now on every redactor hides this digest of a secret, which was sent in its place.
 *
 * @param digest of 128 bits, in hexadecimal
 */
export function hideDigest(digest: string): void {
  SENT_DIGESTS.add(digest.toLowerCase());
}

function withoutDigests(text: string): string {
  if (SENT_DIGESTS.size === 0) return text;
  return text.replace(HEXADECIMAL, (digits) => {
    for (let at = 0; at + DIGEST_LENGTH <= digits.length; at++) {
      const end = at + DIGEST_LENGTH;
      if (!SENT_DIGESTS.has(digits.slice(at, end).toLowerCase())) continue;
      return `${digits.slice(0, at)}${REDACTED}${withoutDigests(digits.slice(end))}`;
    }
    return digits;
  });
}

/** What vanishes when a text is shown: control sequences, and characters without a width. */
const UNSEEN = new RegExp(
  [
    "(?:\\u001b\\]|\\u009d)[^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u001b\\\\|\\u009c)?",
    "(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]?",
    "\\u001b[ -/]*[0-~]?",
    "[\\p{Cf}\\p{Default_Ignorable_Code_Point}]",
    "[\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u009f]",
  ].join("|"),
  "gu",
);

/** Hides a secret also where it is put together by leaving out what is not seen. */
function alsoUnseen(hide: Redactor, text: string): string {
  const hidden = hide(text);
  const seen = hidden.replace(UNSEEN, "");
  if (seen === hidden) return hidden;
  const hiddenThere = hide(seen);
  return hiddenThere === seen ? hidden : hiddenThere;
}

/**
 * Hides what is secret by its place: `_akeebaAuth` and the like in a query, `user:password@` in a
 * URL, the challenge of API version 1 (a digest of the Secret Word that can be cracked offline).
 *
 * @example
 * ```ts
 * import { redactText } from "@sitehaul/sitehaul/core";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   redactText("GET https://me:pw@example.com/?_akeebaAuth=abc&x=1"),
 *   "GET https://[redacted]@example.com/?_akeebaAuth=[redacted]&x=1",
 * );
 * ```
 */
export function redactText(text: string): string {
  return text
    .replace(USER_INFO, `${REDACTED}@`)
    .replace(SECRET_QUERY, `$1${REDACTED}`)
    .replace(CHALLENGE, `$1${REDACTED}`);
}

/**
 * Headers as plain pairs, with the values of those that carry credentials hidden.
 *
 * @example
 * ```ts
 * import { redactHeaders } from "@sitehaul/sitehaul/core";
 * import { assertEquals } from "@std/assert";
 *
 * const headers = new Headers({ accept: "application/json", "X-Akeeba-Auth": "s3cret" });
 * assertEquals(redactHeaders(headers), { accept: "application/json", "x-akeeba-auth": "[redacted]" });
 * ```
 */
export function redactHeaders(headers: Headers): Record<string, string> {
  const pairs = [...headers].map(([name, value]): [string, string] => [
    name,
    SECRET_HEADERS.has(name.toLowerCase()) ? REDACTED : redactText(value),
  ]);
  return Object.fromEntries(pairs);
}
