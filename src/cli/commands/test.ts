import { type Command, defineCommand } from "../command.ts";
import { attemptsTable } from "../output/attempts.ts";
import { detectedDocument } from "../output/documents.ts";
import { connectionLine, productLine } from "../output/site_lines.ts";
import { SITE } from "../positionals.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { detectAt, productName } from "../site.ts";

/** `test` */
export const test: Command = defineCommand({
  name: "test",
  summary: "Check that a site can be spoken to, as whom, over what",
  positionals: { site: SITE },
  flags: CREDENTIAL_FLAGS,
  examples: [
    { line: "test www.example.com --secret-file secret.txt", about: "one call" },
    { line: "test www.example.com --token TOKEN", about: "with a Joomla API Token" },
  ],
  async run(invocation) {
    const { args: { site }, flags: { explain }, output } = invocation;
    const found = await detectAt(site, invocation);
    const name = await productName(found, invocation);
    const { attempts: _, ...document } = detectedDocument(found);
    output.result({ ok: true, ...document }, (style) =>
      [
        style.green("Successful connection to site"),
        connectionLine(found),
        productLine(found, name),
        ...explain ? ["", attemptsTable(found.attempts, style)] : [],
      ].join("\n"));
  },
});
