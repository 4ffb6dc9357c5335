/** Operations of several stages: a later one that fails says what succeeded before it. */
import { SitehaulError } from "../../base/errors.ts";
import { withResumeLine } from "./resume_line.ts";
import { lowerFirst } from "../../base/message_text.ts";

/** A stage, in the order in which they come. */
export type Stage = "backup" | "download" | "verify" | "delete";

/** A failure after stages that succeeded. */
export class LaterFailure extends SitehaulError {
  /** Tells it from other errors without the class. */
  override readonly name: string = "LaterFailure";
  /** In the order in which they were done; not empty. */
  readonly succeeded: readonly Stage[];
  /** Of the backup that the stages are about. */
  readonly record: number;

  /**
   * Makes the error of a stage after others.
   *
   * @param error what the stage failed with
   * @param progress what succeeded before it
   * @param options the message, and the hint in place of the stage's own
   */
  constructor(
    error: SitehaulError,
    { record, succeeded }: Pick<LaterFailure, "record" | "succeeded">,
    { message, hint }: { readonly message: string; readonly hint: string | undefined },
  ) {
    super(error.code, message, { hint, cause: error });
    this.record = record;
    this.succeeded = succeeded;
  }
}

/** How far an operation has come. */
export interface Progress {
  /** Of the backup that the stages are about. */
  readonly record: number;
  /** The folder that the parts are downloaded to. */
  readonly dir: string;
  /** The command line that goes on with the download. */
  readonly resume: string;
  /** In the order in which they were done. */
  readonly succeeded: readonly Stage[];
  /** The stage that is at work, which is the one that fails if anything does. */
  readonly failed: Stage;
}

const FAILED: Readonly<Record<Stage, string>> = {
  backup: "the backup failed",
  download: "the download failed",
  verify: "verifying it failed",
  delete: "deleting the files on the server failed",
};

/** The error, with what succeeded before; the same one where nothing did. */
export function afterSuccess(error: SitehaulError, progress: Progress): SitehaulError {
  const { record, succeeded, failed, dir, resume } = progress;
  const own = withResumeLine(error.hint, resume);
  if (succeeded.length === 0) return own === error.hint ? error : withHint(error, own);
  // Some errors tell it themselves.
  const isTold = error.message.startsWith(`Backup ${record} was `);
  const done = doneText(succeeded, dir);
  const message = isTold
    ? error.message
    : `Backup ${record} was ${done}, but ${FAILED[failed]}: ${lowerFirst(error.message)}`;
  const isTaken = succeeded.includes("backup");
  const hint = isTaken && failed === "download" && own === error.hint
    ? `The backup need not be taken again. This fetches it: ${resume}`
    : own;
  return new LaterFailure(error, { record, succeeded }, { message, hint });
}

function withHint(error: SitehaulError, hint: string | undefined): SitehaulError {
  return new SitehaulError(error.code, error.message, { hint, cause: error });
}

/** `taken, downloaded to /backups and verified`. */
function doneText(succeeded: readonly Stage[], dir: string): string {
  const words: Readonly<Record<Stage, string>> = {
    backup: "taken",
    download: `downloaded to ${dir}`,
    verify: "verified",
    delete: "deleted on the server",
  };
  const all = succeeded.map((stage) => words[stage]);
  return [all.slice(0, -1).join(", "), ...all.slice(-1)].filter((text) => text !== "").join(
    " and ",
  );
}
