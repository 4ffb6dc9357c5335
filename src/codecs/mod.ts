/** The codec of each API version. */
import type { ApiVersion } from "../protocol/endpoint.ts";
import type { Codec } from "./codec.ts";
import { v1 } from "./v1.ts";
import { v2 } from "./v2.ts";
import { v3 } from "./v3.ts";

const CODECS: Readonly<Record<ApiVersion, Codec>> = { 1: v1, 2: v2, 3: v3 };

/**
 * The codec that writes calls and reads answers of an API version.
 *
 * @example
 * ```ts
 * import { codecFor } from "@sitehaul/sitehaul/core";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = '<b>Warning</b>: … {"status":404,"data":"Invalid segment"}<!-- cached -->';
 * assertEquals(codecFor(2).decode(answer), { status: 404, data: "Invalid segment" });
 * ```
 */
export function codecFor(api: ApiVersion): Codec {
  return CODECS[api];
}
