/** A cache in front of a site that keeps what it should not: answers of the API to GET. */

/** How wrong the cache is. */
export interface Caching {
  /** Whether the query belongs to what an answer is kept for. */
  readonly by: "url" | "path";
  /** Whether nothing in a repeated answer tells of it. */
  readonly silent?: true;
}

interface Kept {
  readonly bytes: ArrayBuffer;
  readonly status: number;
  readonly headers: Headers;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Answers, by the address that they are repeated for. */
export class AnswerCache {
  readonly #kept = new Map<string, Kept>();

  /** The answer that is kept, or a new one, which is. */
  async through(
    { method, url }: Pick<Request, "method" | "url">,
    { by, silent }: Caching,
    now: Date,
    answer: () => Promise<Response>,
  ): Promise<Response> {
    if (method !== "GET") return await answer();
    const { origin, pathname } = new URL(url);
    const key = by === "url" ? url : origin + pathname;
    const at = now.getTime() / 1000;
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      const headers = new Headers(kept.headers);
      if (!silent) {
        headers.set("age", String(Math.round(at - kept.at)));
        headers.set("x-cache", "HIT from a cache");
      }
      return new Response(kept.bytes.slice(0), { status: kept.status, headers });
    }
    const response = await answer();
    const { status, headers } = response;
    const bytes = await response.arrayBuffer();
    if (status === 200) this.#kept.set(key, { bytes, status, headers, at });
    return new Response(bytes, { status, headers });
  }
}
