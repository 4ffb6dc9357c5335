import type { InvocationOf } from "../context/command.ts";
import type { man } from "../declarations/program.ts";
import { manPage } from "../help/man_page.ts";
import { VERSION } from "../../base/program_version.ts";

export function run({ context: { output }, commands }: InvocationOf<typeof man>): void {
  const page = manPage(commands, VERSION);
  output.result({ page }, () => page.trimEnd(), { exactly: true });
}
