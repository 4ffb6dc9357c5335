/**
 * Hides secrets in text, URLs and headers. Used where a text is made, not where it is printed.
 * @module
 */

/** What replaces a secret. */
export const REDACTED = "[redacted]";

const SECRET_QUERY = /((?:^|[?&])(?:_akeebaAuth|json|token|secret|password)=)[^&#\s"'<>]*/gi;
/** What the help and hints write for a user stays. Begins at what is rare, to take linear time. */
const USER_INFO =
  /(?<=[a-zA-Z0-9]:\/\/)(?!USER(?::PASSWORD)?@|user:password@www\.example\.com\/)[^/?#\s"'<>@]+@/g;
const CHALLENGE = /("challenge\\{0,8}"\s{0,8}:\s{0,8}\\{0,8}")[^"\\]*/gi;
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  "x-akeeba-auth",
  "x-joomla-token",
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
]);

/** Turns a text into the same text without secrets. */
export type Redactor = (text: string) => string;

/**
 * Makes a redactor that hides the given secrets, in plain, URL-encoded, JSON-escaped and base64
 * form, in addition to everything that {@linkcode redactText} hides.
 *
 * @example
 * ```ts
 * import { createRedactor } from "@sitehaul/sitehaul";
 * import { assertEquals } from "@std/assert";
 *
 * const redact = createRedactor(["s3cret word"]);
 * assertEquals(redact("sent s3cret%20word"), "sent [redacted]");
 * ```
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = formsOf(secrets);
  return (text) => without(forms, redactText(text));
}

/**
 * The same for sentences of sitehaul itself, which quote what others say and name addresses and
 * files. A secret that could be a word of ours is hidden only in what is quoted, and in addresses
 * and files: the sentence around them is the same whatever the secret is. Any other secret is hidden
 * wherever it stands.
 */
export function createOwnTextRedactor(secrets: readonly string[]): Redactor {
  const forms = formsOf(secrets);
  const strange = forms.filter((form) => !isLikeWord(form));
  return (text) =>
    without(strange, redactText(text)).replace(
      PIECES,
      (piece) => isForeign(piece) ? without(forms, piece) : piece,
    );
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

/** Whether a text could be a word in a sentence, or stand in one. */
function isLikeWord(form: string): boolean {
  return form.length < SHORTEST_STRANGE ||
    form.length <= LONGEST_WORD && /^\p{L}+$/u.test(form);
}

/** All spellings of the secrets, the longest first. */
function formsOf(secrets: readonly string[]): readonly string[] {
  const forms = new Set(secrets.filter((secret) => secret.length > 0).flatMap(spellings));
  return [...forms].sort((a, b) => b.length - a.length);
}

function without(forms: readonly string[], text: string): string {
  return forms.reduce((rest, form) => rest.replaceAll(form, REDACTED), text);
}

/** The ways in which a secret may be spelled in a URL, a form, a JSON text or a header. */
function spellings(secret: string): string[] {
  const percent = encodeURIComponent(secret);
  const bytes = new TextEncoder().encode(secret);
  // What becomes of the bytes where somebody takes them for Latin-1, as many log files do.
  const latin = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const base64 = btoa(latin);
  return [
    secret,
    latin,
    percent,
    percent.toLowerCase(),
    new URLSearchParams({ "": secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    base64,
    encodeURIComponent(base64),
  ];
}

/**
 * Hides what is secret by its place: `_akeebaAuth` and the like in a query, `user:password@` in a
 * URL, the challenge of API version 1 (a digest of the Secret Word that can be cracked offline).
 *
 * @example
 * ```ts
 * import { redactText } from "@sitehaul/sitehaul";
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
 * import { redactHeaders } from "@sitehaul/sitehaul";
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
