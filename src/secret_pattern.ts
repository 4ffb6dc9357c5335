/**
 * All the ways in which a secret may be spelled where it is repeated.
 * @module
 */

/** Longer ones are looked for in their common spellings only: the expression would be too large. */
const LONGEST = 512;

/** From this length on capitals and small letters make no difference. */
const LONG_ENOUGH = 8;

/**
 * Replaces a secret however each of its characters is written: as it is, with backslashes, in a URL
 * (also one within another), in HTML, in JSON or in bytes; and as a whole in base64 or hexadecimal.
 *
 * @param secret the secret, not empty
 * @param substitute what comes into its place
 */
export function replacing(secret: string, substitute: string): (text: string) => string {
  const bytes = new TextEncoder().encode(secret);
  // What becomes of the bytes where somebody takes them for Latin-1, as many log files do.
  const latin = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const base64 = btoa(latin);
  const whole = [base64, encodeURIComponent(base64)];
  if (secret.length > LONGEST) {
    const forms = [...commonSpellings(secret), latin, ...whole];
    return (text) => forms.reduce((rest, form) => rest.replaceAll(form, substitute), text);
  }
  const hex = Array.from(bytes, (byte) => hexPattern(byte, 2)).join("");
  const texts = [...new Set([secret, latin])].map(inAnySpelling);
  const isPlain = secret.length < LONG_ENOUGH || /^\p{L}+$/u.test(secret);
  const lower = isPlain ? [encodeURIComponent(secret).toLowerCase()] : [];
  const parts = [...texts, ...[...whole, ...lower].map(plain), hex];
  const pattern = new RegExp(parts.join("|"), isPlain ? "g" : "gi");
  return (text) => text.replace(pattern, () => substitute);
}

function commonSpellings(secret: string): string[] {
  const percent = encodeURIComponent(secret);
  const form = new URLSearchParams({ "": secret }).toString().slice(1);
  return [secret, percent, percent.toLowerCase(), form, JSON.stringify(secret).slice(1, -1)];
}

function inAnySpelling(text: string): string {
  return Array.from(text, anySpelling).join("");
}

/** One character: the alternatives begin differently, so that a search takes linear time. */
function anySpelling(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  const units = Array.from({ length: letter.length }, (_, at) => letter.charCodeAt(at));
  const bytes = [...new TextEncoder().encode(letter)];
  const slashes = "\\\\{1,8}";
  const names = [
    `#0{0,4}${code}`,
    `#[xX]0{0,4}${hexPattern(code)}`,
    ...ENTITIES.get(code) ?? [],
  ].join("|");
  return `(?:${
    [
      bytes.map((byte) => `%(?:25){0,3}${hexPattern(byte, 2)}`).join(""),
      `&(?:amp;){0,3}(?:${names});`,
      units.map((unit) => `${slashes}u${hexPattern(unit, 4)}`).join(""),
      bytes.map((byte) => `${slashes}x${hexPattern(byte, 2)}`).join(""),
      letter === "\\" ? slashes : `\\\\{0,8}${plain(letter)}`,
      ...letter === " " ? ["\\+"] : [],
    ].join("|")
  })`;
}

function plain(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(
    /[\n\r\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Hexadecimal digits in small letters or capitals. */
function hexPattern(value: number, digits = 1): string {
  return value.toString(16).padStart(digits, "0")
    .replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
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

/** The names of characters in HTML. */
const ENTITIES: ReadonlyMap<number, readonly string[]> = new Map([
  [0x26, ["amp"]],
  [0x3c, ["lt", "LT"]],
  [0x3e, ["gt", "GT"]],
  [0x22, ["quot", "QUOT"]],
  [0x27, ["apos"]],
  [0x20, ["nbsp"]],
  ...LATIN.split(" ").map((name, index): [number, string[]] => [160 + index, [name]]),
]);
