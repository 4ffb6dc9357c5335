import { type Command, defineCommand } from "../command.ts";

/** `man` */
export const man: Command = defineCommand({
  name: "man",
  summary: "Print the manual page",
  positionals: {},
  flags: {},
  examples: [
    { line: "man > ~/.local/share/man/man1/sitehaul.1", about: "then man sitehaul shows it" },
    { line: "man | man -l -", about: "read it at once" },
  ],
  async run({ output, commands }) {
    const { manPage } = await import("../man_page.ts");
    const { VERSION } = await import("../../transport/with_headers.ts");
    const page = manPage(commands, VERSION);
    output.result({ page }, () => page.trimEnd(), { exactly: true });
  },
});
