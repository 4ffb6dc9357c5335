/** What a method gives back, before an API version frames it. */
import type { SitePart } from "../archives/site_part.ts";

/** What `JSON.stringify` takes. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** What a method answers. */
export type Reply =
  | { readonly kind: "data"; readonly data: Json }
  | { readonly kind: "error"; readonly status: number; readonly data: string }
  | { readonly kind: "file"; readonly part: SitePart }
  /** HTTP 200 with a text where JSON should be: an error that nothing caught. */
  | { readonly kind: "text"; readonly text: string }
  /** HTTP 500 with the reason in the status line and an empty body. */
  | { readonly kind: "blank"; readonly reason: string }
  /** HTTP 500 with a page of HTML: an error of the language itself. */
  | { readonly kind: "crash" };

/** Good news. */
export function data(value: Json): Reply {
  return { kind: "data", data: value };
}

/** `status` is that of the envelope. */
export function refusal(status: number, text: string): Reply {
  return { kind: "error", status, data: text };
}
