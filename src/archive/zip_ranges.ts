/**
 * Which bytes the entries of a ZIP archive claim.
 * @module
 */

/** Collects ranges; no two entries of an honest archive share a byte. */
export class ZipRanges {
  readonly #ranges: [start: number, end: number][] = [];
  #end = 0;

  /** The end of all ranges. */
  get end(): number {
    return this.#end;
  }

  /** Notes a range. */
  add(start: number, end: number): void {
    this.#ranges.push([start, end]);
    this.#end = Math.max(this.#end, end);
  }

  /** Where the first byte is that two ranges share. */
  overlap(): number | undefined {
    let last = 0;
    this.#ranges.sort(([a], [b]) => a - b);
    for (const [start, end] of this.#ranges) {
      if (start < last) return start;
      last = Math.max(last, end);
    }
    return undefined;
  }
}
