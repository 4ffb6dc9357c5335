/**
 * The errors for replies without an envelope: a page of the site, an empty body, a server's own error.
 */
import {
  AnswerError,
  type AnswerEvidence,
  type AnswerFacts,
  answerWords,
} from "../protocol/answer_error.ts";
import { type ErrorCode, isSitehaulError, type SitehaulError } from "../base/errors.ts";
import { bodyKind } from "./evidence.ts";

/** What was asked, and what came. */
export interface WrongAnswer {
  /** The API method. */
  readonly method: string;
  /** Whatever came: also 200, with something else than the API's reply. */
  readonly httpStatus: number;
  /** The body, as far as it was read. */
  readonly text: string;
  /** What else it showed. */
  readonly evidence?: AnswerEvidence;
  /** Whether a user name and a password of the web server were sent. @default {false} */
  readonly hasPassword?: boolean;
  /** What the codec said of it. */
  readonly cause: SitehaulError;
}

interface Diagnosis {
  readonly when: (answer: WrongAnswer) => boolean;
  readonly code: ErrorCode;
  /** What happened; `words` describe the answer. */
  readonly says: (answer: WrongAnswer, words: string) => string;
  readonly hint: string;
}

/**
 * Statuses of web servers, firewalls and the limits of hosting companies, before PHP runs. 415 is
 * Imunify360's, 508 CloudLinux' for too many processes, 509 for used-up bandwidth.
 */
const BLOCKED: Readonly<Record<number, string>> = {
  403: "Something in front of the site refuses the request",
  406: "Something in front of the site refuses the request",
  415: "Something in front of the site refuses the request",
  429: "The site takes no more requests for a while",
  508: "The site has reached the limits of its hosting",
  509: "The site has used up its bandwidth, or something in front of it refuses the request",
};

/** What helps against a password of the web server. */
export const WEB_SERVER_HINT =
  "Put them into the site's address: https://user:password@www.example.com/";

/** What helps where they are there, and refused. */
export const REFUSED_PASSWORD_HINT =
  "Check them; characters such as @, : and / are written as %40, %3A and %2F.";

const DIAGNOSES: readonly Diagnosis[] = [
  {
    when: ({ text }) => /scheduled maintenance|maintenance mode/i.test(text),
    code: "site/maintenance",
    says: () => "The site is in maintenance mode",
    hint:
      "Try again in a few minutes. Maintenance mode that never ends is usually left over from a failed update.",
  },
  {
    when: ({ text }) =>
      /error establishing a database connection|access denied for user|could not connect to (mysql|the database)/i
        .test(text),
    code: "site/database",
    says: () => "The site cannot reach its database",
    hint: "The problem is on the site: its pages fail as well until its database is back.",
  },
  {
    when: ({ httpStatus, hasPassword }) => httpStatus === 401 && hasPassword === true,
    code: "auth/web-server",
    says: (_, words) =>
      `The web server refuses the user name and password in the address (${words})`,
    hint: REFUSED_PASSWORD_HINT,
  },
  {
    when: ({ httpStatus }) => httpStatus === 401,
    code: "auth/web-server",
    says: (_, words) => `The web server asks for a user name and password (${words})`,
    hint: WEB_SERVER_HINT,
  },
  {
    when: ({ httpStatus }) => httpStatus in BLOCKED,
    code: "site/blocked",
    says: ({ httpStatus }, words) => `${BLOCKED[httpStatus]} (${words})`,
    hint: "A firewall, a security plug-in or a limit of the hosting company does that: wait some " +
      "minutes. If it stays like this, have the address of this computer allowed there.",
  },
  {
    when: ({ httpStatus }) => isGateway(httpStatus),
    code: "site/maintenance",
    says: (_, words) => `Something in front of the site gave up waiting (${words})`,
    hint: "The site may be overloaded, or a proxy's time limit too short. Try again later.",
  },
  {
    when: ({ httpStatus, method }) => httpStatus >= 500 && method === "deleteFiles",
    code: "delete/files",
    says: ({ httpStatus }) => `The site failed to delete the files (HTTP ${httpStatus})`,
    hint: "Check the site's PHP error log, or delete the files in the product itself.",
  },
  {
    when: ({ httpStatus, method }) =>
      httpStatus >= 500 && (method === "startBackup" || method === "stepBackup"),
    code: "backup/failed",
    says: ({ httpStatus, method }) => `The site crashed in ${method} (HTTP ${httpStatus})`,
    hint: "Check the site's PHP error log.",
  },
  {
    when: ({ httpStatus }) => httpStatus === 404 || httpStatus === 410,
    code: "connect/moved",
    says: ({ httpStatus }) => `There is no API at this address (HTTP ${httpStatus})`,
    hint: "The product may have been removed, disabled or updated. Run `detect()` again.",
  },
  {
    when: ({ httpStatus }) => httpStatus >= 500,
    code: "site/error",
    says: ({ httpStatus, method }) => `The site failed in ${method} (HTTP ${httpStatus})`,
    hint: "Check the site's PHP error log, or try again later.",
  },
];

/** Statuses of proxies and load balancers, 520 to 527 being Cloudflare's. */
function isGateway(httpStatus: number): boolean {
  return [502, 503, 504].includes(httpStatus) || (httpStatus >= 520 && httpStatus <= 527);
}

/** The error for a reply without an envelope. */
export function wrongAnswerError(answer: WrongAnswer): AnswerError {
  const { cause } = answer;
  const facts = factsOf(answer);
  const found = DIAGNOSES.find(({ when }) => when(answer));
  if (found !== undefined && !isSitehaulError(cause, "reply/too-large")) {
    const message = found.says(answer, answerWords(facts));
    return new AnswerError(found.code, message, facts, { hint: found.hint, cause });
  }
  return new AnswerError(
    cause.code,
    `${cause.message} (HTTP ${answer.httpStatus})`,
    facts,
    { hint: cause.hint, cause },
  );
}

/** Of what is too long, nothing is known. */
function factsOf({ httpStatus, text, evidence = {}, cause }: WrongAnswer): AnswerFacts {
  const facts = { httpStatus, evidence };
  return isSitehaulError(cause, "reply/too-large") ? facts : { ...facts, body: bodyKind(text) };
}
