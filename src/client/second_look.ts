/**
 * What came in the place of a remembered endpoint may be there to stay: something that refuses POST, or
 * the front page for whatever does not exist. One more request tells these from trouble that passes.
 */
import type { AnswerError } from "../protocol/answer_error.ts";
import { evidenceIn } from "../connection/evidence.ts";
import type { Endpoint } from "../protocol/endpoint.ts";
import { frontPage } from "../negotiate/answered_page.ts";
import { type ProbeResult, SEARCH_ANSWER_MS } from "../negotiate/probe.ts";
import type { Remembered } from "../negotiate/remember.ts";
import type { Product } from "../product/product.ts";
import { marksOn } from "../resolve/page_marks.ts";
import type { Transport } from "../transport/transport.ts";

/** What a closer look at an endpoint that answers strangely may use. */
export interface Look {
  /** What carries requests. */
  readonly transport: Transport;
  /** The products whose marks a front page may have. */
  readonly products: readonly Product[];
  /** The root of the site; ends in a slash. */
  readonly root: string;
  /** Ends the look, and the requests that belong to it. */
  readonly signal: AbortSignal;
  /** How long an answer may take, ms. @default {20_000} */
  readonly answerMs?: number | undefined;
  /** Calls `getVersion` there; never rejects but for an abort. */
  readonly ask: (endpoint: Endpoint) => Promise<ProbeResult>;
}

/** Firewalls that refuse every POST to a script do so with one of these. */
const REFUSES_POST: ReadonlySet<number> = new Set([403, 406]);

/**
 * Looks once more.
 *
 * @param remembered the endpoint
 * @param error what it answered
 * @param look how to look
 * @returns how it answers now; `gone` if the site does and the endpoint does not; else `undefined`
 */
export async function lookAgain(
  remembered: Remembered,
  error: AnswerError,
  look: Look,
): Promise<Remembered | "gone" | undefined> {
  const { endpoint } = remembered;
  if (error.apiStatus !== undefined) return undefined;
  if (endpoint.verb === "POST" && REFUSES_POST.has(error.httpStatus)) {
    const { verdict, version, endpoint: answered } = await look.ask({ ...endpoint, verb: "GET" });
    return verdict.kind === "answered" && version !== undefined
      ? { ...remembered, endpoint: answered, version }
      : undefined;
  }
  return await isFrontPage(error, look) ? "gone" : undefined;
}

/**
 * Whether the answer is the site's own front page: one that the site shows now, with the marks of its
 * software, and not what a firewall or a failing database puts in the place of every page.
 */
async function isFrontPage(
  { httpStatus, body, evidence }: AnswerError,
  look: Look,
): Promise<boolean> {
  const { title } = evidence;
  if (httpStatus !== 200 || body !== "page" || title === undefined) return false;
  const { answerMs = SEARCH_ANSWER_MS } = look;
  const page = await frontPage(look.root, { ...look, answerMs });
  if (page?.status !== 200) return false;
  const shown =
    evidenceIn({ status: page.status, headers: new Headers() }, page.text, (text) => text).title;
  return shown === title && marksOn(page, look.products).products.length > 0;
}
