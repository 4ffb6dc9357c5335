import type { InvocationOf } from "../declarations/command.ts";
import { CONFIG_FLAG, SITE_FLAGS } from "../declarations/shared.ts";
import type { doctor } from "../declarations/sites.ts";
import { productName } from "../context/product_name.ts";
import { diagnose } from "../doctor/diagnose.ts";
import { diagnosisDocument, diagnosisText } from "../doctor/report_text.ts";
import { refuseFlags } from "../parse/stray_flags.ts";

/** What says how to connect. */
const OF_SITE = Object.keys(SITE_FLAGS).filter((name) => !Object.hasOwn(CONFIG_FLAG, name));

/** Runs `doctor`. */
export async function run(invocation: InvocationOf<typeof doctor>): Promise<void> {
  const { args: { site }, flags, output } = invocation;
  if (site === undefined) {
    refuseFlags(flags, OF_SITE, "needs SITE", "Add the site to check: its name, or its address.");
  }
  const diagnosis = await diagnose(site, invocation);
  const { found, problem } = diagnosis;
  const product = found === undefined ? "" : await productName(found, invocation);
  output.verdict(
    diagnosisDocument(diagnosis, product),
    (style) => diagnosisText(diagnosis, product, style),
    problem,
    { complete: true },
  );
  if (problem !== undefined) throw problem;
}
