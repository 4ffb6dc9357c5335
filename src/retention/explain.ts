/** A policy in words, with what it would keep of a backup a day. */
import type { Calendar } from "./calendar.ts";
import { decide } from "./decide.ts";
import { isEmptyPolicy, KEEP_FAILED, PERIODS, type RetentionPolicy } from "./policy.ts";

const DAY_MS = 86_400_000;

/** An example goes back so many days: far enough for a rule of years. */
const DAYS = 3 * 366;

/** Half a sentence: `keeps the 3 newest, the newest of each day (7) and week (4); of unproven ones none`. */
export function policyInWords(policy: RetentionPolicy): string {
  if (isEmptyPolicy(policy)) return "keeps everything";
  const { keepLast, keepWithin, keepFailed = KEEP_FAILED } = policy;
  const periods = Object.entries(PERIODS).flatMap(([rule, period]) => {
    const many = policy[rule as keyof typeof PERIODS];
    return many === undefined || many === 0 ? [] : [`${period} (${many})`];
  });
  const parts = [
    keepLast === undefined ? "" : keepLast === 1 ? "the newest" : `the ${keepLast} newest`,
    periods.length === 0 ? "" : `the newest of each ${andList(periods)}`,
    keepWithin === undefined
      ? ""
      : `all within ${keepWithin.amount}${keepWithin.unit} of the newest`,
  ].filter((part) => part !== "");
  const failed = keepFailed === 0
    ? "none"
    : keepFailed === 1
    ? "the newest"
    : `the ${keepFailed} newest`;
  return `keeps ${parts.join(", ")}; of unproven ones ${failed}`;
}

/** What stays of a verified backup a day, newest first: the days, as the calendar calls them. */
export function exampleOf(
  policy: RetentionPolicy,
  calendar: Calendar,
  now: number,
): readonly string[] {
  const copies = Array.from({ length: DAYS }, (_, day) => ({
    id: DAYS - day,
    at: now - day * DAY_MS,
    standing: "verified" as const,
  }));
  return decide(copies, policy, { calendar, now }).keep.map(({ copy }) =>
    calendar.periodOf(copy.at, "day")
  );
}

function andList(words: readonly string[]): string {
  return [words.slice(0, -1).join(", "), ...words.slice(-1)].filter((text) => text !== "").join(
    " and ",
  );
}
