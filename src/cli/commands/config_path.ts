import { candidateFiles } from "../../config/find.ts";
import { SitehaulError } from "../../errors.ts";
import { type Command, defineCommand } from "../command.ts";
import { loadConfiguration, placesOf } from "../configuration.ts";

/** `config path` */
export const configPath: Command = defineCommand({
  name: "config path",
  summary: "Show which configuration file is used",
  positionals: {},
  flags: {},
  examples: [{ line: "config path", about: 'for $EDITOR "$(sitehaul config path)"' }],
  async run(invocation) {
    const loaded = await loadConfiguration(invocation);
    if (loaded !== undefined) {
      return invocation.output.result({ file: loaded.file }, () => loaded.file);
    }
    const places = candidateFiles(placesOf(invocation)).join(", ");
    throw new SitehaulError("config/invalid", "There is no configuration file", {
      hint: `Make one with "sitehaul config init". Looked for ${places}.`,
    });
  },
});
