/** Finding out whether a password is the right one. */
import { type Blob, Decoder, type KeyRecipe } from "./jps_crypto.ts";
import { type JpsEntity, readJpsEntity } from "./jps_header.ts";

/** A password, or how to ask for one; nothing when none is known. */
export type PasswordSource = string | (() => Promise<string>) | undefined;

/** Tries the password on the first entity that is met; from then on it is known to be right. */
export class Unlocker {
  readonly #recipe: KeyRecipe;
  readonly #source: PasswordSource;
  #decoder: Decoder | undefined;
  #answer: Promise<string> | undefined;
  #failures = 0;

  /** Nothing is asked of `source` yet. */
  constructor(recipe: KeyRecipe, source: PasswordSource) {
    this.#recipe = recipe;
    this.#source = source;
  }

  /** Decrypts with the right password. */
  get decoder(): Decoder {
    return this.#decoder ?? new Decoder("", this.#recipe);
  }

  /** Why nothing can be read. */
  get refusal(): string {
    return this.#source === undefined
      ? "the archive is encrypted, and no password was given"
      : "the password is wrong, or the beginning of the archive is damaged";
  }

  /** How many headers made no sense; each may have taken a key of its own. */
  get failures(): number {
    return this.#failures;
  }

  /** Decrypts an entity header; undefined when it makes no sense, `locked` without the password. */
  async read(blob: Blob): Promise<JpsEntity | "locked" | undefined> {
    if (this.#decoder !== undefined) {
      const entity = await readWith(this.#decoder, blob);
      if (entity === undefined) this.#failures++;
      return entity;
    }
    for (const ask of this.#candidates()) {
      const decoder = new Decoder(await ask(), this.#recipe);
      const entity = await readWith(decoder, blob);
      if (entity === undefined) continue;
      this.#decoder = decoder;
      return entity;
    }
    return "locked";
  }

  /** The user is not asked for a password if the empty one is right. */
  #candidates(): (() => Promise<string>)[] {
    const source = this.#source;
    if (typeof source === "string") return [() => Promise.resolve(source)];
    const empty = () => Promise.resolve("");
    return source === undefined ? [empty] : [empty, () => this.#answer ??= source()];
  }
}

async function readWith(decoder: Decoder, blob: Blob): Promise<JpsEntity | undefined> {
  const plain = await decoder.decode(blob);
  return plain && readJpsEntity(plain);
}
