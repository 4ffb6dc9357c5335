/**
 * The names that each entry point of deno.json exports. They are what other programs may rely on: a
 * name that is added here is kept. `./core` is not in the table, since it is not frozen.
 */
export const PUBLIC_NAMES: Readonly<Record<string, string>> = {};
