/** Spans of time, as short as they can be said. */

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Each unit is used up to so many of it; the last one for all that is longer. */
const UNITS: readonly (readonly [ms: number, name: string, most: number])[] = [
  [SECOND, "s", 60],
  [MINUTE, "min", 60],
  [HOUR, "h", 48],
  [DAY, "d", 60],
  [30.4375 * DAY, "mo", 24],
  [365.25 * DAY, "y", Infinity],
];

/** Such as `12 s`, `40 min`, `26 h`, `5 d`, `7 mo` or `3 y`: whole ones, never more than it is. */
export function spanText(ms: number): string {
  const [unit, name] = UNITS.find(([each, , most]) => ms < each * most) ?? [SECOND, "s"];
  return `${Math.max(0, Math.floor(ms / unit))} ${name}`;
}

/** Such as `2026-01-31`: the day in UTC; what is no time is `an unknown day`. */
export function dayText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "an unknown day" : date.toISOString().slice(0, 10);
}

/** Such as `2026-01-31 02:17 UTC`. */
export function momentText(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "an unknown time";
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
