import { basename, resolve } from "node:path";
import { SitehaulError } from "../../errors.ts";
import { readArchivePassword } from "../archive_password.ts";
import type { InvocationOf } from "../command.ts";
import type { extract } from "../declarations/archives.ts";
import { summaryDocument, summaryText } from "../output/archive.ts";
import { extractEvent } from "../output/archive_events.ts";
import { oneLine } from "../output/plain.ts";
import {
  ArchiveError,
  describeProblem,
  extractArchive,
  type ExtractSummary,
} from "../../archive/mod.ts";

/** Runs `extract`. */
export async function run(
  { args: { file }, flags, world, output }: InvocationOf<typeof extract>,
): Promise<void> {
  if (flags.to === undefined) {
    throw new SitehaulError("usage/flag", "extract needs --to DIR: the folder to extract into", {
      hint: "Add --to=DIR; the folder is created if necessary.",
    });
  }
  const to = resolve(world.cwd(), flags.to);
  const { only, overwrite, strict, links, "max-bytes": totalBytes, "max-ratio": ratio } = flags;
  const password = await readArchivePassword(flags, world, output);
  const events = extractArchive(resolve(world.cwd(), file), {
    to,
    only,
    overwrite,
    strict,
    links,
    allowShared: flags["allow-shared"],
    limits: { totalBytes, ratio },
    password,
    signal: world.signal,
  });
  let summary: ExtractSummary | undefined;
  try {
    for await (const event of events) {
      if (event.type === "summary") summary = event;
      const { document, line } = extractEvent(basename(file), event, describeProblem);
      if (event.type !== "summary" || !event.ok) output.archiveEvent(document, line);
    }
  } catch (error) {
    if (!(error instanceof ArchiveError) || summary === undefined) throw error;
    throw incomplete(to, summary, error);
  }
  if (summary === undefined) return;
  const details = { to, ...summaryDocument(summary) };
  const amounts = summaryText(summary);
  output.done({ details, text: () => `Extracted into ${oneLine(to)}: ${amounts}` });
}

/** Each problem has been told by then, so the end says only how much there is of what. */
function incomplete(to: string, summary: ExtractSummary, cause: ArchiveError): SitehaulError {
  const message = `Not completely extracted into ${to}: ${summaryText(summary)}`;
  return new SitehaulError(cause.code, message, { hint: cause.hint, cause });
}
