/**
 * Makes one file of the program and all that it is built of: dist/sitehaul.js. `deno run` needs no
 * network and no cache for it.
 *
 *     deno task bundle
 */
import { tellMade, TOP } from "./made.ts";

/** Where the bundle is, from the top of the project. */
export const BUNDLE = "dist/sitehaul.js";

/** `--quiet` leaves out a warning about asn1, a part of ssh2, in code that is not used here. */
const ARGUMENTS: readonly string[] = [
  ...["bundle", "--quiet", "--platform", "deno", "--minify"],
  // What ssh2 would build natively is faster, and not needed.
  ...["--external", "*.node", "--external", "cpu-features"],
  // For Node alone, whose package has it.
  ...["--external", "undici"],
  ...["--output", BUNDLE, "src/cli/main.ts"],
];

/** Whether it could be made; Deno has said why not. */
export async function bundle(): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), { args: [...ARGUMENTS], cwd: TOP })
    .spawn().status;
  if (success) await tellMade(BUNDLE);
  return success;
}

if (import.meta.main) Deno.exit(await bundle() ? 0 : 1);
