/** Text of others, made fit to print. */

/** What a terminal obeys (ECMA-48). */
const OBEYED = new RegExp(
  [
    // Commands for the operating system, such as a window's title; to the end if there is none.
    "(?:\\u001b\\]|\\u009d)[^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u001b\\\\|\\u009c)?",
    // Control sequences, such as colours.
    "(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]?",
    // Short ones.
    "\\u001b[ -/]*[0-~]?",
  ].join("|"),
  "g",
);

/** Line breaks and what else moves the cursor; what turns the reading direction or is not seen. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029]+/gu;
const INVISIBLE = /\p{Cf}/gu;

/** The text on one line, without anything that a terminal obeys. */
export function oneLine(text: string): string {
  return text.replace(OBEYED, "").replace(UNPRINTABLE, " ").replace(INVISIBLE, "").trim();
}

/** The same for a text of several lines. */
export function printable(text: string): string {
  return text.split("\n").map((line) => oneLine(`|${line}`).slice(1)).join("\n");
}
