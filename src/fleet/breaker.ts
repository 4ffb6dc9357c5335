/**
 * Whether a host is still worth asking. Pure: what happened and what time it is decide.
 *
 * Sites on one server go down together. After some of them have failed in a row, the others wait, ever
 * longer, while one at a time tries; after too long they are left alone.
 */

/** Failures in a row after which a host is left in peace for a while. */
const FAILURES = 3;
/** The first pause, ms; each later one is twice as long. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** Failures in a row after which nobody else tries in this run. */
const GIVE_UP = 8;

/** What is known of a host. */
export interface HostHealth {
  /** How many jobs have failed in a row because the host did not answer. */
  readonly failures: number;
  /** When the last of them did. */
  readonly failedAt: number;
}

/** A host that nothing is known of. */
export const UNTRIED: HostHealth = { failures: 0, failedAt: 0 };

/** What may be done on a host. */
export type Permit =
  | { readonly type: "open" }
  /** One job at a time, to see. */
  | { readonly type: "try" }
  | { readonly type: "wait"; readonly until: number }
  | { readonly type: "never" };

/** After a job that ended, whether it failed because its host did not answer. */
export function healthAfter(before: HostHealth, isUnreachable: boolean, now: number): HostHealth {
  return isUnreachable ? { failures: before.failures + 1, failedAt: now } : UNTRIED;
}

/** What may be done now. */
export function permitOf({ failures, failedAt }: HostHealth, now: number): Permit {
  if (failures < FAILURES) return { type: "open" };
  if (failures >= GIVE_UP) return { type: "never" };
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - FAILURES));
  const until = failedAt + pause;
  // A clock that was set back must not make a pause longer.
  return now >= until || now < failedAt ? { type: "try" } : { type: "wait", until };
}
