/**
 * Who answers in the place of the API: a firewall, a login, a page for visitors, a crashed site.
 */
import { type AnswerEvidence, answerWords } from "../protocol/answer_error.ts";
import { REFUSED_PASSWORD_HINT, WEB_SERVER_HINT } from "../connection/wrong_answer.ts";
import type { ErrorCode } from "../base/errors.ts";
import type { Finding } from "./finding.ts";

/** An answer that is none of the API's. */
export interface FrontAnswer {
  /** That of the last answer, behind any redirects. */
  readonly httpStatus: number;
  /** What else it showed. */
  readonly evidence: AnswerEvidence;
  /** The code of the error that it became, where it became one. */
  readonly code?: ErrorCode | undefined;
}

/** Words for a message about the page that came in place of the API. */
export interface FrontOptions {
  /** Whether the address holds a user name and a password for the web server. */
  readonly hasPassword: boolean;
  /** The subject of the sentence. @default {"the site"} */
  readonly who?: string | undefined;
  /** At which addresses, if not everywhere. */
  readonly at?: string | undefined;
}

interface Front {
  readonly when: (answer: FrontAnswer) => boolean;
  readonly code: ErrorCode;
  readonly says: (who: string, options: FrontOptions) => string;
  readonly hint: (answer: FrontAnswer, options: FrontOptions) => string;
}

const ALLOW = "Have the requests of this computer allowed there: by its IP address, or by a " +
  "header of your own (headers in the configuration).";

/** The first one that fits tells most. */
const FRONTS: readonly Front[] = [
  {
    when: ({ httpStatus }) => httpStatus === 401,
    code: "auth/web-server",
    says: (_, { hasPassword }) =>
      hasPassword
        ? "the web server refuses the user name and password in the address"
        : "the web server asks for a user name and password",
    hint: (_, { hasPassword }) => hasPassword ? REFUSED_PASSWORD_HINT : WEB_SERVER_HINT,
  },
  {
    when: ({ httpStatus }) => httpStatus === 429,
    code: "site/blocked",
    says: (who) => `${who} takes no more requests for a while`,
    hint: ({ evidence }) =>
      `${waitFor(evidence.retryAfter)} A firewall or the web server counts the requests. ${ALLOW}`,
  },
  {
    when: ({ evidence: { firewall, looks } }) => firewall !== undefined || looks === "captcha",
    code: "site/blocked",
    says: (who) => `a firewall answers in the place of ${who}`,
    hint: ({ evidence: { firewall } }) =>
      `${firewall === undefined ? "" : `It looks like ${firewall}. `}${ALLOW}`,
  },
  {
    when: ({ httpStatus }) => httpStatus === 508,
    code: "site/blocked",
    says: (who) => `${who} has reached the limits of its hosting`,
    hint: () => "Try again later, or have the limits raised by the hosting company.",
  },
  {
    when: ({ httpStatus }) => REFUSING.has(httpStatus),
    code: "site/blocked",
    says: (who) => `something in front of ${who} refuses the requests`,
    hint: () =>
      "It may be a firewall, a security plug-in, a filter of countries, or a limit of the " +
      `hosting company. ${ALLOW}`,
  },
  {
    when: ({ code }) => code === "site/database",
    code: "site/database",
    says: (who) => `${who} cannot reach its database`,
    hint: () => "The problem is on the site: its pages fail as well until its database is back.",
  },
  {
    when: ({ httpStatus, evidence: { looks } }) => httpStatus === 500 || looks === "crash",
    code: "site/error",
    says: (who) => `${who} crashes`,
    hint: () =>
      "Look into the site's PHP error log. Often a plug-in, an update that stopped half-way or " +
      "another version of PHP is the cause.",
  },
  {
    when: ({ code, evidence: { looks } }) => code === "site/maintenance" && looks !== "login",
    code: "site/maintenance",
    says: (who) => `${who} is in maintenance, overloaded or down`,
    hint: ({ evidence }) =>
      `${waitFor(evidence.retryAfter)} Maintenance that never ends is usually ` +
      "left over from a failed update.",
  },
  {
    when: ({ evidence: { looks } }) => looks === "coming soon",
    code: "connect/no-way",
    says: (who) => `a page for visitors answers in the place of ${who}`,
    hint: () =>
      'Switch the "coming soon" or maintenance page off, or let the addresses of the API through.',
  },
  {
    when: ({ evidence: { looks } }) => looks === "login",
    code: "connect/no-way",
    says: (who) => `a login page answers in the place of ${who}`,
    hint: () =>
      "A plug-in or the hosting company lets only those in who are logged in: let the addresses " +
      "of the API through.",
  },
];

/** Statuses of firewalls and of the limits of hosting companies; 509 is used for both. */
const REFUSING: ReadonlySet<number> = new Set([403, 406, 415, 418, 451, 509]);

/**
 * Who answers in the place of the API, and what helps. `undefined` for an answer that says nothing of
 * that, such as a page of the site itself.
 */
export function frontFinding(answer: FrontAnswer, options: FrontOptions): Finding | undefined {
  const front = FRONTS.find(({ when }) => when(answer));
  if (front === undefined) return undefined;
  const { who = "the site", at } = options;
  const says = at === undefined ? front.says(who, options) : `${front.says(who, options)} at ${at}`;
  return {
    code: front.code,
    says: `${says} (${wordsOf(answer)})`,
    hint: front.hint(answer, options),
  };
}

function wordsOf({ httpStatus, evidence }: FrontAnswer): string {
  const words = answerWords({ httpStatus, evidence });
  return evidence.firewall === undefined ? words : `${words}, ${evidence.firewall}`;
}

/** `Retry-After` is a number of seconds or a date (RFC 9110). */
function waitFor(retryAfter = ""): string {
  if (/^\d{1,9}$/.test(retryAfter)) return `Try again after ${duration(Number(retryAfter))}.`;
  return Number.isNaN(Date.parse(retryAfter))
    ? "Try again later."
    : `Try again after ${retryAfter}.`;
}

function duration(seconds: number): string {
  const [size, unit] = seconds < 120
    ? [1, "second"]
    : seconds < 3600
    ? [60, "minute"]
    : [3600, "hour"];
  const count = Math.ceil(seconds / size);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
