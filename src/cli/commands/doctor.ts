import { isPattern } from "../../config/select.ts";
import { type Choice, choiceOf, chosenSites } from "../context/chosen_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import { CONFIG_FLAG, SITE_FLAGS } from "../declarations/shared.ts";
import type { doctor } from "../declarations/sites.ts";
import { namesOfFound } from "../context/site_names.ts";
import { diagnose } from "../doctor/diagnose.ts";
import { diagnosisDocument, diagnosisText } from "../doctor/report_text.ts";
import { refuseFlags } from "../parse/stray_flags.ts";
import type { Context } from "../context/context.ts";
import { plannedOn } from "./dry_run.ts";
import { onSites } from "./on_sites.ts";

/**
 * All flags that connect, but not the one that names the configuration, which is checked as well.
 */
const OF_SITE = Object.keys(SITE_FLAGS).filter((name) => !Object.hasOwn(CONFIG_FLAG, name));

export async function run(
  { args: { sites }, flags, context }: InvocationOf<typeof doctor>,
): Promise<void> {
  const [site, ...others] = sites;
  const choice = choiceOf(sites, flags);
  const isChoice = flags.all || choice.tags.length + choice.exclude.length + others.length > 0 ||
    site !== undefined && isPattern(site) || flags["dry-run"];
  if (isChoice) return await diagnoseEach(choice, flags, context);
  if (site === undefined) {
    refuseFlags(flags, OF_SITE, "needs SITE", "Add the site to check: its name, or its address.");
  }
  const diagnosis = await diagnose(site, flags, context);
  const { found, problem } = diagnosis;
  const product = found === undefined ? "" : (await namesOfFound(found, context)).product;
  context.output.verdict(
    diagnosisDocument(diagnosis, product),
    (style) => diagnosisText(diagnosis, product, style),
    problem,
    { complete: true },
  );
  if (problem !== undefined) throw problem;
}

type DoctorFlags = InvocationOf<typeof doctor>["flags"];

/** A line for each site; what is wrong with this computer is wrong with all of them. */
async function diagnoseEach(choice: Choice, flags: DoctorFlags, context: Context): Promise<void> {
  const chosen = await chosenSites(choice, context);
  if (flags["dry-run"]) {
    const intent = "check everything that a backup needs";
    return await plannedOn(chosen, { flags, context }, () => ({ intent }));
  }
  await onSites(chosen, {
    flags,
    context,
    parallel: flags.parallel,
    inOrder: true,
    done: "checked",
    work: async (_, { site }) => {
      const diagnosis = await diagnose(site, flags, context);
      const { found, problem } = diagnosis;
      if (problem !== undefined) throw problem;
      const product = found === undefined ? "" : (await namesOfFound(found, context)).product;
      const result = diagnosisDocument(diagnosis, product);
      return { details: { result }, text: () => String(result["verdict"]) };
    },
  });
}
