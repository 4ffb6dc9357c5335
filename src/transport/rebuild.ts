/**
 * Requests and responses rebuilt from others, without losing what the platform forgets: the
 * traits of a request, the URL of a response.
 */
import { setTraits, traitsOf } from "./traits.ts";

/** What differs in the new request. */
export interface RequestChanges {
  /** Absolute. @default {that of the old request} */
  readonly url?: string;
  /** Another HTTP method. */
  readonly method?: string;
  /** Other headers, instead of all the old ones. */
  readonly headers?: Headers;
  /** Aborts the new request. @default {that of the old request} */
  readonly signal?: AbortSignal;
}

type Body = Uint8Array<ArrayBuffer> | null;

/** What the requests were made of that were made here: read from a stream, it would be copied each time. */
const BODIES = new WeakMap<Request, Body>();

/**
 * The body of a request in memory, so that it can be sent again; `null` where there is none.
 * Uses up the request, as sending it would, if it does not come from here.
 */
export async function takeBody(request: Request): Promise<Body> {
  const known = BODIES.get(request);
  if (known !== undefined) return known;
  return request.body === null ? null : new Uint8Array(await request.arrayBuffer());
}

/** The request itself, to be sent for the first time, where it was made here; else one that is. */
export function firstRequest(request: Request, body: Body): Request {
  return BODIES.has(request) && !request.bodyUsed ? request : rebuildRequest(request, body);
}

/**
 * A request like another one, with a body of known length (some servers refuse a chunked request,
 * which is what a stream would become) and with the same traits.
 */
export function rebuildRequest(
  request: Request,
  body: Body,
  changes: RequestChanges = {},
): Request {
  const {
    url = request.url,
    method = request.method,
    headers = request.headers,
    signal = request.signal,
  } = changes;
  const rebuilt = new Request(url, { method, headers, body, signal, redirect: "manual" });
  BODIES.set(rebuilt, body);
  return setTraits(rebuilt, traitsOf(request));
}

/** The same request under another signal. Uses up the original one. */
export function withSignal(request: Request, signal: AbortSignal): Request {
  return setTraits(new Request(request, { signal }), traitsOf(request));
}

/** Status, headers and `url` stay as they are. */
export function rebuildResponse(
  response: Response,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): Response {
  const { status, statusText, headers } = response;
  return withUrl(new Response(body, { status, statusText, headers }), response.url);
}

/** The same response, which says that it came from this URL: one made in memory says "". */
export function withUrl(response: Response, url: string): Response {
  if (response.url !== url) Object.defineProperty(response, "url", { value: url });
  return response;
}
