import type { InvocationOf } from "../command.ts";
import type { doctor } from "../declarations/sites.ts";
import { productName } from "../product_name.ts";
import { diagnose } from "../doctor/diagnose.ts";
import { diagnosisDocument, diagnosisText } from "../doctor/report_text.ts";

/** Runs `doctor`. */
export async function run(invocation: InvocationOf<typeof doctor>): Promise<void> {
  const { args: { site }, output } = invocation;
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
