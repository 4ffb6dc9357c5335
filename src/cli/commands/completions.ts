import { SitehaulError } from "../../errors.ts";
import { type Command, defineCommand } from "../command.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

/** `completions` */
export const completions: Command = defineCommand({
  name: "completions",
  summary: "Print the script that completes command lines in a shell",
  description:
    "It completes commands, flags, values, files, the sites that are configured or remembered\n" +
    "here, and the backups and profiles that list and profiles have shown. No site is asked for\n" +
    "anything.",
  positionals: { shell: { name: "SHELL", help: "bash, zsh or fish", choices: SHELLS } },
  flags: {
    words: { type: "boolean", help: "Print the sites that are known, as the scripts ask for" },
    records: { type: "string", value: "SITE", help: "Print the backups that were listed here" },
    profiles: { type: "string", value: "SITE", help: "Print the profiles that were listed here" },
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
    const { args: { shell }, flags, output, world, commands } = invocation;
    for (const kind of ["records", "profiles"] as const) {
      const { [kind]: site } = flags;
      if (site === undefined) continue;
      const { knownIds } = await import("../completion/known_ids.ts");
      const ids = await knownIds(kind, site, world);
      return output.result(ids, () => ids.map(({ id, about }) => `${id}\t${about}`).join("\n"));
    }
    if (flags.words) {
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
