/** All the ways in which a secret may be spelled where it is repeated. */

/** Longer ones are looked for in their common spellings only: the expression would be too large. */
const LONGEST = 256;

/** From this length on capitals and small letters make no difference. */
const LONG_ENOUGH = 8;

/** How a secret is found and replaced. */
export interface SecretPattern {
  readonly secret: string;
  /**
   * One of these, {@linkcode leveled}, is in every text that holds the secret, once the spelling of all
   * characters is undone; of a secret that was cut off, its first four characters. `undefined` where nothing
   * is like that.
   */
  readonly signs: readonly string[] | undefined;
  /** Replaces it, whether or not the signs are there. */
  readonly replace: (text: string) => string;
}

/**
 * Replaces a secret however each of its characters is written: as it is, with backslashes, in a URL
 * (also one within another), in HTML, in JSON or in bytes; and as a whole in hexadecimal or base64, also
 * in the middle of some. Its beginning is replaced where an ellipsis shows that the rest was cut off.
 *
 * @param secret the secret, not empty
 * @param substitute what comes into its place
 */
export function secretPattern(secret: string, substitute: string): SecretPattern {
  const forms = formsOf(secret);
  if (secret.length > LONGEST) {
    return { secret, signs: undefined, replace: replacingLong(secret, substitute, forms) };
  }
  const signs = [...new Set([...forms, ...hexAndBase64(secret)])];
  let patterns: Patterns | undefined;
  const replace = (text: string) => {
    patterns ??= patternsFor(secret, forms);
    return [...patterns.whole, ...text.includes(ELLIPSIS) ? patterns.cutOff : []]
      .reduce((rest, pattern) => rest.replace(pattern, () => substitute), text);
  };
  return { secret, signs, replace };
}

/** Stands where a text was cut off. */
export const ELLIPSIS = "\u2026";

/** As it is, with its accents apart or put together, and as Latin-1, which comes last. */
function formsOf(secret: string): string[] {
  // File systems and databases may take letters with accents apart, or put them together.
  const forms = [secret, secret.normalize("NFC"), secret.normalize("NFD"), latinOf(secret)];
  return [...new Set(forms)];
}

/** What becomes of the bytes where somebody takes them for Latin-1, as many log files do. */
function latinOf(secret: string): string {
  return Array.from(new TextEncoder().encode(secret), (byte) => String.fromCharCode(byte)).join("");
}

function hexAndBase64(secret: string): string[] {
  const hex = Array.from(new TextEncoder().encode(secret), (byte) => digits(byte, 2)).join("");
  return [hex, ...inBase64(latinOf(secret))];
}

/** Without the differences that the expressions overlook. */
export function leveled(text: string): string {
  // Not small letters: those of a sigma depend on what follows.
  return text.toUpperCase().replaceAll(/[-+]/g, " ").replaceAll("_", "/");
}

/** The expressions for a secret, which are many and large. */
interface Patterns {
  readonly whole: readonly RegExp[];
  /** Its beginnings, where an ellipsis follows. */
  readonly cutOff: readonly RegExp[];
}

function patternsFor(secret: string, forms: readonly string[]): Patterns {
  const spelled = forms.map((form) => (form.match(LETTERS) ?? []).map(anySpelling));
  const base64 = inBase64(latinOf(secret)).map((form) => Array.from(form, base64Letter));
  const hex = Array.from(new TextEncoder().encode(secret), (byte) => hexPattern(byte, 2));
  const isPlain = secret.length < LONG_ENOUGH || /^\p{L}+$/u.test(secret);
  const lower = isPlain ? [Array.from(encodeURIComponent(secret).toLowerCase(), plain)] : [];
  const flags = isPlain ? "g" : "gi";
  const compiled = (pattern: string) => new RegExp(pattern, flags);
  return {
    whole: [
      ...[...spelled, ...lower, hex].map((letters) => letters.join("")),
      ...base64.map((letters) => letters.join("") + BASE64_END),
    ].map(compiled),
    cutOff: [...spelled, ...base64].flatMap(beginning).map(compiled),
  };
}

/** One character, or several backslashes: each may be doubled, and nothing tells whose they are. */
const LETTERS = /\\+|[^\\]/gu;

/** For those that are too long for an expression. */
function replacingLong(
  secret: string,
  substitute: string,
  forms: readonly string[],
): (text: string) => string {
  const latin = forms.at(-1) ?? secret;
  const spelled = [...new Set([...forms, ...commonSpellings(secret), ...inBase64(latin)])];
  const cutOff = spelled.flatMap((form) => beginning(Array.from(form.slice(0, LONGEST), plain)))
    .map((pattern) => new RegExp(pattern, "g"));
  return (text) => {
    const hidden = spelled.reduce((rest, form) => rest.replaceAll(form, () => substitute), text);
    return cutOff.reduce((rest, pattern) => rest.replace(pattern, () => substitute), hidden);
  };
}

function commonSpellings(secret: string): string[] {
  const percent = encodeURIComponent(secret);
  const form = new URLSearchParams({ "": secret }).toString().slice(1);
  return [secret, percent, percent.toLowerCase(), form, JSON.stringify(secret).slice(1, -1)];
}

/** What follows in base64 on the letters that depend on the secret alone. */
const BASE64_END = "(?:[\\w+/-]?(?:=|%3[dD]){1,2})?";

/** Shorter pieces of base64 would stand for too many other texts. */
const SHORTEST_BASE64 = 7;

/**
 * What is in base64 wherever the bytes are: they may begin at any of the three places of a group, and
 * only the letters that depend on nothing else are the same in all texts.
 */
