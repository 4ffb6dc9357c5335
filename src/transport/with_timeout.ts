/** Limits how long a site may be silent. */
import { timerMs, unlessAborted } from "../base/abort.ts";
import { SitehaulError } from "../base/errors.ts";
import { capitalised } from "../base/message_text.ts";
import { classifyFailure, hostOf } from "./classify.ts";
import { type Dial, dialTcp } from "./dial.ts";
import { withSignal } from "./rebuild.ts";
import { traitsOf } from "./traits.ts";
import type { Transport } from "./transport.ts";
import { seconds, watchBody } from "./watch_body.ts";

/** Settings of {@linkcode withTimeout}. All in milliseconds. */
export interface TimeoutOptions {
  /** Until the host takes a connection. @default {10_000} */
  readonly connectMs?: number | undefined;
  /** From the request to the headers of its answer. @default {30_000} */
  readonly answerMs?: number | undefined;
  /** Between two pieces of the body. @default {60_000} */
  readonly idleMs?: number | undefined;
  /**
   * Opens a connection to see whether the host accepts any; `false` where that proves nothing, such as
   * behind a proxy. @default {dialTcp}
   */
  readonly dial?: Dial | false | undefined;
  /** What stands between this computer and a host, in words, such as a proxy. */
  readonly via?: ((url: string) => string | undefined) | undefined;
}

/**
 * Gives up on a site that does not take the connection, does not answer, or falls silent in the
 * middle of an answer. A request's own traits win over the options. Errors of the platform become
 * errors of this library; the reason of the caller's own signal is thrown as it is.
 *
 * @throws {SitehaulError} `network/connect-timeout`, `network/timeout` and the other `network/…`
 */
export function withTimeout(inner: Transport, options: TimeoutOptions = {}): Transport {
  const { connectMs = 10_000, answerMs = 30_000, idleMs = 60_000, dial = dialTcp } = options;
  const { via = () => undefined } = options;
  return async (request) => {
    const { url, signal: caller } = request;
    caller.throwIfAborted();
    const limits = { answerMs, idleMs, ...traitsOf(request) };
    const { repeatable, wholeMs } = limits;
    const stop = new AbortController();
    const between = via(url);
    const late = setTimeout(
      () => stop.abort(answerTimeout(url, limits.answerMs, between)),
      timerMs(limits.answerMs),
    );
    const endProbe = dial !== false && repeatable === true
      ? probeConnectionWhenSilent(url, { dial, connectMs, stop, between })
      : undefined;
    const either = AbortSignal.any([caller, stop.signal]);
    // Called within a promise, so that nothing it throws at once can leave a timer behind.
    const sent = Promise.resolve(withSignal(request, either)).then(inner);
    try {
      const response = await unlessAborted(sent, either);
      return watchBody(response, { url, idleMs: limits.idleMs, wholeMs, caller, stop, either });
    } catch (error) {
      // A transport that ignores the signal may still answer; that response is discarded.
      sent.then((tooLate) => tooLate.body?.cancel()).catch(() => {});
      throw caller.aborted ? caller.reason : classifyFailure(stop.signal.reason ?? error, url);
    } finally {
      clearTimeout(late);
      endProbe?.();
    }
  };
}

/** What checking a silent host needs. */
interface ConnectionProbe {
  readonly dial: Dial;
  readonly connectMs: number;
  readonly stop: AbortController;
  readonly between: string | undefined;
}

/**
 * fetch does not say whether it is connected yet. So when half of the time for that is over without
 * an answer, a connection of our own is tried in the other half: if it comes about, then the site is
 * just slow. If it is refused, fetch will say so itself. A step of a backup is left alone: a busy
 * site that takes no second connection may well be at work on the first.
 *
 * @returns ends that, once there is an answer
 */
function probeConnectionWhenSilent(
  url: string,
  { dial, connectMs, stop, between }: ConnectionProbe,
): () => void {
  let dialling: AbortController | undefined;
  let timer = setTimeout(() => {
    const trying = dialling = new AbortController();
    const dialled = dial(new URL(url), trying.signal);
    // Started here, so that a busy moment of this process is not taken for the host's silence.
    timer = setTimeout(() => {
      stop.abort(connectTimeout(url, connectMs, between));
      trying.abort();
    }, connectMs / 2);
    dialled.catch(() => {}).finally(() => clearTimeout(timer));
  }, connectMs / 2);
  return () => {
    clearTimeout(timer);
    dialling?.abort();
  };
}

function connectTimeout(url: string, ms: number, between: string | undefined): SitehaulError {
  const says = `did not accept the connection within ${seconds(ms)}`;
  if (between !== undefined) {
    return new SitehaulError("network/proxy", `${capitalised(between)} ${says}`, {
      hint: "Check that variable. A host that is reached without the proxy goes into NO_PROXY.",
    });
  }
  return new SitehaulError("network/connect-timeout", `${hostOf(url)} ${says}`, {
    hint: "Check the address and the port; a firewall may drop the connection.",
  });
}

function answerTimeout(url: string, ms: number, between: string | undefined): SitehaulError {
  const says = between === undefined
    ? `accepted the request, but did not reply within ${seconds(ms)}`
    : `did not reply within ${seconds(ms)}, through ${between}`;
  return new SitehaulError("network/timeout", `${hostOf(url)} ${says}`, {
    hint: "The site may be slow or overloaded: try again, or allow more time (`answerMs`).",
  });
}
