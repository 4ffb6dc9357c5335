/** What is to go of a site's copies, at all places. Pure. */
import type { CopyFacts, KnownBackup } from "../history/history.ts";
import { type Circumstances, decide, type RetentionPlan } from "./decide.ts";
import { isTooMuch } from "./guard.ts";
import { type PlacedCopies, type PlacedCopy, placesOf } from "./places.ts";
import type { RetentionPolicy } from "./policy.ts";

/** By what the copies of a site are judged. */
export interface SitePolicies {
  /** Of copies in folders and stores; without one, nothing goes there. */
  readonly copies: RetentionPolicy | undefined;
  /** Without one, nothing goes on the site. */
  readonly server: RetentionPolicy | undefined;
}

/** What is to be done at one place. */
export interface PlacePlan extends PlacedCopies, RetentionPlan<PlacedCopy> {}

/** What is to be done for a site. */
export interface SitePlan {
  readonly places: readonly PlacePlan[];
  /** More than half of what there is would go: somebody has to say that this is meant. */
  readonly isTooMuch: boolean;
}

/** Decides for all places of a site. */
export function planSite(
  backups: readonly KnownBackup[],
  policies: SitePolicies,
  around: Circumstances,
): SitePlan {
  const decided = placesOf(backups).map((place) => {
    const policy = place.kind === "site" ? policies.server : policies.copies;
    return { ...place, ...decide(place.copies, policy ?? {}, around) };
  });
  const going = new Set(decided.flatMap(({ remove }) => remove.map(({ id }) => id)));
  const places = decided.map((place) => place.kind === "site" ? withCover(place, going) : place);
  const all = places.reduce((sum, { copies }) => sum + copies.length, 0);
  const removed = places.reduce((sum, { remove }) => sum + remove.length, 0);
  return { places, isTooMuch: isTooMuch(removed, all) };
}

/** What is on the site goes only if there is a verified copy elsewhere that does not go itself. */
function withCover(place: PlacePlan, going: ReadonlySet<number>): PlacePlan {
  const isCovered = (copy: PlacedCopy) => coversOf(copy, going).length > 0;
  const bare = place.remove.filter((copy) => !isCovered(copy));
  const keep = [
    ...place.keep,
    ...bare.map((copy) => ({ copy, reasons: ["not covered" as const] })),
  ].toSorted((a, b) => b.copy.at - a.copy.at);
  return { ...place, keep, remove: place.remove.filter(isCovered) };
}

/** The copies elsewhere for whose sake one on the site may go. */
export function coversOf(
  { known }: PlacedCopy,
  going: ReadonlySet<number>,
): readonly CopyFacts[] {
  return known.copies.filter(({ id, kind, removed, proof }) =>
    kind === "folder" && removed === undefined && proof?.verdict === "good" && !going.has(id)
  );
}
