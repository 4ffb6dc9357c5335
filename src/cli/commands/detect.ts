import { SitehaulError } from "../../errors.ts";
import { type Command, defineCommand } from "../command.ts";
import { loadConfiguration, siteCalled } from "../configuration.ts";
import { attemptsTable } from "../output/attempts.ts";
import { detectedDocument } from "../output/documents.ts";
import { detectedLines } from "../output/site_lines.ts";
import { SITE } from "../positionals.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { detectAt, productName, type SiteInvocation } from "../site.ts";
import { changeConfiguration } from "../write_configuration.ts";

/** `detect` */
export const detect: Command = defineCommand({
  name: "detect",
  summary: "Find a site's endpoint, API version, level, product, version and edition",
  positionals: { site: SITE },
  flags: {
    ...CREDENTIAL_FLAGS,
    save: { type: "boolean", help: "Write the endpoint to the configuration of the site" },
  },
  examples: [
    { line: "detect www.example.com --secret-file secret.txt", about: "find the endpoint" },
    { line: "detect shop --save", about: "find it anew, and write it to the configuration" },
    { line: "detect www.example.com --explain", about: "with every address that was tried" },
  ],
  async run(invocation) {
    const { args: { site }, flags: { explain, save }, output } = invocation;
    const found = await detectAt(site, invocation, { anew: save });
    const name = await productName(found, invocation);
    const saved = save ? await saveEndpoint(site, found.endpoint.url, invocation) : undefined;
    output.result(
      detectedDocument(found),
      (style) =>
        [
          ...detectedLines(found, name),
          ...saved === undefined ? [] : [`Saved to ${saved}`],
          ...explain ? ["", attemptsTable(found.attempts, style)] : [],
        ]
          .join("\n"),
    );
  },
});

/** Gives the path of the file. */
async function saveEndpoint(
  site: string,
  endpoint: string,
  invocation: SiteInvocation,
): Promise<string> {
  const loaded = await loadConfiguration(invocation);
  const configured = loaded && siteCalled(site, loaded);
  if (configured === undefined) {
    throw new SitehaulError("config/invalid", `${site} is no site of the configuration`, {
      hint: "Add it: sitehaul config add URL --name NAME.",
    });
  }
  const { setSiteField } = await import("../../config/edit.ts");
  return await changeConfiguration(invocation, {
    change: (text, file) => setSiteField(text, configured.name, "endpoint", endpoint, file),
    hide: false,
  });
}
