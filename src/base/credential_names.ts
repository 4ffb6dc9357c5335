/**
 * How credentials are called on the wire. The API has these names from its maker and from the first
 * system that had it; all products share them.
 * @module
 */

/** The header with a Secret Word (observed: all versions with API version 2 or 3). */
export const SECRET_HEADER = "x-akeeba-auth";

/** The header with an API token (observed: Akeeba Backup 9.9.3 and 10.2.1 for Joomla!). */
export const TOKEN_HEADER = "x-joomla-token";

/** The parameter of the query with a Secret Word, where a header does not arrive. */
export const SECRET_PARAMETER = "_akeebaAuth";
