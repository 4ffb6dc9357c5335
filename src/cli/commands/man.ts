import type { InvocationOf } from "../command.ts";
import type { man } from "../declarations/program.ts";
import { manPage } from "../man_page.ts";
import { VERSION } from "../../program_version.ts";

/** Runs `man`. */
export function run({ output, commands }: InvocationOf<typeof man>): void {
  const page = manPage(commands, VERSION);
  output.result({ page }, () => page.trimEnd(), { exactly: true });
}
