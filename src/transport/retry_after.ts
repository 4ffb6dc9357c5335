/** How long a server asks to be left alone. */

/**
 * What `Retry-After` asks for, ms: it is a number of seconds, or a date (RFC 9110).
 *
 * @param value the header
 * @param now the time of day, ms since 1970
 */
export function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
