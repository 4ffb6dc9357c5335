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

/**
 * The body of a request in memory, so that it can be sent again; `null` where there is none.
 * Uses up the request, as sending it would.
 */
export async function takeBody(request: Request): Promise<Uint8Array<ArrayBuffer> | null> {
  return request.body === null ? null : new Uint8Array(await request.arrayBuffer());
}

/**
 * A request like another one, with a body of known length (some servers refuse a chunked request,
 * which is what a stream would become) and with the same traits.
 */
export function rebuildRequest(
  request: Request,
  body: Uint8Array<ArrayBuffer> | null,
  changes: RequestChanges = {},
): Request {
  const {
    url = request.url,
    method = request.method,
    headers = new Headers(request.headers),
    signal = request.signal,
  } = changes;
  const rebuilt = new Request(url, { method, headers, body, signal, redirect: "manual" });
  return setTraits(rebuilt, traitsOf(request));
}

/** The same request under another signal. Uses up the original one. */
export function withSignal(request: Request, signal: AbortSignal): Request {
  return setTraits(new Request(request, { signal }), traitsOf(request));
}

/** The same request with other headers. Uses up the original one. */
export function withNewHeaders(request: Request, headers: Headers): Request {
  return setTraits(new Request(request, { headers }), traitsOf(request));
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
