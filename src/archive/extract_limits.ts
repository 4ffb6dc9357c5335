/** What an archive may ask for at most. */
import type { Entry } from "./entry.ts";
import type { ExtractLimits } from "./extract_contract.ts";

/** Bytes that may be written whatever the size of the archive; no smaller file counts as a bomb. */
const HARMLESS = 64 << 20;

/** Counts what is written, and says what would be too much. */
export class Allowance {
  readonly #limits: ExtractLimits;
  /** Bytes of the archive. */
  readonly #stored: number;
  /** Bytes that went to the disk, also for files of which nothing stayed. */
  #poured = 0;

  /** Begins with nothing written. */
  constructor(limits: ExtractLimits, stored: number) {
    this.#limits = limits;
    this.#stored = stored;
  }

  /** Notes bytes that went to the disk. */
  pour(bytes: number): void {
    this.#poured += bytes;
  }

  /**
   * Why an entry would be too much.
   *
   * @param kept bytes of the files that are there so far
   */
  *exceededBy(
    { size, storedSize, type }: Entry,
    kept: number,
  ): Generator<{ severity: "error"; code: "limit"; message: string }> {
    const { totalBytes = Infinity, ratio = 500 } = this.#limits;
    const refuse = (message: string) => ({ severity: "error", code: "limit", message } as const);
    if (type !== "file") return;
    const written = this.#poured + size;
    if (size > HARMLESS && size > storedSize * ratio) {
      yield refuse(`${storedSize} stored bytes would become ${size}, more than ${ratio} times`);
    } else if (written > HARMLESS + this.#stored * ratio) {
      const all = `with its ${size} bytes ${written} would be written out of ${this.#stored}`;
      yield refuse(`${all}, more than ${ratio} times as many`);
    }
    if (kept + size > totalBytes) {
      yield refuse(`with its ${size} bytes more than ${totalBytes} bytes would be written`);
    }
  }
}
