import type { InvocationOf } from "../context/command.ts";
import { CONFIG_FLAG, SITE_FLAGS } from "../declarations/shared.ts";
import type { doctor } from "../declarations/sites.ts";
import { siteNames } from "../context/site_names.ts";
import { diagnose } from "../doctor/diagnose.ts";
import { diagnosisDocument, diagnosisText } from "../doctor/report_text.ts";
import { refuseFlags } from "../parse/stray_flags.ts";

/**
 * All flags that connect, but not the one that names the configuration, which is checked as well.
 */
const OF_SITE = Object.keys(SITE_FLAGS).filter((name) => !Object.hasOwn(CONFIG_FLAG, name));

export async function run(
  { args: { site }, flags, context }: InvocationOf<typeof doctor>,
): Promise<void> {
  if (site === undefined) {
    refuseFlags(flags, OF_SITE, "needs SITE", "Add the site to check: its name, or its address.");
  }
  const diagnosis = await diagnose(site, flags, context);
  const { found, problem } = diagnosis;
  const product = found === undefined ? "" : (await siteNames(found, context)).product;
  context.output.verdict(
    diagnosisDocument(diagnosis, product),
    (style) => diagnosisText(diagnosis, product, style),
    problem,
    { complete: true },
  );
  if (problem !== undefined) throw problem;
}
