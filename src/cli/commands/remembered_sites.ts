/** Which of the sites that the history knows are meant. */
import { isPattern, select } from "../../config/select.ts";
import type { BackupHistory } from "../../history/history.ts";
import { chosenSettings } from "../context/chosen_sites.ts";
import type { Context } from "../context/context.ts";
import type { FlagValues } from "../declarations/command.ts";
import type { CHOICE_FLAGS } from "../declarations/shared.ts";

/** Nothing is chosen from the configuration alone. */
const EVERY = { named: [], tags: [] } as const;

/**
 * Their names; nothing where all are meant. The configuration is only read for what the history does not
 * know: a site that is not configured any more is remembered all the same.
 *
 * @throws {SitehaulError} `usage/no-site` for a name that neither knows; `usage/flag`
 */
export async function rememberedSites(
  history: BackupHistory,
  names: readonly string[],
  { tag, all, exclude }: FlagValues<typeof CHOICE_FLAGS>,
  context: Context,
): Promise<readonly string[] | undefined> {
  if (!all && names.length + tag.length + exclude.length === 0) return undefined;
  const remembered = await history.sites();
  const lower = new Set(remembered.map((name) => name.toLowerCase()));
  const isUnknown = (name: string) => !isPattern(name) && !lower.has(name.toLowerCase());
  const needsFile = all || tag.length > 0 || names.some(isUnknown) ||
    exclude.some((each) => each.startsWith("tag:"));
  const configured = needsFile
    ? await chosenSettings({
      ...(all ? { named: names, tags: tag } : EVERY),
      all: true,
      exclude: [],
    }, context)
    : [];
  const tags = new Map(configured.map((site) => [site.name, site.tags ?? []]));
  const known = [...new Set([...(all ? [] : remembered), ...tags.keys()])]
    .map((name) => ({ name, tags: tags.get(name) ?? [] }));
  const isEvery = all || names.length + tag.length === 0;
  const chosen = select(known, { names, tags: tag, all: isEvery, exclude });
  for (const text of chosen.unused) context.output.warn(`--exclude: ${text}`);
  return chosen.sites.map(({ name }) => name);
}
