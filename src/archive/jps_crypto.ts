/**
 * How a JPS archive is encrypted: AES-128-CBC, the key by PBKDF2 from a password.
 *
 * Source: archives written by Akeeba Backup 10.2.1 for Joomla!.
 */
import { createDecipheriv, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { numbers } from "./jpa_header.ts";

const derive = promisify(pbkdf2);

/** Bytes of a block of AES, of the key and of the initialisation vector. */
const BLOCK = 16;

/** Bytes of a salt, and of a salt with its mark. */
const SALT = 64;
const MARKED_SALT = 4 + SALT;

/** Bytes at the end of every blob: `JPIV`, the vector, the length of the plain text. */
export const TAIL: number = 4 + BLOCK + 4;

/** How PBKDF2 makes the key of the password. */
export interface KeyRecipe {
  /** The digest, as the platform names it. */
  readonly digest: string;
  /** How often it is applied. */
  readonly iterations: number;
  /** The salt of the whole archive; undefined where each blob has its own. */
  readonly salt: Uint8Array | undefined;
}

/** An encrypted blob, taken apart. */
export interface Blob {
  readonly cipher: Uint8Array;
  readonly salt: Uint8Array | undefined;
  readonly vector: Uint8Array;
  /** Bytes of the plain text. */
  readonly length: number;
}

/** Takes a blob apart; undefined when it is none. */
export function readBlob(bytes: Uint8Array): Blob | undefined {
  const tail = bytes.length - TAIL;
  if (tail < 0 || !hasMark(bytes, tail, "JPIV")) return undefined;
  const vector = bytes.subarray(tail + 4, tail + 4 + BLOCK);
  const length = numbers(bytes).getUint32(tail + 4 + BLOCK, true);
  const isSalted = tail >= MARKED_SALT && hasMark(bytes, tail - MARKED_SALT, "JPST");
  const end = isSalted ? tail - MARKED_SALT : tail;
  const salt = isSalted ? bytes.subarray(tail - SALT, tail) : undefined;
  if (end % BLOCK !== 0 || length > end) return undefined;
  return { cipher: bytes.subarray(0, end), salt, vector, length };
}

/** Whether these are the last bytes of a blob whose plain text has this length. */
export function isTail(bytes: Uint8Array, length: number): boolean {
  return bytes.length === TAIL && hasMark(bytes, 0, "JPIV") &&
    numbers(bytes).getUint32(TAIL - 4, true) === length;
}

function hasMark(bytes: Uint8Array, at: number, mark: string): boolean {
  return [...mark].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));
}

/** Decrypts with one password; keeps the last key, since making one takes long on purpose. */
export class Decoder {
  readonly #password: string;
  readonly #recipe: KeyRecipe;
  #last: { readonly salt: Uint8Array; readonly key: Uint8Array } | undefined;

  /** Takes the password in UTF-8. */
  constructor(password: string, recipe: KeyRecipe) {
    this.#password = password;
    this.#recipe = recipe;
  }

  /** The plain text; nonsense when the password is wrong. Undefined when there is no salt. */
  async decode({ cipher, salt: own, vector, length }: Blob): Promise<Uint8Array | undefined> {
    // Where the archive has one salt, one for a blob would only make another expensive key.
    const salt = this.#recipe.salt ?? own;
    if (salt === undefined) return undefined;
    const key = await this.#key(salt);
    const decipher = createDecipheriv("aes-128-cbc", key, vector).setAutoPadding(false);
    const plain = decipher.update(cipher);
    decipher.final();
    return plain.subarray(0, length);
  }

  async #key(salt: Uint8Array): Promise<Uint8Array> {
    const last = this.#last;
    if (last !== undefined && equal(last.salt, salt)) return last.key;
    const { iterations, digest } = this.#recipe;
    const key = await derive(this.#password, salt, iterations, BLOCK, digest);
    this.#last = { salt: salt.slice(), key };
    return key;
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
