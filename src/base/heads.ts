/** The first characters of what may be a secret, at every place of a text, however they are spelled. */
import { ELLIPSIS, ENTITIES, leveled } from "./secret_pattern.ts";

/** So many characters are a head. Not more: the beginning of a secret that was cut off has no more. */
const LENGTH = 4;

/** What shows that characters may be spelled otherwise than as they are. */
const SPELLED_OTHERWISE = /\\|%[\da-fu]|&(?:#|\w+;)/i;
/** What may be left of such a character before an ellipsis. */
const CUT_OTHERWISE = /[%&]/;

/** Whether characters of a text may be spelled otherwise than as they are. Nearly no text is like that. */
export function isSpelledOtherwise(text: string): boolean {
  return SPELLED_OTHERWISE.test(text) || text.includes(ELLIPSIS) && CUT_OTHERWISE.test(text);
}

/** Characters that have no other spellings than those that are undone here. */
const PLAIN = new RegExp(`^[ -[\\]-~]{${LENGTH}}`);

/**
 * The head of a text that is as it was made.
 *
 * @returns a number, which other heads may have as well; nothing where its spellings are too many
 */
export function headOf(text: string): number | undefined {
  return PLAIN.test(text) ? [...leveled(text).slice(0, LENGTH)].reduce(withNext, 0) : undefined;
}

const FACTOR = 65_599;

function withNext(head: number, character: string): number {
  return Math.imul(head, FACTOR) + character.charCodeAt(0) | 0;
}

/** Gives each head in a text, at any place: as it is, and with each of its spellings undone. */
export function eachHead(text: string, take: (head: number) => void): void {
  const level = leveled(text);
  if (!isSpelledOtherwise(text)) return eachPlainHead(level, take);
  const follow = (at: number, head: number, length: number) => {
    if (length === LENGTH) return take(head);
    for (const [character, next] of readings(level, at)) {
      follow(next, withNext(head, character), length + 1);
    }
  };
  for (let at = 0; at < level.length; at++) follow(at, 0, 0);
}

/** The same, and much faster, where each character is as it is. */
function eachPlainHead(level: string, take: (head: number) => void): void {
  for (let end = LENGTH; end <= level.length; end++) {
    let head = 0;
    for (let at = end - LENGTH; at < end; at++) {
      head = Math.imul(head, FACTOR) + level.charCodeAt(at) | 0;
    }
    take(head);
  }
}

/** A character, and where the next one begins. */
type Reading = readonly [character: string, next: number];

/** As which characters a place can be read: usually as one. */
function readings(level: string, at: number): readonly Reading[] {
  const character = level[at];
  if (character === undefined) return [];
  if (character === "\\") return afterBackslashes(level, at);
  const itself: Reading = [character, at + 1];
  if (character === "%") return [itself, ...percents(level, at)];
  return character === "&" ? [itself, ...entities(level, at)] : [itself];
}

const PERCENTS = [0, 1, 2, 3].map((times) =>
  new RegExp(`%(?:25){${times}}(?:([\\dA-F]{2})|U([\\dA-F]{4}))`, "y")
);

/** In a URL, also one within others. */
function percents(level: string, at: number): Reading[] {
  return PERCENTS.flatMap((pattern): Reading[] => {
    const [whole, byte, unit = ""] = matchAt(pattern, level, at);
    return whole === undefined ? [] : [[fromHex(byte ?? unit), at + whole.length]];
  });
}

const ENTITY = [0, 1, 2, 3].map((times) =>
  new RegExp(`&(?:AMP;){${times}}(?:#(\\d+)|#X([\\dA-F]+)|(\\w+)(?=;))`, "y")
);

const NAMED: ReadonlyMap<string, string> = new Map(
  [...ENTITIES].flatMap(([code, names]) =>
    names.map((name) => [name.toUpperCase(), leveled(String.fromCodePoint(code))] as const)
  ),
);

/** In HTML, also within other HTML. Where a number ends in a semicolon, that may be the next character. */
function entities(level: string, at: number): Reading[] {
  return ENTITY.flatMap((pattern): Reading[] => {
    const [whole, decimal, hex, name = ""] = matchAt(pattern, level, at);
    if (whole === undefined) return [];
    const next = at + whole.length;
    const character = decimal !== undefined
      ? fromCode(Number(decimal))
      : hex !== undefined
      ? fromHex(hex)
      : NAMED.get(name) ?? "";
    if (character === "") return [];
    return level[next] === ";" ? [[character, next + 1], [character, next]] : [[character, next]];
  });
}

const BACKSLASHES = /\\{1,8}(?:U([\dA-F]{4})|U\{([\dA-F]+)\}|X([\dA-F]{2}))?/y;

/** More of them in a row are no spelling of anything. */
const MOST_BACKSLASHES = 8;

/** In JSON and in strings of programs: a number, or a character as it is. */
function afterBackslashes(level: string, at: number): Reading[] {
  const [whole = "", ...digits] = matchAt(BACKSLASHES, level, at);
  const hex = digits.find((each) => each !== undefined);
  const found: Reading[] = hex === undefined ? [] : [[fromHex(hex), at + whole.length]];
  let next = at;
  while (level[next] === "\\" && next - at < MOST_BACKSLASHES) next += 1;
  const character = level[next];
  return character === undefined ? found : [...found, [character, next + 1]];
}

function matchAt(pattern: RegExp, text: string, at: number): readonly (string | undefined)[] {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? [];
}

function fromHex(digits: string): string {
  return fromCode(parseInt(digits, 16));
}

function fromCode(code: number): string {
  return code > 0x10ffff ? "" : leveled(String.fromCodePoint(code));
}
