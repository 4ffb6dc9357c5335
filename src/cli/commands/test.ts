import type { InvocationOf } from "../context/command.ts";
import type { test } from "../declarations/sites.ts";
import { attemptsTable } from "../output/attempts.ts";
import { detectedDocument } from "../output/documents.ts";
import { connectionLine, productLine } from "../output/site_lines.ts";
import { siteNames } from "../context/site_names.ts";

export async function run({ args, flags, context }: InvocationOf<typeof test>): Promise<void> {
  const site = await context.site(args.site, flags);
  const found = await site.detect();
  const names = await siteNames(found, context);
  const { attempts: _, ...document } = detectedDocument(found);
  context.output.result({ ok: true, ...document }, (style) =>
    [
      style.green("Successful connection to site"),
      connectionLine(found, names),
      productLine(found, names.product),
      ...flags.explain ? ["", attemptsTable(found.attempts, style)] : [],
    ].join("\n"), { isOurs: true });
}
