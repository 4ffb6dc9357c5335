/**
 * JSON that takes no more memory than its length lets expect. One MiB of nested brackets becomes
 * hundreds of MiB once it is parsed, so depth and number of values are looked at before.
 */
import { SitehaulError } from "../base/errors.ts";

/** How deep values may be nested. Replies of the API have fewer than ten levels. */
export const MOST_LEVELS = 64;
/** How many values there may be. A list of a thousand backup records has 30,000. */
const MOST_VALUES = 250_000;

const BACKSLASH = "\\".charCodeAt(0);
/** Between strings: what begins or ends a value. */
const MARK = /["[\]{},]/g;

/** What is too much in a JSON text; `undefined` where nothing is. Only looks, and never parses. */
export function excessIn(json: string): "levels" | "values" | undefined {
  // Nearly all replies are like that, and are looked at in a fraction of the time.
  if (json.length < MOST_VALUES && openersIn(json) <= MOST_LEVELS) return undefined;
  let depth = 0;
  let values = 1;
  MARK.lastIndex = 0;
  for (let found; (found = MARK.exec(json)) !== null;) {
    const [mark] = found;
    if (mark === '"') MARK.lastIndex = endOfString(json, found.index) + 1;
    else if (mark === "]" || mark === "}") depth -= 1;
    else if (++values > MOST_VALUES) return "values";
    else if (mark !== "," && ++depth > MOST_LEVELS) return "levels";
  }
  return undefined;
}

/** How many values begin that may hold others, or more; those in strings count as well. */
function openersIn(json: string): number {
  let count = 0;
  for (let at = json.indexOf("{"); at >= 0; at = json.indexOf("{", at + 1)) count += 1;
  for (let at = json.indexOf("["); at >= 0; at = json.indexOf("[", at + 1)) count += 1;
  return count;
}

/** Where the quote is that closes a string; the end of the text where none does. */
function endOfString(json: string, open: number): number {
  for (let at = json.indexOf('"', open + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let escapes = 0;
    while (json.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return json.length;
}

/** The value of a JSON text; `undefined`, which JSON cannot say, where it is none or too much. */
export function parseJson(text: string): unknown {
  // A byte order mark counts as a blank here.
  const trimmed = text.trim();
  if (!/^["[{\-\dtfn]/.test(trimmed) || excessIn(trimmed) !== undefined) return undefined;
  try {
    return JSON.parse(trimmed);
  } catch {
    return undefined;
  }
}

/**
 * Refuses what begins like JSON and would take too much memory.
 *
 * @throws {SitehaulError} `reply/too-large`
 */
export function refuseExcess(text: string): void {
  const json = text.trimStart();
  if (!/^[[{]/.test(json)) return;
  const excess = excessIn(json);
  if (excess === undefined) return;
  const what = excess === "levels"
    ? `is nested more than ${MOST_LEVELS} levels deep`
    : `holds more than ${new Intl.NumberFormat("en").format(MOST_VALUES)} values`;
  throw new SitehaulError("reply/too-large", `The reply ${what}`, {
    hint: "No reply of the API is like that: check the address of the API.",
  });
}
