/** The beginning of a body, as a text that may be shown. */
import type { Redactor } from "../base/redact.ts";

/** How much is shown, in bytes. */
const SHOWN = 2048;

/**
 * How much more is checked: a secret that the end cuts in two would not be recognised, so the end
 * is never shown. No credential in any of its spellings is longer than this.
 */
const MARGIN = 1024;

const TEXT = /^\s*(?:text\/|application\/(?:[\w.+-]*json|x-www-form-urlencoded|[\w.+-]*xml))/i;

/** Collects the beginning of a body and counts the rest. */
export class BodyHead {
  readonly #collected = new Uint8Array(SHOWN + MARGIN);
  readonly #isShown: boolean;
  #bytes = 0;

  /**
   * Starts with nothing.
   *
   * @param headers those of the request or response
   * @param confidential whether nothing of the body may be shown
   */
  constructor(headers: Headers, confidential: boolean) {
    const type = headers.get("content-type") ?? "";
    this.#isShown = !confidential && TEXT.test(type);
  }

  /** How long the body is so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Counts all bytes; keeps only as many as there is memory for. */
  add(piece: Uint8Array): void {
    const room = this.#collected.byteLength - this.#bytes;
    if (room > 0) this.#collected.set(piece.subarray(0, room), this.#bytes);
    this.#bytes += piece.byteLength;
  }

  /** The text under the key `body`, or nothing where there is none to be shown. */
  shown(redactor: Redactor): { body?: string } {
    if (!this.#isShown || this.#bytes === 0) return {};
    const isWhole = this.#bytes <= this.#collected.byteLength;
    const text = new TextDecoder().decode(this.#collected.subarray(0, this.#bytes));
    // The ellipsis tells that the end may be the beginning of a secret, in whatever long spelling.
    const redacted = redactor(isWhole ? text : `${text}…`);
    return { body: (isWhole ? redacted : redacted.slice(0, -MARGIN)).slice(0, SHOWN) };
  }
}
