import { SitehaulError } from "../../base/errors.ts";
import { askSites } from "./ask_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import type { detect } from "../declarations/sites.ts";
import type { Context, NamedSite } from "../context/context.ts";
import { attemptsTable } from "../output/attempts.ts";
import { detectedDocument } from "../output/documents.ts";
import { detectedLines, productLine } from "../output/site_lines.ts";
import { namesOfFound } from "../context/site_names.ts";
import { changeConfiguration, refuseToChange } from "../context/write_configuration.ts";

export async function run({ args, flags, context }: InvocationOf<typeof detect>): Promise<void> {
  const { explain, save } = flags;
  // Each change of the file is made in one that nobody else changes meanwhile.
  let lastSave: Promise<unknown> = Promise.resolve();
  const saveInTurn = (site: NamedSite, endpoint: string) => {
    const saved = lastSave.then(() => saveEndpoint(site, endpoint, context));
    lastSave = saved.catch(() => {});
    return saved;
  };
  await askSites({ named: args.sites, flags, context }, {
    intent: save ? "find the endpoint, and save it" : "find the endpoint",
    ask: async (site) => {
      // Before a secret is asked for, or the site for anything.
      if (save && site.configured === undefined) throw notConfigured(site.name);
      if (save) await refuseToChange(await context.configuration());
      const found = await site.detect({ anew: save });
      const names = await namesOfFound(found, context);
      const saved = save ? await saveInTurn(site, found.endpoint.url) : undefined;
      return { found, names, saved };
    },
    document: ({ found }) => detectedDocument(found),
    text: ({ found, names, saved }, style) =>
      [
        ...detectedLines(found, names),
        ...saved === undefined ? [] : [`Saved to ${saved}`],
        ...explain ? ["", attemptsTable(found.attempts, style)] : [],
      ].join("\n"),
    brief: ({ found, names, saved }) =>
      `${productLine(found, names.product)} at ${found.endpoint.url}` +
      (saved === undefined ? "" : ", saved"),
    isOurs: () => true,
  });
}

/** Gives the path of the file. */
async function saveEndpoint(
  { configured, name }: NamedSite,
  endpoint: string,
  context: Context,
): Promise<string> {
  if (configured === undefined) throw notConfigured(name);
  const { setSiteField } = await import("../../config/edit.ts");
  return await changeConfiguration(context, {
    change: (text, file) => setSiteField(text, configured.name, "endpoint", endpoint, file),
    hide: false,
  });
}

function notConfigured(name: string): SitehaulError {
  return new SitehaulError("config/invalid", `${name} is not a configured site`, {
    hint: "Add it: sitehaul config add URL --name NAME.",
  });
}
