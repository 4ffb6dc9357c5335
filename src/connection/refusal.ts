/**
 * The site's refusals, as errors. In API versions 2 and 3 the HTTP status is 200 for them, too: the
 * `status` of the envelope counts, and it is a PHP exception code, so 0 and database error numbers
 * occur besides those that look like HTTP (observed: 10.2.1, 9.1.1 for WordPress).
 * @module
 */
import { AnswerError } from "../answer_error.ts";
import type { ApiReply } from "../codecs/codec.ts";
import type { ApiVersion } from "../endpoint.ts";
import type { ErrorCode } from "../errors.ts";

/** What a refusal was an answer to. */
export interface RefusalContext {
  /** The API method. */
  readonly method: string;
  /** The API version. */
  readonly api: ApiVersion;
  /** The HTTP status. */
  readonly httpStatus: number;
}

interface Rule {
  readonly when: (status: number, text: string, context: RefusalContext) => boolean;
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint: string;
}

/** Every refusal looks alike: these causes cannot be told apart from outside. */
const DENIED_HINT =
  "The causes look alike from outside. Check that the credential is right (case " +
  "and blanks count), that the remote JSON API is enabled in the product's options, that the " +
  "Secret Word there is not too weak (16 characters of all kinds are fine), that the edition is " +
  "Professional, and, for a token, that its user may use it and the token plug-in is enabled.";

const RULES: readonly Rule[] = [
  {
    when: (status, _, { api }) => status === 503 && api === 1,
    code: "auth/disabled",
    says: "The site refuses API version 1",
    hint: "Enable the remote or front-end backup feature in the product's options, and give it a " +
      "Secret Word that is not weak.",
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
    hint:
      "Versions 7.5 to 8.x close API version 1 four months after their release; their version " +
      "2 goes on working. Let sitehaul find it, or update the product.",
  },
  {
    when: (status) => status === 403,
    code: "auth/forbidden",
    says: "The user of this token may not do that",
    hint: "Give the token's user the rights for backups, or use a token of another user.",
  },
  {
    when: (status) => status === 600,
    code: "connect/moved",
    says: "The site says that its endpoint has changed",
    hint: "Give the address of the site alone, and sitehaul finds the endpoint.",
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
    hint: "List the backup records of the site to see which exist.",
  },
  {
    when: (status, text, { method }) =>
      method === "exportConfiguration" && (status === 404 || /could not load record/i.test(text)),
    code: "profile/unknown",
    says: "There is no such profile",
    hint: "List the profiles of the site to see which exist.",
  },
  {
    when: (_, text) => /invalid (backup part|segment)/i.test(text),
    code: "download/no-such-part",
    says: "There is no such part",
    hint: "The files may have been deleted on the server; look at the record again.",
  },
  {
    when: (_, text) => /^a backup error ha[sd] occurred/i.test(text),
    code: "backup/failed",
    says: "The backup failed",
    hint: "The site's own log of this backup says more. The record stays as running until the " +
      "next backup starts.",
  },
  {
    when: (_, text, { method }) => method === "delete" || /frozen|FROZENRECORD/.test(text),
    code: "delete/record",
    says: "The site did not delete the backup record",
    hint: "A frozen record must be unfrozen first. Version 9.3.3 and others before 9.5.1 cannot " +
      "delete by the API at all: update to 9.5.1 or later.",
  },
  {
    when: (_, __, { method }) => method === "deleteFiles",
    code: "delete/files",
    says: "The site did not delete the files",
    hint: "Before 9.6.0 the Joomla versions 9.x cannot do this by the API: update to 9.6.0.",
  },
  {
    when: (_, __, { method }) => method === "listBackups",
    code: "list/failed",
    says: "The site could not list its backups",
    hint: "A database error number means that the site's own query failed.",
  },
];

/**
 * The error that an envelope with a `status` other than 200 stands for.
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
  const facts = { httpStatus: context.httpStatus, apiStatus: reply.status };
  const rule = RULES.find(({ when }) => when(reply.status, text, context));
  const said = `status ${reply.status}${text === "" ? "" : `: ${redact(oneLine(text))}`}`;
  if (rule === undefined) {
    return new AnswerError("site/error", `The site reports an error (${said})`, facts, {
      hint: `It was an answer to ${context.method}. The site's own log may say more.`,
    });
  }
  return new AnswerError(rule.code, `${rule.says} (${said})`, facts, { hint: rule.hint });
}

/** The site's text on one line, at most 300 characters long, without control characters. */
export function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- they would let a site write to the terminal
  const flat = text.replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ").trim();
  return flat.length > 300 ? `${flat.slice(0, 299)}…` : flat;
}
