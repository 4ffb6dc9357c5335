import { type Command, defineCommand } from "../command.ts";
import { SITE } from "../positionals.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { connectTo } from "../site.ts";

/** `update` */
export const update: Command = defineCommand({
  name: "update",
  summary: "Update the product on a site, where its version can do that",
  description: "Exit status 1 when there is no update.",
  positionals: { site: SITE },
  flags: {
    ...CREDENTIAL_FLAGS,
    "min-stability": {
      type: "choice",
      choices: ["alpha", "beta", "rc", "stable"],
      default: "stable",
      help: "Take nothing less finished than this",
    },
  },
  examples: [{ line: "update www.example.com", about: "to the newest stable version" }],
  async run(invocation) {
    const { args: { site }, flags, output, world: { signal } } = invocation;
    const client = await connectTo(site, invocation);
    const stages = client.update({ minimumStability: flags["min-stability"], signal });
    while (true) {
      const { done, value } = await stages.next();
      if (done) {
        return output.done({
          details: { site, version: value },
          text: () => `Updated to ${value}.`,
        });
      }
      output.event(site, { type: "stage", ...value });
    }
  },
});
