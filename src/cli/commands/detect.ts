import { type Command, defineCommand } from "../command.ts";
import { attemptsTable } from "../output/attempts.ts";
import { detectedDocument } from "../output/documents.ts";
import { detectedLines } from "../output/site_lines.ts";
import { SITE } from "../positionals.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { detectAt, productName } from "../site.ts";

/** `detect` */
export const detect: Command = defineCommand({
  name: "detect",
  summary: "Find a site's endpoint, API version, level, product, version and edition",
  positionals: { site: SITE },
  flags: CREDENTIAL_FLAGS,
  examples: [
    { line: "detect www.example.com --secret-file secret.txt", about: "find the endpoint" },
    { line: "detect www.example.com --explain", about: "with every address that was tried" },
  ],
  async run(invocation) {
    const { args: { site }, flags: { explain }, output } = invocation;
    const found = await detectAt(site, invocation);
    const name = await productName(found);
    output.result(
      detectedDocument(found),
      (style) =>
        [
          ...detectedLines(found, name),
          ...explain ? ["", attemptsTable(found.attempts, style)] : [],
        ]
          .join("\n"),
    );
  },
});