function inBase64(bytes: string): string[] {
  const pieces = [[0, 0], [1, 2], [2, 3]].map(([before = 0, first]) =>
    btoa("\0".repeat(before) + bytes).slice(first, Math.floor((before + bytes.length) * 8 / 6))
  ).filter(({ length }) => length >= SHORTEST_BASE64);
  return pieces.length === 0 ? [btoa(bytes)] : pieces;
}

/** The two letters that are others in file names and URLs, and what a URL makes of them. */
function base64Letter(letter: string): string {
  if (letter === "+") return "(?:[+-]|%2[bB])";
  return letter === "/" ? "(?:\\\\{0,8}/|_|%2[fF])" : letter;
}

/** A beginning of so many letters, cut off, is hidden like the whole. */
const SHORTEST_BEGINNING = 4;

/** After so many letters nothing else can be meant, and what follows is not looked at. */
const SURE_BEGINNING = 48;

/** How what was cut off ends, and the remains of a letter in a longer spelling before that. */
const CUT_OFF = "(?=(?:%[\\da-fA-F]{0,2}|&[#\\w;]{0,9}|\\\\{1,8}[ux]?[\\da-fA-F]{0,3})?\\s*\u2026)";

/** The beginning of a secret, as far as it goes; nothing for those that are short as a whole. */
function beginning(letters: readonly string[]): string[] {
  if (letters.length <= SHORTEST_BEGINNING + 1) return [];
  const least = letters.slice(0, SHORTEST_BEGINNING).join("");
  const more = letters.slice(SHORTEST_BEGINNING, Math.min(letters.length - 1, SURE_BEGINNING));
  const rest = letters.length > SURE_BEGINNING ? "[^\\n\u2026]{0,4096}" : "";
  return [
    `${least}${more.map((letter) => `(?:${letter}`).join("")}${rest}${
      ")?".repeat(more.length)
    }${CUT_OFF}`,
  ];
}

/** One character: the alternatives begin differently, so that a search takes linear time. */
function anySpelling(letter: string): string {
  if (letter.length > 1 && letter.startsWith("\\")) return backslashes(letter.length);
  const code = letter.codePointAt(0) ?? 0;
  const units = Array.from({ length: letter.length }, (_, at) => letter.charCodeAt(at));
  const bytes = [...new TextEncoder().encode(letter)];
  const slashes = "\\\\{1,8}";
  // Browsers read numbers without the semicolon, too.
  const names = [
    `#0{0,5}${code}(?:;|(?!\\d))`,
    `#[xX]0{0,5}${hexPattern(code)}(?:;|(?![\\da-fA-F]))`,
    ...(ENTITIES.get(code) ?? []).map((name) => `${name};`),
  ].join("|");
  return `(?:${
    [
      bytes.map((byte) => `%(?:25){0,3}${hexPattern(byte, 2)}`).join(""),
      ...code > 0x7f && code < 0x100 ? [`%(?:25){0,3}${hexPattern(code, 2)}`] : [],
      units.map((unit) => `%(?:25){0,3}u${hexPattern(unit, 4)}`).join(""),
      `&(?:amp;){0,3}(?:${names})`,
      units.map((unit) => `${slashes}u${hexPattern(unit, 4)}`).join(""),
      `${slashes}u\\{0{0,4}${hexPattern(code)}\\}`,
      bytes.map((byte) => `${slashes}x${hexPattern(byte, 2)}`).join(""),
      letter === "\\" ? slashes : `\\\\{0,8}${plain(letter)}`,
      ...letter === " " ? ["\\+"] : [],
    ].join("|")
  })`;
}

/** Several backslashes, in few enough ways for a search to end. */
function backslashes(count: number): string {
  const ways = "%(?:25){0,3}5[cC]|&(?:amp;){0,3}(?:#0{0,5}92|#[xX]0{0,5}5[cC]|bsol);?";
  return `(?:${ways}|\\\\(?:u005[cC]|x5[cC])?){${count},${8 * count}}`;
}

function plain(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(
    /[\n\r\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Hexadecimal digits in small letters or capitals. */
function hexPattern(value: number, length = 1): string {
  return digits(value, length)
    .replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

function digits(value: number, length: number): string {
  return value.toString(16).padStart(length, "0");
}

/** The names of the characters 160 to 255 in HTML, in their order. */
const LATIN =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn " +
  "sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave " +
  "Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml " +
  "ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN " +
  "szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute " +
  "icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml " +
  "yacute thorn yuml";

/** The names of punctuation in HTML 5, which PHP writes on request: each with its letter before it. */
const PUNCTUATION =
  "!excl #num $dollar %percnt (lpar )rpar *ast +plus ,comma -hyphen .period /sol :colon ;semi =equals " +
  "?quest @commat [lsqb|lbrack \\bsol ]rsqb|rbrack ^Hat _lowbar `grave {lcub|lbrace |verbar|vert }rcub|rbrace";

/** The names of characters in HTML, by their code points. */
export const ENTITIES: ReadonlyMap<number, readonly string[]> = new Map([
  ...PUNCTUATION.split(" ").map((named): [number, string[]] => [
    named.charCodeAt(0),
    named.slice(1).split("|"),
  ]),
  [0x26, ["amp"]],
  [0x3c, ["lt", "LT"]],
  [0x3e, ["gt", "GT"]],
  [0x22, ["quot", "QUOT"]],
  [0x27, ["apos"]],
  [0x20, ["nbsp"]],
  ...LATIN.split(" ").map((name, index): [number, string[]] => [160 + index, [name]]),
]);
