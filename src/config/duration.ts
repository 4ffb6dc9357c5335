/** Spans of time and rates as people write them in the configuration and on the command line. */

/** A span of time; months and years are those of a calendar, for whoever has one. */
export interface Duration {
  /** Greater than 0. */
  readonly amount: number;
  readonly unit: DurationUnit;
}

/** How long each is, ms: a month counts as 30 days, and a year as 365. */
const UNITS = {
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  mo: 30 * 86_400_000,
  y: 365 * 86_400_000,
} as const;

/** Seconds, minutes, hours, days, weeks, months, years. */
export type DurationUnit = keyof typeof UNITS;

/** What such a text looks like, in words. */
export const DURATION_FORM = "a time such as 90min, 36h, 14d, 8w, 6mo or 1y";

/** What a rate looks like, in words. */
export const RATE_FORM = "bytes per second such as 800kB/s, 50MB/s or 20MiB/s";

/**
 * A span of time from a text such as `36h` or `1.5d`; nothing where it is none. A bare `m` is none: it
 * could be minutes or months.
 */
export function parseDuration(text: string): Duration | undefined {
  const [, number, unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?) ?(s|min|h|d|w|mo|y)$/.exec(text) ?? [];
  const amount = Number(number);
  return Object.hasOwn(UNITS, unit) && amount > 0
    ? { amount, unit: unit as DurationUnit }
    : undefined;
}

/** In ms. A text that is none has no length. */
export function durationMs(text: string): number {
  const found = parseDuration(text);
  return found === undefined ? NaN : found.amount * UNITS[found.unit];
}

/** What is wrong with a text that should be a span of time; nothing if it is one. */
export function durationFault(text: string): string | undefined {
  if (parseDuration(text) !== undefined) return undefined;
  const [, amount] = /^(\d+(?:\.\d+)?) ?m$/i.exec(text) ?? [];
  return amount === undefined
    ? `expected ${DURATION_FORM}`
    : `${text} could be minutes or months: write ${amount}min or ${amount}mo`;
}

const BYTES = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
} as const;

/** Bytes per second from a text such as `50MB/s`; nothing where it is none. */
export function parseRate(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?) ?(\w+)\/s$/.exec(text) ?? [];
  const rate = Object.hasOwn(BYTES, unit) ? Number(number) * BYTES[unit as keyof typeof BYTES] : 0;
  return rate > 0 ? rate : undefined;
}

/** What is wrong with a text that should be a rate; nothing if it is one. */
export function rateFault(text: string): string | undefined {
  if (parseRate(text) !== undefined) return undefined;
  return /b(?:it)?(?:\/s|ps)$/.test(text)
    ? `expected ${RATE_FORM}: bytes, not bits`
    : `expected ${RATE_FORM}`;
}
