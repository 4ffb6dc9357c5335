import type { InvocationOf } from "../declarations/command.ts";
import type { test } from "../declarations/sites.ts";
import { attemptsTable } from "../output/attempts.ts";
import { detectedDocument } from "../output/documents.ts";
import { connectionLine, productLine } from "../output/site_lines.ts";
import { productName } from "../context/product_name.ts";
import { detectAt } from "../context/site.ts";
import { targetOf } from "../context/target.ts";

/** Runs `test`. */
export async function run(invocation: InvocationOf<typeof test>): Promise<void> {
  const { args: { site }, flags: { explain }, output } = invocation;
  const found = await detectAt(await targetOf(site, invocation), invocation);
  const name = await productName(found, invocation);
  const { attempts: _, ...document } = detectedDocument(found);
  output.result({ ok: true, ...document }, (style) =>
    [
      style.green("Successful connection to site"),
      connectionLine(found),
      productLine(found, name),
      ...explain ? ["", attemptsTable(found.attempts, style)] : [],
    ].join("\n"), { isOurs: true });
}
