/**
 * Which product answered, where two share an address.
 * @module
 */
import { isSitehaulError } from "../errors.ts";
import type { Product } from "../product.ts";
import { narrow } from "../resolve/candidates.ts";
import { setTraits } from "../transport/traits.ts";
import type { Transport } from "../transport/transport.ts";
import { type ProbeResult, SEARCH_ANSWER_MS } from "./probe.ts";

/** Which products it can be, and what it took to find out. */
export interface Identity {
  /** Product ids; more than one if nothing distinguishes them. */
  readonly products: readonly string[];
  /** How many requests that took. */
  readonly requests: number;
}

/** What telling products apart needs. */
export interface IdentifyOptions {
  /** The products that were looked for. */
  readonly products: readonly Product[];
  /** What carries requests. */
  readonly transport: Transport;
  /** Aborts it. */
  readonly signal: AbortSignal;
  /** The page at the site's root, where it has been read already. */
  readonly page?: string | undefined;
  /** How long the page may take, ms. @default {20_000} */
  readonly answerMs?: number | undefined;
}

/** How much of the root page is read, in bytes: marks are in its head. */
const PAGE_BYTES = 128 * 1024;

/**
 * Tells which product answered: by the catalogue and the version; where that leaves several, by the
 * cookies of the answer; then by the page at the site's root, asked for without any credential.
 */
export async function identify(found: ProbeResult, options: IdentifyOptions): Promise<Identity> {
  const ids = possibleProducts(found);
  if (ids.length <= 1) return { products: ids, requests: 0 };
  const possible = options.products.filter(({ id }) => ids.includes(id));
  const byCookie = possible.filter(({ marks }) => hasMark(marks?.cookie, found.cookies));
  if (byCookie.length === 1) return { products: byCookie.map(({ id }) => id), requests: 0 };
  const page = options.page ?? await readPage(rootOf(found), options);
  const byPage = possible.filter(({ marks }) => hasMark(marks?.page, [page]));
  const requests = options.page === undefined ? 1 : 0;
  return { products: byPage.length === 1 ? byPage.map(({ id }) => id) : ids, requests };
}

/** The products that the address and the version leave possible. */
function possibleProducts({ candidate, version }: ProbeResult): string[] {
  const narrowed = version === undefined ? [] : narrow(candidate.matches, version.version);
  const matches = narrowed.length > 0 ? narrowed : candidate.matches;
  return [...new Set(matches.map(({ product }) => product))];
}

function hasMark(pattern: string | undefined, texts: readonly string[]): boolean {
  if (pattern === undefined) return false;
  const mark = new RegExp(pattern, "i");
  return texts.some((text) => mark.test(text));
}

function rootOf({ candidate, endpoint }: ProbeResult): string {
  // After a redirect to www. or https the root has moved as well.
  const root = new URL(candidate.root);
  return new URL(root.pathname, new URL(endpoint.url).origin).href;
}

/** The head of the page at the site's root, `""` where there is none. Sends no credential. */
export async function readPage(
  root: string,
  { transport, signal, answerMs = SEARCH_ANSWER_MS }: Omit<IdentifyOptions, "products" | "page">,
): Promise<string> {
  const request = new Request(root, {
    headers: { accept: "text/html, */*;q=0.8" },
    redirect: "manual",
    signal,
  });
  setTraits(request, { repeatable: true, attempts: 1, answerMs });
  try {
    const response = await transport(request);
    return await readHead(response);
  } catch (error) {
    if (isSitehaulError(error)) return "";
    throw error;
  }
}

async function readHead({ body }: Response): Promise<string> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  // Leaving the loop early cancels the body.
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length >= PAGE_BYTES) break;
  }
  return text;
}
