/**
 * What happens in long work, in one line each.
 * @module
 */
import { durationInWords } from "./duration.ts";
import { formatBytes } from "./bytes.ts";
import type { EventLine, WorkEvent } from "./output.ts";

/** The line about an event. */
export function eventLine(event: WorkEvent): EventLine {
  // The compiler cannot see that the type of the event and its line belong together; the table can.
  const line = LINES[event.type] as (event: WorkEvent) => EventLine;
  return line(event);
}

type EventOf<T extends WorkEvent["type"]> = Extract<WorkEvent, { readonly type: T }>;

const LINES: { readonly [T in WorkEvent["type"]]: (event: EventOf<T>) => EventLine } = {
  started: ({ profile, recordId }) => {
    const record = recordId === undefined ? "" : `, record ${recordId}`;
    return note(`backup of profile ${profile} started${record}`);
  },
  resumed: ({ recordId, steps }) =>
    note(
      `backup ${recordId}, which an earlier run left behind after ${steps} steps, is taken up again`,
    ),
  holding: ({ recordId, waitMs }) => {
    const what = recordId === undefined ? "the start of a backup" : `a step of backup ${recordId}`;
    return note(
      `an earlier run was interrupted in ${what}, which may still be at work: waiting for up to ` +
        `${durationInWords(waitMs)}, or longer if it moves`,
    );
  },
  replacing: ({ recordId, reason }) => ({
    kind: "warning",
    text: `backup ${recordId}, which an earlier run left behind, is replaced: ${reason}`,
  }),
  step: ({ step, progress: percent, domain, detail }) => {
    const where = detail === "" ? domain : `${domain}, ${detail}`;
    const text = `step ${step}: ${Math.round(percent)} % ${where}`;
    return { kind: "progress", text, isMilestone: true, percent };
  },
  warning: ({ message }) => ({ kind: "warning", text: message }),
  waiting: ({ reason, waitMs, leftMs }) => {
    const [next, all] = [durationInWords(waitMs), durationInWords(leftMs)];
    return note(`${reason}; asking again in ${next}, for ${all} at most`);
  },
  recovering: ({ reason, waitMs }) => ({
    kind: "warning",
    text: `${reason}; watching the backup before going on` +
      (waitMs === 0 ? "" : `, for up to ${durationInWords(waitMs)}, or longer if it moves`),
  }),
  guess: ({ stillMs }) => ({
    kind: "warning",
    text:
      `nothing has moved for ${durationInWords(stillMs)}, but nothing proves that the last step ` +
      "is over: the next one is sent on a guess, and only verifying the archive will prove it",
  }),
  unchecked: ({ reason }) => ({
    kind: "warning",
    text: `it could not be checked whether another backup began meanwhile: ${reason}`,
  }),
  finished: ({ record }) => note(`backup ${record.id} is complete`),
  progress: ({ index, count, name, received, size }) => {
    const amount = size === undefined
      ? formatBytes(received)
      : `${formatBytes(received)} of ${formatBytes(size)}`;
    return progress(`part ${index} of ${count}: ${name}, ${amount}`, received, size);
  },
  part: ({ path, size, wasThere }) =>
    note(`${path}, ${formatBytes(size)}${wasThere ? ", already downloaded" : ""}`),
  doubted: ({ reason }) => ({
    kind: "warning",
    text: `${reason}; downloading in segments, to see what is on the server`,
  }),
  verifying: ({ path }) => note(`reading ${path} to its end`),
  checking: ({ done, total }) => progress(`${formatBytes(done)} of the archive read`, done, total),
  verified: ({ report }) => note(`${report.files} files of the archive were read`),
  deleted: ({ id }) => note(`the files of backup ${id} were deleted from the server`),
  stage: ({ version, stage }) => note(`update to ${version}: ${stage}`),
};

function note(text: string): EventLine {
  return { kind: "note", text };
}

function progress(text: string, done: number, total: number | undefined): EventLine {
  if (total === undefined) return { kind: "progress", text };
  return { kind: "progress", text, percent: total === 0 ? 100 : done / total * 100 };
}
