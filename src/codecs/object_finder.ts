/**
 * Finds JSON objects of a given shape in text that is not JSON, in one pass.
 *
 * Whether a JSON text continues at some character depends on where it began only through one thing:
 * whether the character stands inside a string or outside. So two readers, one for each, follow
 * every object that may begin anywhere, and no character is checked again: braces, quotes and
 * unfinished objects before the wanted one cost time in proportion to their length, no more.
 */

/** The members that the wanted object has itself; a pattern is for the JSON text of a plain value. */
export type ObjectShape = readonly { readonly key: string; readonly value?: RegExp }[];

/** What a search gave. */
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

/** PHP itself writes no deeper than 512; the limit keeps hostile nesting from filling memory. */
const MAX_DEPTH = 1024;

const LITERAL = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
/** What means something within a string, or where another object may begin. */
// deno-lint-ignore no-control-regex -- JSON has none of them in a string
const STOPS_STRING = /["\\{\u0000-\u001f]/g;
const ESCAPES = new Set(Array.from('"\\/bfnrt', (char) => char.charCodeAt(0)));
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const SMALL_U = 0x75;

/** An object or an array that is open. */
interface Frame {
  readonly start: number;
  readonly isObject: boolean;
  /** Which wanted member is being read; -1: another one. */
  member: number;
  /** One bit for each wanted member that was seen. */
  seen: number;
}

/** What can come next outside of strings and literals. */
type Expected = "key" | "key or end" | "colon" | "value" | "value or end" | "comma or end";

/** What the reader is inside of. */
type Inside = "structure" | "string" | "escape" | "code point" | "literal";

/** Reads one object, strictly; gives up at the first character that JSON does not allow. */
class ObjectReader {
  readonly #text: string;
  readonly #shape: ObjectShape;
  readonly #whole: number;
  readonly #frames: Frame[] = [];
  #inside: Inside = "structure";
  #expected: Expected = "value";
  #tokenStart = 0;
  #hexDigits = 0;
  /** The object of the wanted shape that was complete last. */
  found: Span | undefined = undefined;

  constructor(text: string, shape: ObjectShape) {
    this.#text = text;
    this.#shape = shape;
    this.#whole = (1 << shape.length) - 1;
  }

  get isReading(): boolean {
    return this.#frames.length > 0;
  }

  get isInString(): boolean {
    return this.isReading && this.#inside === "string";
  }

  begin(index: number): void {
    this.#inside = "structure";
    this.#expected = "value";
    this.#open(index, true);
  }

  /** Takes one character; gives whether it opened an object. */
  take(code: number, index: number): boolean {
    switch (this.#inside) {
      case "string":
        if (code === QUOTE) this.#endString(index);
        else if (code === BACKSLASH) this.#inside = "escape";
        else if (code < 0x20) this.#giveUp();
        return false;
      case "escape":
        if (code === SMALL_U) {
          this.#inside = "code point";
          this.#hexDigits = 0;
        } else if (ESCAPES.has(code)) this.#inside = "string";
        else this.#giveUp();
        return false;
      case "code point":
        if (!isHexDigit(code)) this.#giveUp();
        else if (++this.#hexDigits === 4) this.#inside = "string";
        return false;
      case "literal":
        if (isLiteralPart(code)) return false;
        return this.#endLiteral(index) && this.#takeStructure(code, index);
      case "structure":
        return this.#takeStructure(code, index);
    }
  }

  /** Whether the text, ending here, ends inside an object that begins to be a wanted one. */
  isCutOff(firstCharacter: number): boolean {
    if (!this.isReading) return false;
    const isCutOff = this.#frames.some(({ seen, member, start }) =>
      seen !== 0 || member !== -1 || start === firstCharacter
    );
    this.#giveUp();
    return isCutOff;
  }

  #takeStructure(code: number, index: number): boolean {
    const expected = this.#expected;
    const takesValue = expected === "value" || expected === "value or end";
    switch (code) {
      case 0x20:
      case 0x0a:
      case 0x0d:
      case 0x09:
        return false;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        if (!takesValue) return this.#giveUp();
        return this.#open(index, code === OPEN_BRACE);
      case CLOSE_BRACE:
        if (expected === "key or end" || this.#isAfterMemberOf(true)) return this.#close(index);
        return this.#giveUp();
      case CLOSE_BRACKET:
        if (expected === "value or end" || this.#isAfterMemberOf(false)) return this.#close(index);
        return this.#giveUp();
      case COLON:
        if (expected !== "colon") return this.#giveUp();
        this.#expected = "value";
        return false;
      case COMMA:
        if (expected !== "comma or end") return this.#giveUp();
        this.#expected = this.#frames.at(-1)?.isObject ? "key" : "value";
        return false;
      case QUOTE:
        if (!takesValue && expected !== "key" && expected !== "key or end") return this.#giveUp();
        return this.#startToken("string", index);
      default:
        if (!takesValue || !isLiteralPart(code)) return this.#giveUp();
        return this.#startToken("literal", index);
    }
  }

  #startToken(inside: Inside, index: number): false {
    this.#inside = inside;
    this.#tokenStart = index;
    return false;
  }

  #isAfterMemberOf(isObject: boolean): boolean {
    return this.#expected === "comma or end" && this.#frames.at(-1)?.isObject === isObject;
  }

  #open(index: number, isObject: boolean): boolean {
    if (this.#frames.length === MAX_DEPTH) return this.#giveUp();
    this.#frames.push({ start: index, isObject, member: -1, seen: 0 });
    this.#expected = isObject ? "key or end" : "value or end";
    return isObject;
  }

  #close(index: number): false {
    const frame = this.#frames.pop();
    // The one that is completed last either contains the previous one or follows it.
    if (frame?.seen === this.#whole) this.found = { start: frame.start, end: index + 1 };
    this.#endValue(undefined);
    return false;
  }

  #endString(index: number): void {
    this.#inside = "structure";
    const frame = this.#frames.at(-1);
    if (frame !== undefined && (this.#expected === "key" || this.#expected === "key or end")) {
      const key = this.#text.slice(this.#tokenStart + 1, index);
      frame.member = this.#shape.findIndex((member) => member.key === key);
      this.#expected = "colon";
    } else this.#endValue(index + 1);
  }

  #endLiteral(index: number): boolean {
    this.#inside = "structure";
    if (!LITERAL.test(this.#text.slice(this.#tokenStart, index))) return this.#giveUp();
    this.#endValue(index);
    return true;
  }

  /** @param end where a plain value ended; `undefined` for an object or an array */
  #endValue(end: number | undefined): void {
    this.#expected = "comma or end";
    const frame = this.#frames.at(-1);
    const pattern = this.#shape[frame?.member ?? -1];
    if (frame === undefined || pattern === undefined) return;
    const { value } = pattern;
    const isRight = value === undefined ||
      (end !== undefined && value.test(this.#text.slice(this.#tokenStart, end)));
    const bit = 1 << frame.member;
    frame.seen = isRight ? frame.seen | bit : frame.seen & ~bit;
  }

  /** Whatever is inside a wanted object that never ends is part of its data, not a reply. */
  #giveUp(): false {
    const broken = this.#frames.find(({ seen, member }) => member !== -1 && seen !== 0);
    if (broken !== undefined && this.found !== undefined && this.found.start > broken.start) {
      this.found = undefined;
    }
    this.#frames.length = 0;
    return false;
  }
}

/** Finds the last outermost object of a shape. Takes time in proportion to the text's length. */
export function findObject(text: string, shape: ObjectShape): ObjectSearch {
  const first = new ObjectReader(text, shape);
  const second = new ObjectReader(text, shape);
  for (let index = text.indexOf("{"); index !== -1 && index < text.length; index++) {
    // Most of a long answer is one string: a segment of an archive between the warnings of PHP.
    if (first.isInString && !second.isReading || second.isInString && !first.isReading) {
      index = afterPlainLetters(text, index);
    }
    const code = text.charCodeAt(index);
    const isTakenByFirst = first.isReading && first.take(code, index);
    const isTakenBySecond = second.isReading && second.take(code, index);
    const isTaken = isTakenByFirst || isTakenBySecond;
    if (code === OPEN_BRACE && !isTaken && mayBegin(text.charCodeAt(index + 1))) {
      (first.isReading ? second : first).begin(index);
    } else if (!first.isReading && !second.isReading) {
      const next = text.indexOf("{", index + 1);
      if (next === -1) break;
      index = next - 1;
    }
  }
  const firstCharacter = text.search(/\S/);
  const isCutOff = [first, second].map((reader) => reader.isCutOff(firstCharacter)).includes(true);
  return { found: later(first.found, second.found), isCutOff };
}

/** Where what means something within a string comes next; else the end. */
function afterPlainLetters(text: string, from: number): number {
  STOPS_STRING.lastIndex = from;
  return STOPS_STRING.exec(text)?.index ?? text.length;
}

/** Whether an object with members may continue like this, or the text ends (not a number) here. */
function mayBegin(code: number): boolean {
  return code === QUOTE || code <= 0x20 || Number.isNaN(code);
}

function later(one: Span | undefined, other: Span | undefined): Span | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.end > other.end ? one : other;
}

function isHexDigit(code: number): boolean {
  const lower = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

/** Letters, digits, sign and point: what numbers, `true`, `false` and `null` are made of. */
function isLiteralPart(code: number): boolean {
  const lower = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x7a) ||
    code === 0x2d || code === 0x2b || code === 0x2e;
}
