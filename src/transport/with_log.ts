/** Tells about every exchange, without secrets. */
import { isSitehaulError } from "../base/errors.ts";
import { REDACTED, redactHeaders, type Redactor } from "../base/redact.ts";
import { BodyHead } from "./body_head.ts";
import { chainOf } from "./classify.ts";
import { firstRequest, rebuildResponse, takeBody } from "./rebuild.ts";
import { traitsOf } from "./traits.ts";
import type { Clock, Transport } from "./transport.ts";

/** Written when a request is about to be sent. */
export interface RequestLine {
  /** Tells it from the lines that follow on it. */
  readonly type: "request";
  /** Counts the exchanges of one transport; the response has the same number. */
  readonly id: number;
  /** The HTTP method. */
  readonly method: string;
  /** The URL, redacted. */
  readonly url: string;
  /** All header fields; values that are secret are masked. */
  readonly headers: Readonly<Record<string, string>>;
  /** The beginning of the body, redacted; absent where there is none or it is not text. */
  readonly body?: string;
}

/** A response that was read, given up or cut off. */
export interface ResponseLine {
  /** Tells it from the other lines. */
  readonly type: "response";
  /** As in the line of the request. */
  readonly id: number;
  /** The HTTP method of the request. */
  readonly method: string;
  /** The URL of the request, redacted. */
  readonly url: string;
  /** The HTTP status. */
  readonly status: number;
  /** All header fields; values that are secret are masked. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds from the request to the headers. */
  readonly ms: number;
  /** How many bytes of the body were read. */
  readonly bytes: number;
  /** How the body ended: read to its end, left by the reader, or broken off. */
  readonly ended: "whole" | "left" | "broken";
  /** The beginning of the body, redacted; absent where there is none or it is not text. */
  readonly body?: string;
}

/** A request without a response. */
export interface FailureLine {
  /** Tells it from the other lines. */
  readonly type: "failure";
  /** As in the line of the request. */
  readonly id: number;
  /** The HTTP method. */
  readonly method: string;
  /** The URL, redacted. */
  readonly url: string;
  /** Milliseconds from the request to the failure. */
  readonly ms: number;
  /** What happened, redacted. */
  readonly error: string;
}

/** A request has a first line, and a second one that says how it ended. */
export type LogLine = RequestLine | ResponseLine | FailureLine;

/** Called in the course of a request: it must not throw, and should be quick. */
export type LogSink = (line: LogLine) => void;
/** Settings of {@linkcode withLog}. */
export interface LogOptions {
  /** Where the lines go. */
  readonly log: LogSink;
  /** Hides the secrets in all texts. */
  readonly redactor: Redactor;
  /** Names of headers whose values are hidden in addition to the usual ones. @default {[]} */
  readonly hiddenHeaders?: readonly string[] | undefined;
  /** Milliseconds from any moment on. @default {performance.now} */
  readonly clock?: Clock | undefined;
}

/**
 * Gives a line to the log for each request and another one when its response was read to the end,
 * left, or broke off. The body passes through piece by piece; its first 2 KiB are in the line.
 */
export function withLog(inner: Transport, options: LogOptions): Transport {
  const { log, redactor, hiddenHeaders = [], clock = () => performance.now() } = options;
  const shown = (headers: Headers) => shownHeaders(headers, hiddenHeaders, redactor);
  let count = 0;
  return async (request) => {
    const body = await takeBody(request);
    const sent = firstRequest(request, body);
    const { confidential = false } = traitsOf(sent);
    const who = { id: ++count, method: sent.method, url: redactor(sent.url) };
    const head = new BodyHead(sent.headers, confidential);
    if (body !== null) head.add(body);
    log({ type: "request", ...who, headers: shown(sent.headers), ...head.shown(redactor) });

    const start = clock();
    try {
      const response = await inner(sent);
      const { status, headers } = response;
      const line = { ...who, status, headers: shown(headers), ms: clock() - start };
      const read = new BodyHead(headers, confidential);
      return tap(response, read, (ended) => {
        log({ type: "response", ...line, bytes: read.bytes, ended, ...read.shown(redactor) });
      });
    } catch (error) {
      log({ type: "failure", ...who, ms: clock() - start, error: redactor(describe(error)) });
      throw error;
    }
  };
}

/** Passes a body on, and reports once how it ended. */
function tap(
  response: Response,
  head: BodyHead,
  tell: (ended: ResponseLine["ended"]) => void,
): Response {
  if (response.body === null) {
    tell("whole");
    return response;
  }
  const reader = response.body.getReader();
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      try {
        const { done, value } = await reader.read();
        if (!done) {
          head.add(value);
          return controller.enqueue(value);
        }
      } catch (error) {
        tell("broken");
        throw error;
      }
      tell("whole");
      controller.close();
    },
    cancel: (reason) => {
      tell("left");
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
  return rebuildResponse(response, stream);
}

/** The headers without the values of those that carry credentials, and of those named. */
function shownHeaders(
  headers: Headers,
  hidden: readonly string[],
  redactor: Redactor,
): Record<string, string> {
  const names = new Set(hidden.map((name) => name.toLowerCase()));
  return Object.fromEntries(
    Object.entries(redactHeaders(headers)).map(([name, value]) => [
      redactor(name),
      names.has(name) ? REDACTED : redactor(value),
    ]),
  );
}

/** Its message, and those of its causes; the code first, where there is one. */
function describe(error: unknown): string {
  return isSitehaulError(error) ? `${error.code}: ${chainOf(error)}` : chainOf(error);
}
