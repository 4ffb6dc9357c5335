/** Which copies are kept: the words and the arithmetic of restic, with departures that are explained. */
import type { Duration } from "../config/duration.ts";

/** How many of each are kept. Rules are or-ed: what any of them keeps stays. */
export interface RetentionPolicy {
  /** The newest ones. */
  readonly keepLast?: number | undefined;
  /** The newest one of each of the last hours that have one. */
  readonly keepHourly?: number | undefined;
  /** The same of days. */
  readonly keepDaily?: number | undefined;
  /** The same of ISO weeks, which begin on Monday. */
  readonly keepWeekly?: number | undefined;
  /** The same of months. */
  readonly keepMonthly?: number | undefined;
  /** The same of years. */
  readonly keepYearly?: number | undefined;
  /** All that are no older than this, counted from the newest one. */
  readonly keepWithin?: Duration | undefined;
  /** The newest ones of those that failed or were never proven. @default {3} */
  readonly keepFailed?: number | undefined;
}

/** How many are kept of those that failed or were never proven, where the policy does not say. */
export const KEEP_FAILED = 3;

/** The rules that count periods, from short to long. */
export const PERIODS = {
  keepHourly: "hour",
  keepDaily: "day",
  keepWeekly: "week",
  keepMonthly: "month",
  keepYearly: "year",
} as const satisfies Partial<Record<keyof RetentionPolicy, Period>>;

/** What a calendar cuts time into. */
export type Period = "hour" | "day" | "week" | "month" | "year";

/** Whether a policy says anything: one that does not keeps everything. */
export function isEmptyPolicy(policy: RetentionPolicy): boolean {
  const { keepFailed: _, ...rules } = policy;
  return Object.values(rules).every((value) => value === undefined);
}
