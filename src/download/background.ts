/** Work that goes on while more comes in, one piece at a time; its failure is told to who waits for it. */
export class Background {
  #running: Promise<void> | undefined;
  #error: unknown;

  /** Begins it, unless the piece before is still under way. */
  begin(work: () => Promise<void>): void {
    this.#running ??= work().catch((error) => {
      this.#error ??= error;
    }).finally(() => {
      this.#running = undefined;
    });
  }

  /** Waits for what is under way, and throws what any of it has thrown. */
  async settle(): Promise<void> {
    await this.#running;
    if (this.#error !== undefined) throw this.#error;
  }
}
