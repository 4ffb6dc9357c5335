/**
 * Text that came from elsewhere, as part of a message.
 * @module
 */

/** The text on one line, without control characters: they would let a site write to the terminal. */
export function toOneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, " ").trim();
}

/** The text with a capital letter at its beginning, as the beginning of a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The text in quotes, on one line, cut after `most` characters. */
export function quoted(text: string, most = 60): string {
  return JSON.stringify(cutOff(text, most));
}

/**
 * The text, or its first `most` characters and an ellipsis. What is cut off has to end in one: it tells
 * what hides secrets that the end may be the beginning of one.
 */
export function cutOff(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
