import { type Command, defineCommand } from "../command.ts";
import { oneLine } from "../output/plain.ts";
import { SITE } from "../positionals.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { connectTo, siteName } from "../site.ts";

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
      default: "alpha",
      help: "Take nothing less finished than this",
    },
  },
  examples: [{ line: "update www.example.com", about: "to what the site offers" }],
  async run(invocation) {
    const { args: { site }, flags, output, world: { signal } } = invocation;
    const name = await siteName(site, invocation);
    const client = await connectTo(site, invocation);
    const stages = client.update({ minimumStability: flags["min-stability"], signal });
    while (true) {
      const { done, value } = await stages.next();
      if (done) {
        return output.done({
          details: { site: name, version: value },
          text: () => `The product was updated to ${oneLine(value)}.`,
        });
      }
      output.event(name, { type: "stage", ...value });
    }
  },
});
