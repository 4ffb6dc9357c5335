/**
 * Text of others, made fit to print.
 * @module
 */

import { stripVTControlCharacters } from "node:util";

/** Line breaks and what else moves the cursor; what turns the reading direction or is not seen. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029]+/gu;
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** The text on one line, without anything that a terminal obeys. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(UNPRINTABLE, " ").replace(INVISIBLE, "").trim();
}

/** The same for a text of several lines. */
export function printable(text: string): string {
  return text.split("\n").map((line) => oneLine(`|${line}`).slice(1)).join("\n");
}
