/** A file whose end is lost, as an entry that can be extracted like all others. */
import type { Entry, Found } from "./entry.ts";
import { ArchiveError, type Problem } from "./problem.ts";

/** Something that cannot be read. */
export type Damaged = Extract<Found, { problem: Problem }>;

/** The entry, whose content ends with the problem; and whether it has been read that far. */
export function cutShort(
  rest: Entry,
  problem: Problem,
): { readonly entry: Entry; readonly isTold: () => boolean } {
  let isTold = false;
  const content = async function* (): AsyncGenerator<Uint8Array, void, void> {
    try {
      yield* rest.content();
    } catch (error) {
      // What the format finds wrong with it is no news.
      if (!(error instanceof ArchiveError)) throw error;
    }
    isTold = true;
    throw new ArchiveError([problem]);
  };
  return { entry: { ...rest, content }, isTold: () => isTold };
}
