/** The version of this program. */

/** The version of sitehaul, the same as in `deno.json`. */
export const VERSION: string = "0.1.0";
