/** What is to be said of the last jobs on a site. */
import { spanText } from "../span_text.ts";
import { type Finder, unlessFresh } from "./about.ts";

/** One skipped night may be chance: the other run did it. */
const MOST_SKIPS = 1;

/** Failures since the last success, with the last reason. */
export const findFailures: Finder = ({ history, isFresh }) => {
  if (history?.failure === undefined) return [];
  const { failuresInARow: times, failure: { message } } = history;
  const text = times === 1 ? `failed: ${message}` : `failed ${times} times in a row: ${message}`;
  return [{ code: "failed", level: unlessFresh(isFresh), text }];
};

/** Jobs that were left out, or broken off. */
export const findOmissions: Finder = ({ history, isFresh }) => {
  if (history === undefined) return [];
  const { skipsInARow: times, skipReason = "for an unknown reason", isInterrupted } = history;
  const skipped = times === 0 ? [] : [
    {
      code: "skipped",
      level: times > MOST_SKIPS ? "warning" : "note",
      text: times === 1
        ? `skipped: ${skipReason}`
        : `skipped ${times} times in a row: ${skipReason}`,
    } as const,
  ];
  const interrupted = !isInterrupted ? [] : [
    {
      code: "interrupted",
      level: isFresh === true ? "note" : "warning",
      text: "its last job was interrupted",
    } as const,
  ];
  return [...skipped, ...interrupted];
};

/** What the last job that was done warned of. */
export const findWarnings: Finder = ({ history }) => {
  const [first, ...more] = history?.warnings ?? [];
  if (first === undefined) return [];
  const text = more.length === 0
    ? `a warning: ${first}`
    : `${more.length + 1} warnings, the first: ${first}`;
  return [{ code: "warnings", level: "warning", text }];
};

/** A job that is at work. */
export const findRunning: Finder = ({ history }, { now }) => {
  if (history?.runningSince === undefined) return [];
  const text = `a job has been running for ${spanText(now - history.runningSince)}`;
  return [{ code: "running", level: "note", text }];
};
