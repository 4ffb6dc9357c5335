/** API levels. A higher, unknown one is fine: what is known keeps working. */

/** The lowest level that sitehaul speaks to. */
export const LOWEST_LEVEL = 320;

/**
 * From this level on, a step with an identifier that the server has forgotten is an error. Below, it begins
 * another backup (observed: 7.5.0.1, 8.0.3, 9.1.1 for WordPress; an error: 9.3.3, 9.9.3, 10.2.1).
 */
export const FORGOTTEN_ID_IS_REFUSED = 500;
