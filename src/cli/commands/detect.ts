import { SitehaulError } from "../../base/errors.ts";
import type { InvocationOf } from "../declarations/command.ts";
import type { detect } from "../declarations/sites.ts";
import { loadConfiguration } from "../context/configuration.ts";
import { attemptsTable } from "../output/attempts.ts";
import { detectedDocument } from "../output/documents.ts";
import { detectedLines } from "../output/site_lines.ts";
import { productName } from "../context/product_name.ts";
import { detectAt } from "../context/site.ts";
import { type SiteInvocation, type Target, targetOf } from "../context/target.ts";
import { changeConfiguration, refuseToChange } from "../context/write_configuration.ts";

/** Runs `detect`. */
export async function run(invocation: InvocationOf<typeof detect>): Promise<void> {
  const { args: { site }, flags: { explain, save }, output } = invocation;
  const target = await targetOf(site, invocation);
  // Before a secret is asked for, or the site for anything.
  if (save && target.configured === undefined) throw notConfigured(target.name);
  if (save) await refuseToChange(await loadConfiguration(invocation));
  const found = await detectAt(target, invocation, { anew: save });
  const name = await productName(found, invocation);
  const saved = save ? await saveEndpoint(target, found.endpoint.url, invocation) : undefined;
  output.result(
    detectedDocument(found),
    (style) =>
      [
        ...detectedLines(found, name),
        ...saved === undefined ? [] : [`Saved to ${saved}`],
        ...explain ? ["", attemptsTable(found.attempts, style)] : [],
      ]
        .join("\n"),
    { isOurs: true },
  );
}

/** Gives the path of the file. */
async function saveEndpoint(
  { configured, name }: Target,
  endpoint: string,
  invocation: SiteInvocation,
): Promise<string> {
  if (configured === undefined) throw notConfigured(name);
  const { setSiteField } = await import("../../config/edit.ts");
  return await changeConfiguration(invocation, {
    change: (text, file) => setSiteField(text, configured.name, "endpoint", endpoint, file),
    hide: false,
  });
}

function notConfigured(name: string): SitehaulError {
  return new SitehaulError("config/invalid", `${name} is not a configured site`, {
    hint: "Add it: sitehaul config add URL --name NAME.",
  });
}
