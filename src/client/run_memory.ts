/**
 * Backups that are being taken are noted, so that one that was interrupted is known the next time.
 */
import type { Redactor } from "../base/redact.ts";
import type { OwnRun } from "./own_run.ts";

/** Notes about one site, which nobody else has until they are released. */
export interface RunNotes {
  /** The backup that an earlier run left behind; `undefined` if there is none. */
  readonly left: OwnRun | undefined;
  /** Whether what was noted last is there for the next run. */
  readonly isKept: boolean;
  /**
   * Notes how far a backup is, in place of what was noted before. It is called before each step is sent,
   * and must not return before the note would survive the end of the process. Never throws: notes that
   * cannot be written must rather be erased, since old ones would say that no step is running.
   */
  write(run: OwnRun): Promise<void>;
  /** Erases the notes. Never throws. */
  erase(): Promise<void>;
  /** Lets others have them; what was noted stays. */
  release(): void;
}

/** Notes the backups that are being taken, by site. */
export interface RunMemory {
  /**
   * Claims the notes about a site for a run, until they are released or the process ends, however it
   * ends. Never throws.
   *
   * @param site the address of the site's root
   * @returns the notes; `undefined` while a living run has them
   */
  claim(site: string): Promise<RunNotes | undefined>;
}

/** For sites without a memory: what is noted is forgotten. */
export const NO_NOTES: RunNotes = {
  left: undefined,
  isKept: false,
  write: () => Promise.resolve(),
  erase: () => Promise.resolve(),
  release: () => {},
};

/** The same notes, without what a site's texts may repeat. */
export function withoutSecrets(runs: RunMemory, redact: Redactor): RunMemory {
  return {
    async claim(site) {
      const notes = await runs.claim(site);
      return notes && {
        left: notes.left,
        get isKept() {
          return notes.isKept;
        },
        write: ({ backupId = "", ...run }) =>
          notes.write({
            ...run,
            // Without it, the next run takes that of the record. No honest one repeats a secret.
            ...backupId !== "" && redact(backupId) === backupId && { backupId },
            description: redact(run.description),
            domain: redact(run.domain),
            warnings: run.warnings.map(redact),
          }),
        erase: () => notes.erase(),
        release: () => notes.release(),
      };
    },
  };
}
