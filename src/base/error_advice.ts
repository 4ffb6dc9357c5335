/**
 * The advice that goes with an error code, loaded on demand.
 * @module
 */
import type { ErrorAdvice } from "./error_guide.ts";
import type { ErrorCode } from "./errors.ts";

export type { ErrorAdvice };

/**
 * What an error code usually comes from, and what helps: the text of `sitehaul help CODE`.
 *
 * @example
 * ```ts
 * import { errorAdvice } from "@sitehaul/sitehaul";
 * import { assertEquals } from "@std/assert";
 *
 * const { cause, cure } = await errorAdvice("update/none");
 * assertEquals(cause, "The product on the site is up to date.");
 * assertEquals(cure, "Nothing to do. A script may treat this status like 0.");
 * ```
 */
export async function errorAdvice(code: ErrorCode): Promise<ErrorAdvice> {
  const { ERROR_GUIDE } = await import("./error_guide.ts");
  return ERROR_GUIDE[code];
}
