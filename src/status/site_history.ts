/** What the history knows of one site and profile, as far as its state depends on it. */
import {
  type BackupFacts,
  type CopyFacts,
  type GroupFacts,
  type JobFacts,
  type Observation,
  type PlaceKind,
  RECENT,
  type Verdict,
} from "../history/history.ts";
import type { GoodBackup } from "./status.ts";

/** A backup, and what nobody has proven, or has disproven, of it. */
export interface KnownBackup {
  /** When it was taken, by this computer's clock. */
  readonly at: number;
  readonly record: number;
  /** The best that is known of any copy that is there; `bad` only if none is better. */
  readonly verdict: Verdict;
  /** Where that copy is; `undefined` if no copy is known to be there. */
  readonly kind: PlaceKind | undefined;
  /** Why it was not checked, or is bad. */
  readonly reason: string | undefined;
  /** Whether any copy that is there is bad. */
  readonly isDamaged: boolean;
}

/** The last jobs, as far as they tell something. */
export interface KnownJobs {
  /** The number of the newest one, and when it began. */
  readonly newest: { readonly id: number; readonly started: number } | undefined;
  /** When the last one began that was not skipped. */
  readonly lastAttempt: number | undefined;
  readonly failuresInARow: number;
  readonly failure: { readonly code: string | undefined; readonly message: string } | undefined;
  readonly skipsInARow: number;
  readonly skipReason: string | undefined;
  /** Whether the last one that was not skipped was interrupted. */
  readonly isInterrupted: boolean;
  /** When the one began that runs. */
  readonly runningSince: number | undefined;
  /** Whether any of them was done. */
  readonly hasSucceeded: boolean;
  /** What the last one that was done warned of. */
  readonly warnings: readonly string[];
}

/** A group of the history, in little memory. */
export interface SiteHistory extends KnownJobs {
  readonly site: string;
  readonly address: string;
  readonly profile: number;
  readonly lastGood: GoodBackup | undefined;
  /** The address of the site when it was taken. */
  readonly goodAddress: string | undefined;
  readonly lastBackup: KnownBackup | undefined;
  /** The sizes of the last good backups, newest first. */
  readonly sizes: readonly number[];
  readonly seen: (Observation & { readonly at: number }) | undefined;
}

/** Keeps of a group what is needed: ten thousand of them are in memory at once. */
export function siteHistory(group: GroupFacts): SiteHistory {
  const { site, address, profile, lastGood, lastBackup, sizes, seen, failuresInARow } = group;
  const aheadMs = seen?.clockAheadMs ?? 0;
  return {
    site,
    address,
    profile,
    lastGood: lastGood && goodBackup(lastGood, aheadMs),
    goodAddress: lastGood?.backup.address,
    lastBackup: lastBackup && knownBackup(lastBackup, aheadMs),
    sizes,
    seen,
    ...knownJobs(group.jobs, failuresInARow),
  };
}

/**
 * When a backup was taken. The site's clock may be wrong, as far as was seen; and no backup was taken after
 * it was noted here.
 */
function takenAt({ begun, noted }: BackupFacts, aheadMs: number): number {
  return begun === undefined ? noted : Math.min(begun - aheadMs, noted);
}

function goodBackup(
  { backup, copy }: NonNullable<GroupFacts["lastGood"]>,
  aheadMs: number,
): GoodBackup {
  const { record, archive, size } = backup;
  const { kind, place, removed, proof } = copy;
  const at = takenAt(backup, aheadMs);
  return {
    at,
    record,
    archive,
    size,
    kind,
    place,
    removed,
    depth: proof?.depth,
    provenAt: proof?.at,
  };
}

function knownBackup(
  { backup, copies }: NonNullable<GroupFacts["lastBackup"]>,
  aheadMs: number,
): KnownBackup {
  const there = copies.filter(({ removed }) => removed === undefined);
  const of = (verdict: Verdict) =>
    there.findLast((copy) => verdictOf(copy) === verdict && copy.kind !== "site") ??
      there.findLast((copy) => verdictOf(copy) === verdict);
  const best = of("good") ?? of("not checked") ?? of("bad");
  return {
    at: takenAt(backup, aheadMs),
    record: backup.record,
    verdict: best === undefined ? "not checked" : verdictOf(best),
    kind: best?.kind,
    reason: best?.proof?.reason,
    isDamaged: of("bad") !== undefined,
  };
}

function verdictOf({ proof }: CopyFacts): Verdict {
  return proof?.verdict ?? "not checked";
}

/** By their numbers: times are wrong where the clock was. */
function knownJobs(all: readonly JobFacts[], failuresInARow: number): KnownJobs {
  const jobs = all.toSorted((one, other) => other.id - one.id);
  const [newest] = jobs;
  const ended = jobs.filter(({ state }) => state !== "running");
  const skips = leading(ended, ({ state }) => state === "skipped");
  const tried = ended.slice(skips.length);
  const failed = failuresInARow === 0 ? undefined : ended.find(({ state }) => state === "failed");
  const done = ended.find(({ state }) => state === "ok" || state === "warnings");
  return {
    newest: newest && { id: newest.id, started: newest.started },
    lastAttempt: jobs.find(({ state }) => state !== "skipped")?.started,
    failuresInARow,
    failure: failed && { code: failed.code, message: failed.message ?? "for an unknown reason" },
    skipsInARow: skips.length,
    skipReason: skips[0]?.message ?? skips[0]?.code,
    isInterrupted: tried[0]?.state === "interrupted",
    runningSince: jobs.find(({ state }) => state === "running")?.started,
    hasSucceeded: done !== undefined,
    warnings: done?.state === "warnings" ? warningsOf(done) : [],
  };
}

function warningsOf({ warnings, message }: JobFacts): readonly string[] {
  return warnings.length > 0 ? warnings : [message ?? "it does not say of what"];
}

function leading<T>(list: readonly T[], fits: (item: T) => boolean): readonly T[] {
  const end = list.findIndex((item) => !fits(item));
  return end < 0 ? list : list.slice(0, end);
}

/** What is known of one site under two names: whatever is newer counts. */
export function merged(one: SiteHistory, other: SiteHistory): SiteHistory {
  const isNewer = (one.newest?.id ?? -1) >= (other.newest?.id ?? -1);
  const [newer, older] = isNewer ? [one, other] : [other, one];
  const good = later(newer.lastGood, older.lastGood);
  return {
    ...newer,
    lastGood: good,
    goodAddress: good === newer.lastGood ? newer.goodAddress : older.goodAddress,
    lastBackup: later(newer.lastBackup, older.lastBackup),
    sizes: [...newer.sizes, ...older.sizes].slice(0, RECENT),
    seen: newer.seen === undefined ? older.seen : { ...older.seen, ...definedOf(newer.seen) },
    ...(newer.hasSucceeded ? {} : {
      // As long as nothing has succeeded under the new name, the row goes on from the old one.
      hasSucceeded: older.hasSucceeded,
      failuresInARow: newer.failuresInARow + older.failuresInARow,
      failure: newer.failure ?? older.failure,
      warnings: older.warnings,
    }),
  };
}

function later<T extends { readonly at: number }>(
  one: T | undefined,
  other: T | undefined,
): T | undefined {
  return one === undefined || other !== undefined && other.at > one.at ? other : one;
}

function definedOf(seen: Observation & { readonly at: number }): typeof seen {
  const entries = Object.entries(seen).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as typeof seen;
}
