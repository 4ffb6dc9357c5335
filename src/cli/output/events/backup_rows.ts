/** The events of taking a backup. */
import { recordDocument } from "../documents.ts";
import { durationInWords } from "../duration.ts";
import { milestone, note, type Rows, warning } from "./row.ts";

/** In the order of the documents. */
export const BACKUP_ROWS: Rows<
  | "started"
  | "resumed"
  | "holding"
  | "replacing"
  | "step"
  | "warning"
  | "waiting"
  | "recovering"
  | "guess"
  | "unchecked"
  | "finished"
> = {
  started: {
    about: "A backup has started",
    fields: ({ site, profile, field, newArchive, z }) => ({
      site,
      profile,
      recordId: field(
        z.int().optional(),
        "The number of the backup record; some old versions report it only at the end",
      ),
      archive: newArchive,
    }),
    line: ({ profile, recordId }) => {
      const number = recordId === undefined ? "" : ` ${recordId}`;
      return milestone(`backup${number} of profile ${profile} started`);
    },
    progress: ({ profile }) => ({ phase: "backup", percent: 0, text: `profile ${profile}` }),
  },
  resumed: {
    about: "A backup that an earlier run left behind is taken up again",
    fields: ({ site, profile, id, newArchive, field, count }) => ({
      site,
      profile,
      recordId: id,
      archive: newArchive,
      steps: field(count, "How many steps it had"),
    }),
    line: ({ recordId, steps }) =>
      note(
        `backup ${recordId}, which an earlier run left behind after ${steps} steps, is taken up again`,
      ),
    progress: ({ profile }) => ({ phase: "backup", text: `profile ${profile}` }),
  },
  holding: {
    about: "A step of an earlier run may still be at work: nothing is sent until it is over",
    fields: ({ site, maybeId, field, count }) => ({
      site,
      recordId: maybeId,
      waitMs: field(count, "The longest time, if nothing moves meanwhile, in milliseconds"),
    }),
    line: ({ recordId, waitMs }) => {
      const what = recordId === undefined
        ? "the start of a backup"
        : `a step of backup ${recordId}`;
      return note(
        `an earlier run was interrupted in ${what}, which may still be at work: waiting for up to ` +
          `${durationInWords(waitMs)}, or longer if it moves`,
      );
    },
    progress: () => ({ phase: "backup", text: "waiting until the last step is over" }),
  },
  replacing: {
    about: "A backup that an earlier run left behind is replaced by a new one",
    fields: ({ site, field, z }) => ({
      site,
      recordId: field(z.int(), "The number of the record of the old one"),
      reason: field(z.string(), "Why it is not taken up again"),
    }),
    line: ({ recordId, reason }) =>
      warning(`backup ${recordId}, which an earlier run left behind, is replaced: ${reason}`),
  },
  step: {
    about: "A step of a backup has been completed",
    fields: ({ site, field, z }) => ({
      site,
      step: field(z.int().positive(), "The number of the step"),
      progress: field(z.number().min(0).max(100), "Per cent done; may go back a little"),
      domain: field(z.string(), "What the site is doing, such as `PackDB`"),
      detail: field(z.string(), "Details, such as the folder on the server"),
    }),
    line: ({ step, progress, ...event }) =>
      milestone(`step ${step}: ${Math.round(progress)} % ${placeOf(event)}`),
    progress: ({ progress: percent, ...event }) => ({
      phase: "backup",
      percent,
      text: placeOf(event),
    }),
  },
  warning: {
    about: "The site reports a warning",
    fields: ({ site, field, z }) => ({ site, message: field(z.string(), "The text of the site") }),
    line: ({ message }) => warning(message),
  },
  waiting: {
    about: "Something is in the way that passes; the same is asked for again after a pause",
    fields: ({ site, field, z }) => ({
      site,
      reason: field(z.string(), "What is in the way"),
      waitMs: field(z.number().min(0), "Until the next attempt, in milliseconds"),
      leftMs: field(z.number().min(0), "Until the command gives up, in milliseconds"),
    }),
    line: ({ reason, waitMs, leftMs }) => {
      const [next, all] = [durationInWords(waitMs), durationInWords(leftMs)];
      return note(`${reason}; asking again in ${next}, for ${all} at most`);
    },
    progress: ({ reason }, before) => ({ ...before, text: `${reason}; waiting` }),
  },
  recovering: {
    about: "A reply was lost; the backup record is being watched",
    fields: ({ site, field, z }) => ({
      site,
      reason: field(z.string(), "What happened"),
      waitMs: field(
        z.number().min(0),
        "How long at most, in milliseconds, unless something moves or the site stays away",
      ),
    }),
    line: ({ reason, waitMs }) =>
      warning(
        `${reason}; watching the backup before going on` +
          (waitMs === 0 ? "" : `, for up to ${durationInWords(waitMs)}, or longer if it moves`),
      ),
    progress: ({ reason }, before) => ({ ...before, text: `${reason}; watching the backup` }),
  },
  guess: {
    about: "A step is sent without knowing whether the one before is over",
    fields: ({ site, maybeId, field, count }) => ({
      site,
      recordId: maybeId,
      stillMs: field(count, "How long the record has been still, in milliseconds"),
    }),
    line: ({ stillMs }) =>
      warning(
        `nothing has moved for ${
          durationInWords(stillMs)
        }, but nothing proves that the last step ` +
          "is over: the next one is sent on a guess, and only verifying the archive will prove it",
      ),
  },
  unchecked: {
    about: "It could not be checked whether another backup began meanwhile",
    fields: ({ site, field, z }) => ({
      site,
      reason: field(z.string(), "Why the list of backups could not be read"),
    }),
    line: ({ reason }) =>
      warning(`it could not be checked whether another backup began meanwhile: ${reason}`),
  },
  finished: {
    about: "A backup is complete",
    fields: ({ site, record, warnings, guessedSteps, listChecked }) => ({
      site,
      record,
      warnings,
      guessedSteps,
      listChecked,
    }),
    json: (event) => ({ ...event, record: recordDocument(event.record) }),
    line: ({ record }) => milestone(`backup ${record.id} is complete`),
    progress: () => ({ phase: "backup", percent: 100, text: "complete" }),
  },
};

function placeOf({ domain, detail }: { readonly domain: string; readonly detail: string }): string {
  return detail === "" ? domain : `${domain}, ${detail}`;
}
