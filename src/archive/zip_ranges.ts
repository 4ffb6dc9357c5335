/** Which bytes the entries of a ZIP archive claim. */

/** Numbers that the first array holds; it grows. */
const AT_FIRST = 1024;

/** Collects ranges, two numbers each; no two entries of an honest archive share a byte. */
export class ZipRanges {
  #numbers = new Float64Array(AT_FIRST);
  #length = 0;
  #isSorted = true;

  /** Both in bytes from the start; `end` belongs to the range no more. */
  add(start: number, end: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    if (this.#length > 0 && start < (this.#numbers[this.#length - 2] ?? 0)) this.#isSorted = false;
    this.#numbers[this.#length++] = start;
    this.#numbers[this.#length++] = end;
  }

  /** Where the first byte is that two ranges share. */
  overlap(): number | undefined {
    let last = 0;
    for (const index of this.#order()) {
      const [start, end] = [this.#numbers[index] ?? 0, this.#numbers[index + 1] ?? 0];
      if (start < last) return start;
      last = Math.max(last, end);
    }
    return undefined;
  }

  /** Where the ranges are in the array, the one that begins first at first. */
  *#order(): Generator<number> {
    const count = this.#length / 2;
    if (this.#isSorted) {
      for (let index = 0; index < count; index++) yield index * 2;
      return;
    }
    const places = Uint32Array.from({ length: count }, (_, index) => index * 2);
    yield* places.sort((a, b) => (this.#numbers[a] ?? 0) - (this.#numbers[b] ?? 0));
  }
}
