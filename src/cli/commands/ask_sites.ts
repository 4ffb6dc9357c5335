/** Queries: of one site as a document of its own, of several with a line or a block for each. */
import type { Context, NamedSite, SiteFlags } from "../context/context.ts";
import {
  choiceOf,
  type ChosenSite,
  chosenSites,
  refuseNumberOfSeveral,
} from "../context/chosen_sites.ts";
import type { FlagValues, RecordId } from "../declarations/command.ts";
import type { SELECTION_FLAGS } from "../declarations/shared.ts";
import type { Text } from "../output/output.ts";
import type { Style } from "../output/style.ts";
import { plannedOn } from "./dry_run.ts";
import { onSites } from "./on_sites.ts";

/** What the command line says. */
interface Asking {
  readonly named: readonly string[];
  readonly flags: SiteFlags & FlagValues<typeof SELECTION_FLAGS>;
  readonly context: Context;
  /** The record that it is about; of several sites, only the latest can be meant. */
  readonly record?: RecordId;
}

/** What is asked of each site, and how the answer is shown. */
export interface Question<Found> {
  /** What is done, for `--dry-run`: `list its backups`. */
  readonly intent: string;
  readonly ask: (site: NamedSite, chosen: ChosenSite) => Promise<Found>;
  /** For programs. */
  readonly document: (found: Found) => unknown;
  /** For people, of one site. */
  readonly text: (found: Found, style: Style) => string;
  /** For people, of one among several, behind its name. @default {text, below its name} */
  readonly brief?: (found: Found, style: Style) => string;
  /** Whether the text is ours but for what it quotes. */
  readonly isOurs: (found: Found) => boolean;
  /** Half a sentence for the last line. */
  readonly done?: string;
}

/** Asks the sites that the command line chose. */
export async function askSites<Found>(
  { named, flags, context, record }: Asking,
  question: Question<Found>,
): Promise<void> {
  const { intent, ask, document, text, isOurs, done } = question;
  const brief = question.brief ?? ((found, style) => `\n${text(found, style)}`);
  const chosen = await chosenSites(choiceOf(named, flags), context);
  refuseNumberOfSeveral(record, chosen);
  if (flags["dry-run"]) return await plannedOn(chosen, { flags, context }, () => ({ intent }));
  const [only] = chosen.sites;
  if (chosen.isOne && only !== undefined) {
    const found = await ask(await context.site(only.site, flags), only);
    const shown: Text = (style) => text(found, style);
    return context.output.result(document(found), shown, { isOurs: isOurs(found) });
  }
  await onSites(chosen, {
    flags,
    context,
    parallel: flags.parallel,
    inOrder: true,
    ...(done === undefined ? {} : { done }),
    work: async (site, one) => {
      const found = await ask(site, one);
      return {
        details: { result: document(found) },
        text: (style) => brief(found, style),
        isForeign: !isOurs(found),
      };
    },
  });
}
