/**
 * Notices a server that has lost the backup and begins another one, a phantom: WordPress and the
 * versions 7.5 and 8.0 for Joomla do that when they are sent an identifier that they do not know
 * (observed: 9.1.1 for WordPress, 7.5.0.1, 8.0.3).
 */
import { SitehaulError } from "../base/errors.ts";
import { cutOff } from "../base/message_text.ts";
import type { StepReply } from "../protocol/replies.ts";

/** What was known before the answer. */
export interface StepContext {
  /** The identifier that was sent; `undefined` where the version has none. */
  readonly sent: string | undefined;
  /** The `domain` in the answer before. */
  readonly domain: string;
}

/**
 * @param reply the answer to a stepBackup
 * @param context what was known before
 * @throws {SitehaulError} `backup/phantom` when the answer belongs to another backup
 */
export function refusePhantom(reply: StepReply, context: StepContext): void {
  const sign = signOfPhantom(reply, context);
  if (sign === undefined) return;
  throw new SitehaulError(
    "backup/phantom",
    `The site has lost this backup and started another one (${sign})`,
    {
      hint:
        "Somebody or something else may have started a backup in the meantime. Nothing more was " +
        "sent. Check the list of backups, and do not trust the record of this one.",
    },
  );
}

function signOfPhantom(reply: StepReply, { sent, domain }: StepContext): string | undefined {
  const { backupId, hasRun, recordId, stepNumber } = reply;
  // Servers of API version 1 do not echo the identifier: its absence says nothing.
  if (sent !== undefined && backupId !== undefined && backupId !== sent) {
    return `it replies for backup "${cutOff(backupId, 60)}"`;
  }
  if (!hasRun || reply.domain !== "init") return undefined;
  if (recordId === undefined && stepNumber === 1) return "it is at step 1 without a record";
  return ["", "init"].includes(domain) ? undefined : `it is back at the beginning from ${domain}`;
}
