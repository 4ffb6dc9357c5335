/** From the events of a long operation to its result. */

/**
 * Runs a long operation to its end and returns its result, which `for await` over the same events drops.
 *
 * @param events the work, such as {@linkcode Site.takeBackup}, {@linkcode Site.download} or
 * {@linkcode Site.update}
 * @param onEvent called with each event; an error it throws ends the work
 * @returns what the generator returns
 *
 * @example
 * ```ts
 * import { connect, drain } from "@sitehaul/sitehaul";
 * import { createSimulator, DEFAULT_SECRET } from "@sitehaul/sitehaul/simulator";
 * import { assertEquals } from "@std/assert";
 *
 * const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
 * const site = await connect("www.example.com", { secret: DEFAULT_SECRET, transport });
 * const types: string[] = [];
 * const record = await drain(site.takeBackup(), ({ type }) => types.push(type));
 * assertEquals([record.status, types[0], types.at(-1)], ["complete", "started", "finished"]);
 * ```
 */
export async function drain<Event, Result>(
  events: AsyncGenerator<Event, Result, void>,
  onEvent: (event: Event) => unknown = () => {},
): Promise<Result> {
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
    try {
      await onEvent(next.value);
    } catch (error) {
      // The work ends here, and what that fails with is not why.
      await events.return(undefined as never).catch(() => {});
      throw error;
    }
  }
}
