/** Work on several sites at the same time. */

/** Does the work on each, so many at a time; after an interruption nothing new is begun. */
export async function sideBySide<T>(
  sites: readonly T[],
  most: number,
  signal: AbortSignal,
  work: (site: T) => Promise<void>,
): Promise<void> {
  const waiting = [...sites];
  const worker = async () => {
    for (let site = waiting.shift(); site !== undefined; site = waiting.shift()) {
      await work(site);
      if (signal.aborted) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, sites.length) }, worker));
}
