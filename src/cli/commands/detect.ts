import { SitehaulError } from "../../errors.ts";
import type { InvocationOf } from "../command.ts";
import type { detect } from "../declarations/sites.ts";
import { loadConfiguration, siteCalled } from "../configuration.ts";
import { attemptsTable } from "../output/attempts.ts";
import { detectedDocument } from "../output/documents.ts";
import { detectedLines } from "../output/site_lines.ts";
import { detectAt, productName, type SiteInvocation } from "../site.ts";
import { changeConfiguration } from "../write_configuration.ts";

/** Does what `detect` says. */
export async function run(invocation: InvocationOf<typeof detect>): Promise<void> {
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
}

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
