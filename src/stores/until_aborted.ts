/** Waiting for a server only until the caller has enough of it. */
import { unlessAborted } from "../base/abort.ts";
import { SitehaulError } from "../base/errors.ts";

/** The reason where a store is closed by whoever uses it. */
export function storeClosed(): SitehaulError {
  return new SitehaulError("internal", "The store was closed while it was in use");
}

/** One signal for two; none where there is none. */
export function eitherOf(one: AbortSignal, other: AbortSignal | undefined): AbortSignal;
/** One signal for two; none where there is none. */
export function eitherOf(
  one: AbortSignal | undefined,
  other: AbortSignal | undefined,
): AbortSignal | undefined;
export function eitherOf(
  one: AbortSignal | undefined,
  other: AbortSignal | undefined,
): AbortSignal | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return AbortSignal.any([one, other]);
}

/** What a source gives, until it is called off. The source may be silent for ever. */
export async function* untilAborted<T>(
  source: AsyncIterable<T> | Iterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  signal?.throwIfAborted();
  const iterator = iteratorOf(source);
  let isDone = false;
  try {
    while (true) {
      const { done, value } = await unlessAborted(iterator.next(), signal);
      if (done === true) break;
      yield value;
    }
    isDone = true;
  } finally {
    const returned = isDone ? undefined : iterator.return?.();
    // Behind a read that is under way it would wait for that.
    if (signal?.aborted === true) returned?.catch(() => {});
    else await returned;
  }
}

async function* iteratorOf<T>(
  source: AsyncIterable<T> | Iterable<T>,
): AsyncGenerator<T, void, void> {
  yield* source;
}
