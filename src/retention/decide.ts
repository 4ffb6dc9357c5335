/**
 * What is kept and what may go, of the copies of one group (a site and a profile) at one place.
 *
 * Pure: the copies, the policy and the calendar decide. It is restic's arithmetic
 * (`restic forget`), but for what is said here.
 */
import type { Calendar } from "./calendar.ts";
import { isEmptyPolicy, KEEP_FAILED, PERIODS, type RetentionPolicy } from "./policy.ts";

/** How far a copy can be trusted. */
export type Standing = "verified" | "unproven" | "bad";

/** A copy that is there, as the history knows it. Nothing else is ever removed. */
export interface Candidate {
  /** By its number in the history. */
  readonly id: number;
  /** When its backup began, ms since 1970. */
  readonly at: number;
  /** The moment for which it was due: several attempts for one slot count as one backup. */
  readonly slot?: number | undefined;
  /** Only what is verified fills places. */
  readonly standing: Standing;
  /** Somebody said that it stays. */
  readonly isPinned?: boolean | undefined;
  /** The site itself protects it. */
  readonly isFrozen?: boolean | undefined;
}

/** Why a copy stays. */
export type KeepReason =
  | Exclude<keyof RetentionPolicy, "keepWithin" | "keepFailed">
  | "keepWithin"
  | "keepFailed"
  | "pinned"
  | "frozen"
  | "newest verified"
  | "newer than now"
  | "not covered"
  | "no policy";

/** A copy that stays. */
export interface Kept<Copy extends Candidate = Candidate> {
  readonly copy: Copy;
  /** At least one. */
  readonly reasons: readonly KeepReason[];
}

/** What is to be done with the copies at a place. */
export interface RetentionPlan<Copy extends Candidate = Candidate> {
  /** Newest first. */
  readonly keep: readonly Kept<Copy>[];
  /** In the order in which they go: oldest first. */
  readonly remove: readonly Copy[];
}

/** By what is decided. */
export interface Circumstances {
  /** Of the time zone in which days, weeks and months are cut. */
  readonly calendar: Calendar;
  /** ms since 1970. */
  readonly now: number;
}

/** A backup may be a little newer than now: clocks differ. ms */
const CLOCKS_DIFFER_MS = 24 * 3_600_000;

/**
 * Decides. Whatever the policy says, the newest verified copy stays, and so does what is pinned, frozen,
 * or newer than now: a clock was wrong then, and such a copy neither fills a place nor is a measure.
 */
export function decide<Copy extends Candidate>(
  copies: readonly Copy[],
  policy: RetentionPolicy,
  { calendar, now }: Circumstances,
): RetentionPlan<Copy> {
  const newestFirst = copies.toSorted((a, b) => b.at - a.at || b.id - a.id);
  const reasons = new Map<Copy, KeepReason[]>(newestFirst.map((copy) => [copy, []]));
  const keep = (copy: Copy | undefined, reason: KeepReason) => {
    if (copy !== undefined) reasons.get(copy)?.push(reason);
  };
  for (const copy of newestFirst) {
    if (isEmptyPolicy(policy)) keep(copy, "no policy");
    if (copy.isPinned === true) keep(copy, "pinned");
    if (copy.isFrozen === true) keep(copy, "frozen");
    if (copy.at > now + CLOCKS_DIFFER_MS) keep(copy, "newer than now");
  }
  const timely = newestFirst.filter(({ at }) => at <= now + CLOCKS_DIFFER_MS);
  const verified = timely.filter(({ standing }) => standing === "verified");
  keep(verified[0], "newest verified");
  applyRules(onePerSlot(verified), policy, calendar, keep);
  const failed = timely.filter(({ standing }) => standing !== "verified");
  for (const copy of failed.slice(0, policy.keepFailed ?? KEEP_FAILED)) keep(copy, "keepFailed");
  const all = [...reasons];
  return {
    keep: all.flatMap(([copy, found]) => found.length > 0 ? [{ copy, reasons: found }] : []),
    remove: all.filter(([, found]) => found.length === 0).map(([copy]) => copy).toReversed(),
  };
}

/** Of several attempts for one slot the newest stands for all. */
function onePerSlot<Copy extends Candidate>(newestFirst: readonly Copy[]): readonly Copy[] {
  const seen = new Set<number>();
  return newestFirst.filter(({ slot }) => {
    if (slot === undefined) return true;
    if (seen.has(slot)) return false;
    seen.add(slot);
    return true;
  });
}

function applyRules<Copy extends Candidate>(
  newestFirst: readonly Copy[],
  policy: RetentionPolicy,
  calendar: Calendar,
  keep: (copy: Copy, reason: KeepReason) => void,
): void {
  for (const copy of newestFirst.slice(0, policy.keepLast ?? 0)) keep(copy, "keepLast");
  for (const [rule, period] of Object.entries(PERIODS)) {
    const name = rule as keyof typeof PERIODS;
    const periodOf = ({ at }: Copy) => calendar.periodOf(at, period);
    for (const copy of newestOfEach(newestFirst, policy[name] ?? 0, periodOf)) keep(copy, name);
  }
  const [newest] = newestFirst;
  if (policy.keepWithin === undefined || newest === undefined) return;
  // Not from now: of a site that is abandoned, nothing goes.
  const oldest = calendar.before(newest.at, policy.keepWithin);
  for (const copy of newestFirst) if (copy.at >= oldest) keep(copy, "keepWithin");
}

/** The newest of each of the last periods; the oldest of all is kept while places are free. */
function newestOfEach<Copy extends Candidate>(
  newestFirst: readonly Copy[],
  places: number,
  periodOf: (copy: Copy) => string,
): readonly Copy[] {
  const found: Copy[] = [];
  let last: string | undefined;
  for (const copy of newestFirst) {
    if (found.length >= places) break;
    const period = periodOf(copy);
    if (period !== last || copy === newestFirst.at(-1)) found.push(copy);
    last = period;
  }
  return found;
}
