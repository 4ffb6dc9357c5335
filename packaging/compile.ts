// deno-lint-ignore-file no-console -- it says what it makes
/**
 * Compiles the program for the usual systems, into one file each: dist/sitehaul-VERSION-TARGET. Deno
 * fetches its base for each system from the network.
 *
 *     deno task compile:all
 */
import { VERSION } from "../src/transport/with_headers.ts";

/** The usual systems. */
export const TARGETS: readonly string[] = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

/**
 * What is baked in: all that the program ever needs but running other programs, which a configuration
 * can ask for. Whoever gets a secret from a program runs it with Deno, and says which one.
 */
export const FLAGS: readonly string[] = [
  "--v8-flags=--max-semi-space-size=2",
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
];

if (import.meta.main) {
  for (const target of TARGETS) {
    const output = `dist/sitehaul-${VERSION}-${target}`;
    console.log(output);
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["compile", ...FLAGS, "--target", target, "--output", output, "src/cli/main.ts"],
    }).spawn().status;
    if (!success) Deno.exit(1);
  }
}
