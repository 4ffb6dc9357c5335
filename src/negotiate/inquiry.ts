/** Asks a site, several questions at once, and keeps what came of it. */
import { isRecommended } from "../product/product_contract.ts";
import { narrow } from "../resolve/candidates.ts";
import type { Clock, Sleep, Transport } from "../transport/transport.ts";
import { type AnsweredPage, frontPage } from "./answered_page.ts";
import type { Question } from "./plan.ts";
import { type Attempt, probe, type ProbeResult, SEARCH_ANSWER_MS } from "./probe.ts";
import { runWave } from "./wave.ts";

/**
 * How many bytes all answers of one wave may have together; most are pages of a few kB. A page that is
 * longer than its share is no reply of the API, and what was read of it still tells what is there.
 */
const WAVE_BYTES = 6 * 1024 * 1024;

/** What all questions of one search share. */
export interface InquiryOptions {
  /** What carries requests. */
  readonly transport: Transport;
  /** From the request to the headers of the answer, ms. @default {20_000} */
  readonly answerMs?: number | undefined;
  /** Called when an attempt is over; an attempt that was cut short is no attempt. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
  /** Tells the time, ms. */
  readonly clock: Clock;
  /** Waits so many milliseconds; rejects when its signal is aborted. */
  readonly sleep: Sleep;
  /** Ends everything. */
  readonly signal: AbortSignal;
}

/** The questions that one search asks, and the answers. */
export class Inquiry {
  readonly #options: InquiryOptions;
  readonly #results: ProbeResult[] = [];
  readonly #pages = new Map<string, AnsweredPage | undefined>();
  #requests = 0;
  #roundTrips = 0;

  /** Nothing is asked yet. */
  constructor(options: InquiryOptions) {
    this.#options = options;
  }

  /** Every attempt, in order. */
  get results(): readonly ProbeResult[] {
    return this.#results;
  }

  /** Requests sent so far, those for pages included. */
  get requests(): number {
    return this.#requests;
  }

  /** How many round trips they took: those sent at once count as one. */
  get roundTrips(): number {
    return this.#roundTrips;
  }

  /** Whether the front page of a root has been asked for. */
  hasPage(root: string): boolean {
    return this.#pages.has(root);
  }

  /** The front page of a root; `undefined` where it was not asked for, or did not come. */
  page(root: string): AnsweredPage | undefined {
    return this.#pages.get(root);
  }

  /**
   * Asks all of these at once.
   *
   * @param retry whether a broken request is sent again at once
   */
  async ask(questions: readonly Question[], retry = false): Promise<readonly ProbeResult[]> {
    if (questions.length === 0) return [];
    this.#roundTrips += 1;
    this.#requests += questions.length;
    const { sleep, signal } = this.#options;
    const reading = new AbortController();
    const pages = questions.filter(({ candidate }) => candidate === undefined)
      .map(({ root }) => this.#read(root, AbortSignal.any([signal, reading.signal])));
    const read = Promise.allSettled(pages);
    const maxBytes = Math.floor(WAVE_BYTES / questions.length);
    const attempts = questions.flatMap((question) => this.#attempts(question, { retry, maxBytes }));
    const results = await runWave(attempts, { sleep, signal });
    this.#results.push(...results);
    // Once the API has answered, nobody waits for a page.
    if (bestOf(results) !== undefined) reading.abort();
    await read;
    signal.throwIfAborted();
    return results;
  }

  /** The front page of a root, asked for alone unless that has been done already. */
  async pageAt(root: string): Promise<AnsweredPage | undefined> {
    if (!this.#pages.has(root)) await this.ask([{ root, path: root }]);
    return this.#pages.get(root);
  }

  #attempts(
    { candidate }: Question,
    limits: { readonly retry: boolean; readonly maxBytes: number },
  ): readonly ((signal: AbortSignal) => Promise<ProbeResult>)[] {
    if (candidate === undefined) return [];
    const { transport, clock, answerMs, onAttempt } = this.#options;
    return [async (signal) => {
      const result = await probe(candidate, { transport, clock, signal, answerMs, ...limits });
      onAttempt?.(result.attempt);
      return result;
    }];
  }

  async #read(root: string, signal: AbortSignal): Promise<void> {
    const { transport, answerMs = SEARCH_ANSWER_MS } = this.#options;
    this.#pages.set(root, await frontPage(root, { transport, signal, answerMs }));
  }
}

/** Of those that answered, the one that the catalogue recommends; else the first. */
export function bestOf(results: readonly ProbeResult[]): ProbeResult | undefined {
  const answered = results.filter(({ verdict }) => verdict.kind === "answered");
  return answered.find((each) => isTheRecommended(each)) ?? answered[0];
}

/** Whether the catalogue recommends the address that answered, for the version that did. */
export function isTheRecommended({ candidate, version }: ProbeResult): boolean {
  if (version === undefined) return false;
  const { kind } = candidate.credential;
  return narrow(candidate.matches, version.version, version.level)
    .some(({ route }) => isRecommended(route, kind));
}
