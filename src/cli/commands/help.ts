import type { InvocationOf } from "../command.ts";
import type { help } from "../declarations/program.ts";
import { findCommand } from "../flags.ts";
import { showHelp } from "../help.ts";

/** Does what `help` says. */
export function run({ args, commands, output }: InvocationOf<typeof help>): void {
  showHelp(findCommand(args.words, commands), commands, output);
}
