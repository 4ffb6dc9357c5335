/**
 * API levels. A higher, unknown one is fine: what is known keeps working.
 * @module
 */

/** The lowest level that sitehaul speaks to. */
export const LOWEST_LEVEL = 320;
