/**
 * Finds JSON objects of a given shape in text that is not JSON.
 *
 * Every opening brace may begin one. From there the text is walked, token by token, to the brace that
 * closes it; `JSON.parse` has the last word. A walk gives up at the first character that JSON does
 * not allow there, which in noise comes soon. What all walks together may cost is bounded by the
 * length of the text, so that hostile nesting ends the search rather than the patience.
 */

import { MOST_LEVELS, parseJson } from "./modest_json.ts";

/** The members that the wanted object has itself; a pattern is for the JSON text of a plain value. */
export type ObjectShape = readonly { readonly key: string; readonly value?: RegExp }[];

/** Where the object is, and whether more of the text is needed to tell. */
export interface ObjectSearch {
  /** Where the last outermost object of that shape is; `end` is exclusive. */
  readonly found: Span | undefined;
  /** Whether the text ends inside an object that has begun to take the shape. */
  readonly isCutOff: boolean;
}

/** A piece of a text; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How often each character may be walked over, on average; no reply of a server nests that deep. */
const WALKS = 16;
/** What may be spent on any text, however short, in characters. */
const FREE = 1_000_000;

/** What may follow a mark; after a string, a literal or a closing bracket: what is behind "". */
const FOLLOWS: Readonly<Record<string, RegExp>> = {
  "{": /^["}]/,
  "[": /^[^,:}]/,
  ",": /^[^,:}\]]/,
  ":": /^[^,:}\]]/,
  "": /^[,:}\]]/,
};

/** Between strings: what may come next. A literal is checked by `JSON.parse`. */
const TOKEN = /[ \t\r\n]*([{}[\],:"]|[-+.\w]+)/y;
/** What means something within a string. */
// deno-lint-ignore no-control-regex -- JSON has none of them in a string
const STOPS_STRING = /["\\\u0000-\u001f]/g;
const OPENS_OBJECT = /\{(?=[ \t\r\n]*(?:"|$))/g;
const FOLLOWED_BY_VALUE = /^[ \t\r\n]*(?::|$)/;

/** Finds the last outermost object of a shape. Takes time in proportion to the text's length. */
export function findObject(text: string, shape: ObjectShape): ObjectSearch {
  const firstCharacter = text.search(/\S/);
  let found: Span | undefined;
  let isCutOff = false;
  let left = FREE + WALKS * text.length;
  for (let from = 0; left > 0;) {
    OPENS_OBJECT.lastIndex = from;
    const start = OPENS_OBJECT.exec(text)?.index;
    if (start === undefined) break;
    const { end, reached, hasBegun } = walk(text, start, shape);
    left -= end - start + 1;
    from = start + 1;
    isCutOff ||= reached === "end of text" && (hasBegun || start === firstCharacter);
    // Whatever is inside a wanted object that breaks off is part of its data, not a reply.
    if (reached !== "end of object" && hasBegun) from = end;
    if (reached !== "end of object" || !fits(text.slice(start, end), shape)) continue;
    found = { start, end };
    from = end;
  }
  return { found, isCutOff };
}

/** How far an object goes, and whether it had a wanted member by then. */
interface Walk {
  readonly end: number;
  readonly reached: "end of object" | "end of text" | "no JSON";
  readonly hasBegun: boolean;
}

function walk(text: string, start: number, shape: ObjectShape): Walk {
  let hasBegun = false;
  let depth = 0;
  let before = ":";
  for (let at = start;;) {
    TOKEN.lastIndex = at;
    const mark = TOKEN.exec(text)?.[1];
    if (mark === undefined || FOLLOWS[before]?.test(mark) !== true) {
      const isOver = text.slice(at).trimStart() === "";
      return { end: at, reached: isOver ? "end of text" : "no JSON", hasBegun };
    }
    at = TOKEN.lastIndex;
    before = mark in FOLLOWS ? mark : "";
    if (mark === "{" || mark === "[") depth += 1;
    if (depth > MOST_LEVELS) return { end: at, reached: "no JSON", hasBegun };
    if ((mark === "}" || mark === "]") && --depth === 0) {
      return { end: at, reached: "end of object", hasBegun };
    }
    if (mark !== '"') continue;
    const close = endOfString(text, at);
    if (text[close] !== '"') {
      return { end: close, reached: close === text.length ? "end of text" : "no JSON", hasBegun };
    }
    hasBegun ||= depth === 1 && shape.some(({ key }) => key === text.slice(at, close)) &&
      FOLLOWED_BY_VALUE.test(text.slice(close + 1, close + 20));
    at = close + 1;
  }
}

/** Where a string's closing quote is, or what a string cannot have, or the end of the text. */
function endOfString(text: string, from: number): number {
  STOPS_STRING.lastIndex = from;
  for (let stop; (stop = STOPS_STRING.exec(text)) !== null;) {
    if (stop[0] !== "\\") return stop.index;
    STOPS_STRING.lastIndex += 1;
  }
  return text.length;
}

function fits(json: string, shape: ObjectShape): boolean {
  const object = Object(parseJson(json));
  return shape.every(({ key, value }) =>
    Object.hasOwn(object, key) && (value?.test(JSON.stringify(object[key])) ?? true)
  );
}
