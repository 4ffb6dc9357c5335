/** From what is known of a site's backups to the copies that are there, place by place. Pure. */
import type { CopyFacts, KnownBackup } from "../history/history.ts";
import type { Candidate, Standing } from "./decide.ts";

/**
 * Where copies are, for a policy: the site itself, the folders of this computer (all of them are one place,
 * since each backup may have a folder of its own), or a store.
 */
export interface Place {
  readonly kind: CopyFacts["kind"];
  /** The address of a store; else `""`. */
  readonly store: string;
}

/** A copy that is there, with its backup. */
export interface PlacedCopy extends Candidate {
  readonly known: KnownBackup;
  readonly copy: CopyFacts;
}

/** The copies of one group at one place. */
export interface PlacedCopies extends Place {
  readonly profile: number;
  readonly copies: readonly PlacedCopy[];
}

/** By profile and place, in the order in which they are first known. */
export function placesOf(backups: readonly KnownBackup[]): readonly PlacedCopies[] {
  const places = new Map<string, { profile: number; place: Place; copies: PlacedCopy[] }>();
  for (const known of backups) {
    const { profile } = known.backup;
    for (const copy of known.copies) {
      if (copy.removed !== undefined) continue;
      const { kind } = copy;
      const place = { kind, store: kind === "store" ? copy.place : "" };
      const key = `${profile} ${kind} ${place.store}`;
      const found = places.get(key) ?? { profile, place, copies: [] };
      places.set(key, found);
      found.copies.push(placed(known, copy));
    }
  }
  return [...places.values()].map(({ profile, place, copies }) => ({ profile, ...place, copies }));
}

function placed(known: KnownBackup, copy: CopyFacts): PlacedCopy {
  const { backup: { begun, noted }, slot, pinned } = known;
  return {
    id: copy.id,
    // No later than it was noted here: the clock of the site may be wrong.
    at: Math.min(begun ?? noted, noted),
    slot,
    standing: standingOf(known, copy),
    isPinned: pinned !== undefined,
    known,
    copy,
  };
}

/** What is on the site is what was fetched from there: a proof of that copy is one of this. */
function standingOf({ copies }: KnownBackup, { kind, proof }: CopyFacts): Standing {
  if (kind === "site") {
    return copies.some((other) => other.proof?.verdict === "good") ? "verified" : "unproven";
  }
  if (proof?.verdict === "bad") return "bad";
  return proof?.verdict === "good" ? "verified" : "unproven";
}
