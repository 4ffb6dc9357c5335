/** Names from an archive: as text, and as text that is safe to print. */

import { decodeName } from "./code_page.ts";

/** A name as it was stored, and as it is shown here. */
export interface Spelling {
  /** What is shown, and written as a file name. */
  readonly text: string;
  /** The bytes in the archive, where they are no UTF-8. */
  readonly bytes?: Uint8Array;
  /** The code page by which the bytes were decoded; undefined where the text spells them. */
  readonly encoding?: string;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a name. One that is not UTF-8 is decoded; without an encoding it gets a spelling that can be
 * turned back: each byte that is no printable ASCII, and `%` itself, becomes `%` and two hexadecimal
 * digits.
 */
export function readName(bytes: Uint8Array, encoding?: string): Spelling {
  try {
    return { text: strict.decode(bytes) };
  } catch {
    const copy = { bytes: new Uint8Array(bytes) };
    if (encoding !== undefined) return { text: decodeName(bytes, encoding), ...copy, encoding };
    return { text: Array.from(bytes, spellByte).join(""), ...copy };
  }
}

function spellByte(byte: number): string {
  return byte >= 0x20 && byte < 0x7f && byte !== 0x25
    ? String.fromCharCode(byte)
    : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** Characters that steer a terminal or hide in a line, beyond those that JSON escapes. */
const STEERING = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text in quotes, on one line, with nothing in it that could steer a terminal. */
export function quotedName(text: string): string {
  const short = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  return JSON.stringify(short).replace(
    STEERING,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
