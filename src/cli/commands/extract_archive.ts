/** One archive, extracted into a folder. */
import {
  ArchiveError,
  type ArchiveFile,
  describeProblem,
  extractArchive,
  type ExtractEvent,
  type ExtractOptions,
  type ExtractSummary,
} from "../../archive/mod.ts";
import { SitehaulError } from "../../base/errors.ts";
import { summaryDocument, summaryText } from "../output/archive.ts";
import type { ArchiveEvent } from "../output/events/row.ts";
import type { Outcome, Output } from "../output/output.ts";
import { oneLine } from "../output/plain.ts";

/**
 * Extracts one archive, and tells what happens.
 *
 * @param shown the folder, as people see it
 * @throws {SitehaulError} what `extractArchive` throws; the message says how much is there
 */
export async function extractOne(
  { path, file }: ArchiveFile,
  shown: string,
  options: ExtractOptions,
  output: Output,
): Promise<Outcome> {
  const { to } = options;
  let summary: ExtractSummary | undefined;
  try {
    for await (const event of extractArchive(path, options)) {
      if (event.type === "summary") summary = event;
      if (event.type !== "summary" || !event.ok) output.archiveEvent(told(file, event));
    }
  } catch (error) {
    if (!(error instanceof ArchiveError) || summary === undefined) throw error;
    throw incomplete(shown, summary, error);
  }
  const amounts = summary === undefined ? "nothing" : summaryText(summary);
  return {
    details: { to, ...(summary === undefined ? {} : summaryDocument(summary)) },
    text: (_, warned) => `Extracted into ${oneLine(shown)}: ${amounts}${warned}`,
  };
}

function told(archive: string, event: ExtractEvent): ArchiveEvent {
  const { type } = event;
  if (type === "summary") return { type, archive, summary: event };
  if (type !== "problem") return { archive, ...event };
  return { type, archive, problem: event.problem, text: describeProblem(event.problem) };
}

/** Each problem has been told by then, so the end says only how much there is of what. */
function incomplete(to: string, summary: ExtractSummary, cause: ArchiveError): SitehaulError {
  const message = `Not completely extracted into ${to}: ${summaryText(summary)}`;
  return new SitehaulError(cause.code, message, { hint: cause.hint, cause });
}
