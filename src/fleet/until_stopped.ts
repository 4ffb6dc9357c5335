/** Ends a long operation where nothing is half done. */
import { SitehaulError } from "../base/errors.ts";

/**
 * The same events, until it is to stop: then it ends after the event that is due, so that a step that is
 * at work on a server comes to its end.
 *
 * @param onEvent called with each event before it is passed on
 * @throws {SitehaulError} `interrupted`
 */
export async function* untilStopped<Event, Result>(
  events: AsyncGenerator<Event, Result, void>,
  stop: AbortSignal | undefined,
  onEvent: (event: Event) => Promise<void> | void = () => {},
): AsyncGenerator<Event, Result, void> {
  let isDone = false;
  try {
    while (true) {
      const next = await events.next();
      if (next.done) {
        isDone = true;
        return next.value;
      }
      await onEvent(next.value);
      yield next.value;
      if (stop?.aborted) {
        throw new SitehaulError("interrupted", "Interrupted", { cause: stop.reason });
      }
    }
  } finally {
    // What it is in the middle of is put down in good order.
    if (!isDone) await events.return(undefined as never).catch(() => {});
  }
}
