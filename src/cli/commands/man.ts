import type { InvocationOf } from "../command.ts";
import type { man } from "../declarations/program.ts";

/** Does what `man` says. */
export async function run({ output, commands }: InvocationOf<typeof man>): Promise<void> {
  const { manPage } = await import("../man_page.ts");
  const { VERSION } = await import("../../transport/with_headers.ts");
  const page = manPage(commands, VERSION);
  output.result({ page }, () => page.trimEnd(), { exactly: true });
}
