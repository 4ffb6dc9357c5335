/**
 * The site's refusals, as errors. In API versions 2 and 3 their HTTP status is 200 as well: the
 * `status` of the envelope counts, and it is a PHP exception code, so 0 and database error numbers
 * occur besides those that look like HTTP (observed: 10.2.1, 9.1.1 for WordPress).
 */
import { AnswerError } from "../protocol/answer_error.ts";
import type { ApiReply } from "../codecs/codec.ts";
import type { ApiVersion } from "../protocol/endpoint.ts";
import type { ErrorCode } from "../base/errors.ts";
import { cutOff, toOneLine } from "../base/message_text.ts";

/** The call that was refused. */
export interface RefusalContext {
  /** The API method. */
  readonly method: string;
  /** In which the call was made. */
  readonly api: ApiVersion;
  /** 200 for most refusals: theirs is in the envelope. */
  readonly httpStatus: number;
}

interface Rule {
  readonly when: (status: number, text: string, context: RefusalContext) => boolean;
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint: string;
}

/** All refusals look alike from outside, whichever of these is the cause. */
const DENIED_HINT =
  "Most likely the Secret Word or token does not match: copy it again (case and spaces matter). The " +
  "site gives the same answer when the remote JSON API is disabled, the Secret Word is too weak (use 16 " +
  "or more letters and digits), the edition is Core, or the token's user or plug-in is not enabled.";

const RULES: readonly Rule[] = [
  {
    // Said before anything is done (observed: API version 1, with status 0).
    when: (_, text) => /^(?:could not|unable to) connect to (?:mysql|the database)/i.test(text),
    code: "site/database",
    says: "The site cannot reach its database",
    hint: "The problem is on the site: its pages fail as well until its database is back.",
  },
  {
    when: (status, _, { api }) => status === 503 && api === 1,
    code: "auth/disabled",
    says: "The site refuses API version 1",
    hint: "Enable the remote or front-end backup feature in the product's options, with a Secret " +
      "Word that is not weak.",
  },
  {
    when: (status, text) => status === 401 || status === 503 || /^access denied$/i.test(text),
    code: "auth/denied",
    says: "The site denies access",
    hint: DENIED_HINT,
  },
  {
    when: (status) => status === 402,
    code: "site/expired",
    says: "The site's version no longer answers API version 1",
    hint: "Let sitehaul look for a newer API version, or update the product on the site.",
  },
  {
    when: (status) => status === 403,
    code: "auth/forbidden",
    says: "The token's user does not have permission for this",
    hint: "Give the user the backup permissions, or use another user's token.",
  },
  {
    when: (status) => status === 600,
    code: "connect/moved",
    says: "The site reports that its endpoint has changed",
    hint: "Use just the site's address: sitehaul then finds the endpoint.",
  },
  {
    when: (status) => status === 501,
    code: "method/not-implemented",
    says: "The site no longer implements this method",
    hint: "Newer versions removed it. There is nothing to enable.",
  },
  {
    when: (status) => status === 405,
    code: "method/unknown",
    says: "The site does not know this method",
    hint: "Its version may be too old or too new for it.",
  },
  {
    when: (_, text) => /backup record identifier|null primary key/i.test(text),
    code: "backup/not-found",
    says: "There is no such backup record",
    hint: "List the site's backups to see which records exist.",
  },
  {
    when: (status, text, { method }) =>
      method === "exportConfiguration" && (status === 404 || /could not load record/i.test(text)),
    code: "profile/unknown",
    says: "There is no such profile",
    hint: "List the site's profiles to see which exist.",
  },
  {
    when: (_, text) => /invalid (backup part|segment)/i.test(text),
    code: "download/no-such-part",
    says: "There is no such part",
    hint: "The files may have been deleted from the server: check the record again.",
  },
  {
    when: (_, text) => /^a backup error ha[sd] occurred/i.test(text),
    code: "backup/failed",
    says: "The backup failed",
    hint: "See the site's own log of this backup for details. The record remains marked as " +
      "running until the next backup starts.",
  },
  {
    when: (_, text, { method }) => method === "delete" || /frozen|FROZENRECORD/.test(text),
    code: "delete/record",
    says: "The site did not delete the backup record",
    hint: "A frozen record must be unfrozen first. Otherwise, delete it in the product itself.",
  },
  {
    when: (_, __, { method }) => method === "deleteFiles",
    code: "delete/files",
    says: "The site did not delete the files",
    hint: "Delete them in the product itself.",
  },
  {
    when: (_, __, { method }) => method === "listBackups",
    code: "list/failed",
    says: "The site could not list its backups",
    hint: "A database error number means that the site's own query failed.",
  },
];

/**
 * The error for an envelope with a `status` other than 200.
 *
 * @param reply the envelope
 * @param context what was asked, and how
 * @param redact hides secrets in the site's text
 */
export function refusalError(
  reply: ApiReply,
  context: RefusalContext,
  redact: (text: string) => string,
): AnswerError {
  const text = typeof reply.data === "string" ? reply.data : "";
  const quote = redact(cutOff(toOneLine(text), 299));
  const evidence = quote === "" ? {} : { said: quote };
  const facts = { httpStatus: context.httpStatus, apiStatus: reply.status, evidence };
  const { code, says, hint } = RULES.find(({ when }) => when(reply.status, text, context)) ?? {
    code: "site/error" as const,
    says: "The site reports an error",
    hint: `This was the answer to ${context.method}. The site's own log may have details.`,
  };
  const said = `status ${reply.status}${quote === "" ? "" : `: ${quote}`}`;
  return new AnswerError(code, `${says} (${said})`, facts, { hint });
}
