/**
 * How the program is run: all that it ever needs but running other programs, which a configuration
 * can ask for. Whoever gets a secret from a program runs it with Deno, and says which one.
 *
 * The task `sitehaul`, the Dockerfile and the documents have the same flags; a test compares them.
 */
export const RUN_FLAGS: readonly string[] = [
  "--v8-flags=--max-semi-space-size=2",
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
];
