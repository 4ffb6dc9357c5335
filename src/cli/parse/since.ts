/** Moments as people write them: a date, or how long ago. */
import { SitehaulError } from "../../base/errors.ts";
import { quoted } from "../../base/message_text.ts";
import { durationFault, durationMs } from "../../config/duration.ts";

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?(Z)?$/;

/** What a moment depends on. */
export interface Around {
  /** ms since 1970. */
  readonly now: number;
  /** The zone of dates, such as `Europe/Paris`. */
  readonly timeZone: string;
}

/**
 * A moment, ms since 1970.
 *
 * @param text such as `36h` or `2026-11-01T07:30`
 * @throws {SitehaulError} `usage/value`
 */
export function parseSince(text: string, { now, timeZone }: Around): number {
  const [whole, ...numbers] = DATE.exec(text) ?? [];
  const ago = durationMs(text);
  if (!Number.isNaN(ago)) return now - ago;
  if (whole === undefined) throw refused(text, durationFault(text) ?? "");
  const isUtc = numbers.pop() !== undefined;
  const [year = 0, month = 0, day = 0, ...time] = numbers.map((number) => Number(number ?? 0));
  const [hour = 0, minute = 0, second = 0] = time;
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  const isReal = new Date(utc).toISOString().startsWith(`${numbers.slice(0, 3).join("-")}T`) &&
    hour < 24 && minute < 60 && second < 60;
  if (!isReal) throw refused(text, "there is no such date");
  return isUtc ? utc : inZone(utc, timeZone);
}

function refused(text: string, fault: string): SitehaulError {
  return new SitehaulError("usage/value", `--since ${quoted(text)}: ${fault}`, {
    hint: "Write how long ago, such as 36h or 14d, or a date such as 2026-11-01.",
  });
}

/** The moment at which clocks of the zone show what the clocks of UTC show at another one. */
function inZone(utc: number, timeZone: string): number {
  const first = utc - aheadMs(utc, timeZone);
  // On a day on which the clocks change, the first guess may lie on the other side.
  return utc - aheadMs(first, timeZone);
}

/** How far the clocks of a zone are ahead of UTC. */
function aheadMs(moment: number, timeZone: string): number {
  // Sweden writes times in the order of ISO 8601.
  const shown = new Date(moment).toLocaleString("sv-SE", { timeZone });
  return Date.parse(`${shown.replace(" ", "T")}Z`) - Math.floor(moment / 1000) * 1000;
}
