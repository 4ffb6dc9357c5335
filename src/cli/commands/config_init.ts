import { type Command, defineCommand } from "../command.ts";
import { newFile, TEMPLATE, writeConfiguration } from "../write_configuration.ts";

/** `config init` */
export const configInit: Command = defineCommand({
  name: "config init",
  summary: "Begin a configuration file, with comments that explain it",
  positionals: {},
  flags: { force: { type: "boolean", help: "Replace the one that is there" } },
  examples: [
    { line: "config init", about: "in your own configuration folder" },
    { line: "config init --config ./sitehaul.yaml", about: "in this folder" },
  ],
  async run(invocation) {
    const { flags: { force }, output } = invocation;
    const file = newFile(invocation);
    await writeConfiguration(file, TEMPLATE, { replace: force });
    output.result({ ok: true, file }, () => `Wrote ${file}`);
  },
});
