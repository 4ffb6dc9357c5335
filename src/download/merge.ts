/** Several generators at once, as one. */

/**
 * Runs generators concurrently, at most so many at a time, and returns their values as they come.
 * The first error ends it; leaving it early ends those that are running. Either way it waits until
 * each of them has cleaned up.
 *
 * @param sources start the generators
 * @param most how many run at a time
 * @param stop makes those that are running end soon
 */
export async function* merge<T>(
  sources: readonly (() => AsyncGenerator<T, void, void>)[],
  most: number,
  stop: () => void,
): AsyncGenerator<T, void, void> {
  const waiting = [...sources];
  const open = new Set<AsyncGenerator<T, void, void>>();
  const running = new Map<AsyncGenerator<T, void, void>, Promise<Turn<T>>>();
  const advance = (source: AsyncGenerator<T, void, void>) => {
    running.set(source, source.next().then((result) => ({ source, result })));
  };
  const begin = () => {
    const source = waiting.shift()?.();
    if (source === undefined) return;
    open.add(source);
    advance(source);
  };
  for (let started = 0; started < most; started++) begin();
  try {
    while (running.size > 0) {
      const { source, result } = await Promise.race(running.values());
      running.delete(source);
      if (result.done === true) {
        open.delete(source);
        begin();
        continue;
      }
      yield result.value;
      advance(source);
    }
  } finally {
    if (running.size > 0) stop();
    await Promise.allSettled(running.values());
    await Promise.allSettled([...open].map((source) => source.return()));
  }
}

/** A value, and the source to ask for the next one. */
interface Turn<T> {
  readonly source: AsyncGenerator<T, void, void>;
  readonly result: IteratorResult<T, void>;
}
