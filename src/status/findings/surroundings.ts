/** What is to be said of the certificate, the disk and the clock. */
import { dayText, spanText } from "../span_text.ts";
import type { Finder } from "./about.ts";

/** Automatic renewal usually happens about a month before a certificate ends, ms. */
const CERTIFICATE_NOTICE_MS = 14 * 24 * 3_600_000;

/** A clock that is kept by nobody is wrong by minutes; one that is wrong by more has a wrong zone or date, ms. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

/** The certificate has ended, or ends soon, as far as was last seen. */
export const findCertificate: Finder = ({ history }, { now }) => {
  const ends = history?.seen?.tlsExpires;
  if (ends === undefined || ends - now > CERTIFICATE_NOTICE_MS) return [];
  const text = ends <= now
    ? `its certificate ended on ${dayText(ends)}`
    : `its certificate ends in ${spanText(ends - now)}`;
  return [{ code: "certificate", level: "warning", text }];
};

/** Two more backups would not fit where its downloads go. */
export const findDisk: Finder = ({ history }) => {
  const free = history?.seen?.freeBytes;
  const [size] = history?.sizes ?? [];
  if (free === undefined || size === undefined || free >= 2 * size) return [];
  const text = free < size
    ? "another backup would not fit into its download folder"
    : "two more backups would not fit into its download folder";
  return [{ code: "disk", level: "warning", text }];
};

/** Times of this site are not what they seem. */
export const findClock: Finder = ({ history }, { isClockBack }) => {
  if (isClockBack) {
    return [{ code: "clock", level: "warning", text: "ages are unknown: the clock was set back" }];
  }
  const ahead = history?.seen?.clockAheadMs ?? 0;
  if (Math.abs(ahead) <= CLOCK_TOLERANCE_MS) return [];
  const text = `its clock is ${spanText(Math.abs(ahead))} ${ahead > 0 ? "ahead" : "behind"}`;
  return [{ code: "site-clock", level: "note", text }];
};
