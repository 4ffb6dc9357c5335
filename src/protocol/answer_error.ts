/** What a site answered instead of the requested data. */
import { type ErrorCode, type ErrorDetails, SitehaulError } from "../base/errors.ts";
import { quoted } from "../base/message_text.ts";

/** Titles of pages are quoted in messages up to so many characters. */
const TITLE_LENGTH = 80;

/** Numbers of the answer, and the text that told them. */
export interface AnswerFacts {
  /** Of the HTTP answer; 200 where a refusal is in the envelope alone. */
  readonly httpStatus: number;
  /** The `status` of the envelope; absent when the answer had none. */
  readonly apiStatus?: number | undefined;
  /** What came instead of an envelope; absent for an envelope. */
  readonly body?: AnswerBody | undefined;
  /** What else it showed. */
  readonly evidence?: AnswerEvidence;
}

/** What an answer without an envelope is: a page of HTML, nothing at all, or any other text. */
export type AnswerBody = "page" | "empty" | "text";

/**
 * What an answer shows of where it came from: the site, a firewall, a proxy. All of it is the
 * server's own text, on one line, cut, without secrets: safe to print, but nothing to believe.
 */
export interface AnswerEvidence {
  /** The media type, as the server wrote it. */
  readonly contentType?: string;
  /** What the server calls itself. */
  readonly server?: string;
  /** The `Retry-After` header: seconds or a date. */
  readonly retryAfter?: string;
  /** The title of an HTML page; without one, its first heading. */
  readonly title?: string;
  /** The message in JSON that is no envelope; in an envelope, its text. */
  readonly said?: string;
  /** How the text begins that can be read; only where there is neither a title nor a message. */
  readonly begins?: string;
  /** The version of PHP, where the server tells it (`X-Powered-By`). */
  readonly php?: string;
  /** A guess by headers and phrases that a known firewall alone uses. */
  readonly firewall?: string;
  /** What the answer looks like; a guess. */
  readonly looks?: AnswerLooks;
}

/** What an answer without an envelope may look like. */
export type AnswerLooks = "crash" | "captcha" | "login" | "coming soon";

/**
 * An error that an answer of the site stands for: a refusal in an envelope, or no envelope at all.
 * That an answer came is a fact of its own: the site is there, and has dealt with the request.
 */
export class AnswerError extends SitehaulError {
  /** Tells it from other errors without the class. */
  override readonly name: string = "AnswerError";
  /** Of the HTTP answer; 200 where the refusal is in the envelope alone. */
  readonly httpStatus: number;
  /** The `status` of the envelope; `undefined` when the answer had none. */
  readonly apiStatus: number | undefined;
  /** What came instead of an envelope; `undefined` when there was one. */
  readonly body: AnswerBody | undefined;
  /** What else the answer showed. */
  readonly evidence: AnswerEvidence;

  /**
   * Makes the error.
   *
   * @param code the stable code
   * @param message what happened, in one line
   * @param facts what is known of the answer
   * @param options the hint and the cause
   */
  constructor(code: ErrorCode, message: string, facts: AnswerFacts, options: ErrorDetails = {}) {
    super(code, message, options);
    this.httpStatus = facts.httpStatus;
    this.apiStatus = facts.apiStatus;
    this.body = facts.body;
    this.evidence = facts.evidence ?? {};
  }
}

/**
 * An error in other words, for trouble that lasted: its cause is the first one. Of an answer it keeps all
 * but the status of an envelope, since no single answer was the last word.
 */
export function reworded(
  error: SitehaulError,
  { code = error.code, message, hint = error.hint }: {
    readonly code?: ErrorCode;
    readonly message: string;
    readonly hint?: string | undefined;
  },
): SitehaulError {
  const details = { hint, cause: error };
  if (!(error instanceof AnswerError)) return new SitehaulError(code, message, details);
  const { httpStatus, body, evidence } = error;
  return new AnswerError(code, message, { httpStatus, body, evidence }, details);
}

/** What an answer says: its message, the title of the page, or else how its text begins. */
export function textOf(
  { evidence: { said, title, begins } = {} }: Pick<AnswerFacts, "evidence">,
): string {
  return said ?? title ?? begins ?? "";
}

/**
 * What an answer was, for a message: `HTTP 403, page "Access denied", Retry-After: 120`; for an
 * envelope `status 500: Disk full`.
 */
export function answerWords({ httpStatus, apiStatus, evidence = {} }: AnswerFacts): string {
  const { title, said, begins, retryAfter } = evidence;
  if (apiStatus !== undefined) return `status ${apiStatus}${said === undefined ? "" : `: ${said}`}`;
  const words = [`HTTP ${httpStatus}`];
  if (title !== undefined) words.push(`page ${quoted(title, TITLE_LENGTH)}`);
  else if (said !== undefined) words.push(quoted(said, TITLE_LENGTH));
  else if (begins !== undefined) words.push(quoted(begins, TITLE_LENGTH));
  if (retryAfter !== undefined) words.push(`Retry-After: ${retryAfter}`);
  return words.join(", ");
}
