/** What is to go of a site's copies, at all places. Pure. */
import type { KnownBackup } from "../history/history.ts";
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
  const places = placesOf(backups).map((place) => {
    const policy = place.kind === "site" ? policies.server : policies.copies;
    return { ...place, ...decide(place.copies, policy ?? {}, around) };
  });
  const all = places.reduce((sum, { copies }) => sum + copies.length, 0);
  const removed = places.reduce((sum, { remove }) => sum + remove.length, 0);
  return { places, isTooMuch: isTooMuch(removed, all) };
}
