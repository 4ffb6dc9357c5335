import { SitehaulError } from "../../errors.ts";
import { type Command, defineCommand } from "../command.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

/** `completions` */
export const completions: Command = defineCommand({
  name: "completions",
  summary: "Print the script that completes command lines in a shell",
  description:
    "It completes commands, flags, values, files, and the sites that are configured or " +
    "remembered\nhere. No site is asked for anything.",
  positionals: { shell: { name: "SHELL", help: "bash, zsh or fish", choices: SHELLS } },
  flags: {
    words: { type: "boolean", help: "Print the sites that are known, as the scripts ask for" },
  },
  examples: [
    {
      line: "completions bash > ~/.local/share/bash-completion/completions/sitehaul",
      about: "bash",
    },
    { line: "completions zsh > ~/.zsh/completions/_sitehaul", about: "zsh, a folder of fpath" },
    { line: "completions fish > ~/.config/fish/completions/sitehaul.fish", about: "fish" },
  ],
  async run(invocation) {
    const { args: { shell }, flags: { words }, output, commands } = invocation;
    if (words) {
      const { siteNames } = await import("../completion/site_names.ts");
      const names = await siteNames(invocation);
      return output.result(names, () => names.join("\n"));
    }
    if (shell === undefined) {
      throw new SitehaulError("usage/value", "completions needs SHELL: bash, zsh or fish", {
        hint: '"sitehaul completions --help" has examples.',
      });
    }
    const { completionScript } = await import("../completion/script.ts");
    const script = completionScript(shell, commands);
    // Secrets are hidden where they show; in a script that would break the words that look alike.
    output.result({ shell, script }, () => script.trimEnd(), { exactly: true });
  },
});
