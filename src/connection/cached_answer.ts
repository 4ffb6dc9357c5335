/**
 * Answers from a cache. Each answer of the API is about its moment: one that is repeated says that a step
 * was done which the site never saw, or that a file is there which is gone.
 */
import { SitehaulError } from "../base/errors.ts";
import { quoted } from "../base/message_text.ts";

/** Headers by which caches and content networks say that an answer is a repeated one. */
const HIT_HEADERS: readonly string[] = [
  "x-cache",
  "x-cache-status",
  "cf-cache-status",
  "x-proxy-cache",
  "x-litespeed-cache",
  "x-nginx-cache",
  "x-varnish-cache",
  "x-drupal-cache",
  "x-sucuri-cache",
];

/** The header that shows that an answer comes from a cache, as `Age: 120`; nothing if none does. */
export function cacheIn(headers: Headers): string | undefined {
  const age = headers.get("age")?.trim() ?? "";
  if (/^[1-9]\d*$/.test(age)) return `Age: ${age}`;
  const name = HIT_HEADERS.find((each) => /^\s*hit\b/i.test(headers.get(each) ?? ""));
  if (name === undefined) return undefined;
  const spelled = name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
  return `${spelled}: ${headers.get(name)?.trim()}`;
}

/**
 * @throws {SitehaulError} `site/cached` when an answer to GET comes from a cache; others are not kept by
 * any
 */
export function refuseCached(verb: string, method: string, headers: Headers): void {
  const shown = verb === "GET" ? cacheIn(headers) : undefined;
  if (shown === undefined) return;
  throw new SitehaulError(
    "site/cached",
    `The answer to ${method} comes from a cache in front of the site (${quoted(shown)})`,
    { hint: "Exclude the address of the API from the cache: each of its answers is different." },
  );
}

/** A parameter that the site ignores, and that makes a URL different from all before it. */
export function uniqueParameter(): { readonly _: string } {
  return { _: crypto.randomUUID().slice(0, 13) };
}
