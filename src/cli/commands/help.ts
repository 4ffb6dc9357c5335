import { type Command, defineCommand } from "../command.ts";
import { findCommand } from "../flags.ts";
import { showHelp } from "../help.ts";

/** `help` */
export const help: Command = defineCommand({
  name: "help",
  summary: "Show what there is, or the help of a command",
  positionals: { words: { name: "COMMAND", help: "the command", many: true } },
  flags: {},
  examples: [{ line: "help backup", about: "what can be said to backup" }],
  run({ args, commands, output }) {
    showHelp(findCommand(args.words, commands), commands, output);
    return Promise.resolve();
  },
});
