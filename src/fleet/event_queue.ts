/** From many who tell something to one who listens. */

/** What is put in comes out in its order; whoever takes waits until there is something. */
export class EventQueue<Event> {
  #events: Event[] = [];
  #wake: (() => void) | undefined;

  /** How many nobody has taken yet. */
  get waiting(): number {
    return this.#events.length;
  }

  put(event: Event): void {
    this.#events.push(event);
    this.#wake?.();
  }

  /** All events until the work is over, which is then waited for. */
  async *until(work: Promise<unknown>): AsyncGenerator<Event, void, void> {
    let isOver = false;
    const over = () => {
      isOver = true;
      this.#wake?.();
    };
    work.then(over, over);
    while (true) {
      const events = this.#events;
      this.#events = [];
      yield* events;
      if (this.#events.length > 0) continue;
      if (isOver) break;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    await work;
  }
}
