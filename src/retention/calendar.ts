/** Hours, days, weeks, months and years as the people of a place count them. */
import type { Duration, DurationUnit } from "../config/duration.ts";
import type { Period } from "./policy.ts";

/** The calendar of a time zone. */
export interface Calendar {
  /** What all moments of one period have in common, and no others. */
  readonly periodOf: (time: number, period: Period) => string;
  /** The moment that is so long before another one; a day before may be 23 or 25 hours. */
  readonly before: (time: number, duration: Duration) => number;
}

/** How the calendar calls the units. */
const UNITS = {
  s: "seconds",
  min: "minutes",
  h: "hours",
  d: "days",
  w: "weeks",
  mo: "months",
  y: "years",
} as const satisfies Record<DurationUnit, string>;

/** A unit that has no fractions in a calendar, and what it is counted in where there are some. */
const FINER: Partial<Record<DurationUnit, { readonly unit: DurationUnit; readonly many: number }>> =
  {
    s: { unit: "s", many: 1 },
    min: { unit: "s", many: 60 },
    h: { unit: "s", many: 3600 },
    d: { unit: "h", many: 24 },
    w: { unit: "d", many: 7 },
    mo: { unit: "d", many: 30 },
    y: { unit: "mo", many: 12 },
  };

/**
 * The calendar of a time zone, such as `Europe/Berlin`.
 *
 * @param temporal `Temporal`, which not all runtimes have; see {@linkcode loadTemporal}
 * @throws {RangeError} for a zone that does not exist
 */
export function calendarOf(timeZone: string, temporal: typeof Temporal): Calendar {
  const at = (time: number) =>
    temporal.Instant.fromEpochMilliseconds(Math.floor(time)).toZonedDateTimeISO(timeZone);
  // Refuses a zone that does not exist at once.
  at(0);
  return {
    periodOf(time, period) {
      const moment = at(time);
      const [day = ""] = moment.toPlainDate().toString().split("[");
      // In autumn an hour comes twice: the offset tells which.
      if (period === "hour") return `${day}T${moment.hour}${moment.offset}`;
      if (period === "day") return day;
      if (period === "week") return `${moment.yearOfWeek}-W${moment.weekOfYear}`;
      return period === "month" ? `${moment.year}-${moment.month}` : `${moment.year}`;
    },
    before: (time, duration) => {
      const { unit, amount } = wholeOf(duration);
      return at(time).subtract({ [UNITS[unit]]: amount }).epochMilliseconds;
    },
  };
}

/** A calendar knows no half months: 1.5 of them are 45 days. */
function wholeOf({ unit, amount }: Duration): Duration {
  const finer = FINER[unit];
  if (Number.isInteger(amount) || finer === undefined) return { unit, amount };
  const converted = { unit: finer.unit, amount: amount * finer.many };
  return finer.unit === unit || finer.unit === "s"
    ? { ...converted, amount: Math.round(converted.amount) }
    : wholeOf(converted);
}

/** That of the runtime, else one that is loaded now: Node has none before version 26. */
export async function loadTemporal(): Promise<typeof Temporal> {
  const { Temporal: own } = globalThis as { Temporal?: typeof Temporal };
  if (own !== undefined) return own;
  const { Temporal: other } = await import("temporal-polyfill");
  return other as unknown as typeof Temporal;
}
