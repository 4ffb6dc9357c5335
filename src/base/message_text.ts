/** Text that came from elsewhere, as part of a message. */

/**
 * The text on one line, without control characters, which would let a site write to the terminal, and
 * without what turns the reading direction or is not seen.
 */
export function toOneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, " ").replace(/\p{Cf}/gu, "").trim();
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of an error of the system, such as `EACCES`. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" && /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

/** The text with a capital letter at its beginning, as the beginning of a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The text in the middle of a sentence; a name that begins with several capitals stays as it is. */
export function lowerFirst(text: string): string {
  return /^[A-Z](?=[a-z])/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** The text in quotes, on one line, cut after `most` characters. */
export function quoted(text: string, most = 60): string {
  return withEscapes(JSON.stringify(cutOff(text, most)));
}

/**
 * The text, or its first `most` characters and an ellipsis. What is cut off has to end in one: it tells
 * what hides secrets that the end may be the beginning of one.
 */
export function cutOff(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** What JSON leaves as it is, and a terminal obeys, or does not show. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu;

/** A text of JSON in which everything is escaped that is not seen; parsed, it is the same. */
export function withEscapes(json: string): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return json.replace(UNSEEN, (letter) => letter.split("").map(escaped).join(""));
}
