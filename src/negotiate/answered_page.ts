/**
 * Pages that come where the API was expected, and the site's own front page: what is kept of them.
 */
import { isSitehaulError } from "../base/errors.ts";
import type { SeenPage } from "../resolve/page_marks.ts";
import { rebuildResponse } from "../transport/rebuild.ts";
import { setTraits } from "../transport/traits.ts";
import type { Transport } from "../transport/transport.ts";

/** A page with its HTTP status. */
export interface AnsweredPage extends SeenPage {
  /** The HTTP status. */
  readonly status: number;
}

/** How much of a page is kept, in characters: marks and links are in its head. */
const KEPT = 128 * 1024;

/** A transport that keeps the beginning of the last answer. */
export interface Observed {
  /** Passes everything on. */
  readonly transport: Transport;
  /** The last answer, as far as it was read; `undefined` when none came. */
  readonly page: () => AnsweredPage | undefined;
}

/** Watches what comes through a transport, without changing it. */
export function observed(inner: Transport): Observed {
  let last: { readonly response: Response; readonly head: Head } | undefined;
  return {
    transport: async (request) => {
      const response = await inner(request);
      const head = new Head();
      last = { response, head };
      if (response.body === null) return response;
      const watched = response.body.pipeThrough(
        new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
          transform: (piece, controller) => {
            head.add(piece);
            controller.enqueue(piece);
          },
        }),
      );
      return rebuildResponse(response, watched);
    },
    page: () => last && pageOf(last.response, last.head.text),
  };
}

/** The beginning of a text that comes in pieces. */
class Head {
  text = "";
  readonly #decoder = new TextDecoder();

  add(piece: Uint8Array): void {
    const room = KEPT - this.text.length;
    if (room > 0) this.text += this.#decoder.decode(piece.subarray(0, room), { stream: true });
  }

  get isFull(): boolean {
    return this.text.length >= KEPT;
  }
}

function pageOf({ status, url, headers }: Response, text: string): AnsweredPage {
  return { status, url, text, cookies: cookieNames(headers) };
}

/** The names of the cookies that an answer sets. */
export function cookieNames(headers: Headers): string[] {
  return headers.getSetCookie().map((cookie) => cookie.split("=", 1)[0]?.trim() ?? "");
}

/** Limits of reading one page. */
export interface PageOptions {
  /** What carries requests. */
  readonly transport: Transport;
  /** Ends the request, and the reading. */
  readonly signal: AbortSignal;
  /** From the request to the headers of the answer, ms. */
  readonly answerMs: number;
}

/**
 * The beginning of the site's front page; `undefined` where none comes. No credential of the API is
 * sent along, and redirects are followed within the site as always.
 */
export async function frontPage(
  root: string,
  { transport, signal, answerMs }: PageOptions,
): Promise<AnsweredPage | undefined> {
  const request = new Request(root, {
    headers: { accept: "text/html, */*;q=0.8" },
    redirect: "manual",
    signal,
  });
  setTraits(request, { repeatable: true, attempts: 1, answerMs, wholeMs: answerMs });
  try {
    const response = await transport(request);
    return pageOf(response, await readHead(response));
  } catch (error) {
    if (isSitehaulError(error) && !signal.aborted) return undefined;
    throw error;
  }
}

/** The beginning of a text; the rest is not read. */
export async function readHead({ body }: Response): Promise<string> {
  if (body === null) return "";
  const head = new Head();
  // Leaving the loop early cancels the body.
  for await (const bytes of body) {
    head.add(bytes);
    if (head.isFull) break;
  }
  return head.text;
}
