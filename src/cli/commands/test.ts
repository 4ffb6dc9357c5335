import { askSites } from "./ask_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import type { test } from "../declarations/sites.ts";
import { attemptsTable } from "../output/attempts.ts";
import { detectedDocument } from "../output/documents.ts";
import { connectionLine, productLine } from "../output/site_lines.ts";
import { namesOfFound } from "../context/site_names.ts";

export async function run({ args, flags, context }: InvocationOf<typeof test>): Promise<void> {
  await askSites({ named: args.sites, flags, context }, {
    intent: "test the connection",
    done: "tested",
    ask: async (site) => {
      const found = await site.detect();
      return { found, names: await namesOfFound(found, context) };
    },
    document: ({ found }) => {
      const { attempts: _, ...document } = detectedDocument(found);
      return { ok: true, ...document };
    },
    text: ({ found, names }, style) =>
      [
        style.green("Successful connection to site"),
        connectionLine(found, names),
        productLine(found, names.product),
        ...flags.explain ? ["", attemptsTable(found.attempts, style)] : [],
      ].join("\n"),
    brief: ({ found, names }) => `${productLine(found, names.product)}, API v${found.endpoint.api}`,
    isOurs: () => true,
  });
}
