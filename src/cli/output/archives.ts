/** Several archives for people and for programs. */
import type { ArchiveFile, VerifyReport } from "../../archive/mod.ts";
import { type ErrorCode, SitehaulError } from "../../base/errors.ts";
import { type DescribeProblem, reportDocument, reportText } from "./archive.ts";
import type { Document } from "./documents.ts";
import { oneLine } from "./plain.ts";
import type { Style } from "./style.ts";

/** What became of one of several archives. */
export interface ArchiveOutcome extends ArchiveFile {
  /** What verifying found; undefined where it was not possible. */
  readonly report: VerifyReport | undefined;
  readonly failure: SitehaulError | undefined;
}

/** For programs: one document, with the archives in the order in which they were named. */
export function outcomesDocument(outcomes: readonly ArchiveOutcome[]): Document {
  const archives = outcomes.map(({ file, report, failure }) => ({
    archive: file,
    ...(report === undefined ? { ok: false } : reportDocument(report)),
    ...(failure === undefined ? {} : { error: failure.toJSON() }),
  }));
  return { ok: outcomes.every(({ failure }) => failure === undefined), archives };
}

/** For people: what is wrong with each archive, and a line for it that begins with its name. */
export function outcomesText(
  outcomes: readonly ArchiveOutcome[],
  describe: DescribeProblem,
  style: Style,
): string {
  return outcomes.map(({ file, report, failure }) => {
    if (report !== undefined) return reportText(report, describe, style, file);
    const state = style.bold(style.red("not verified"));
    return `${oneLine(file)}: ${state}: ${oneLine(failure?.message ?? "")}`;
  }).join("\n");
}

/** Which failure decides the exit status: damage first. */
const ORDER: readonly ErrorCode[] = [
  "archive/damaged",
  "archive/unsafe",
  "archive/password",
  "file/write",
  "archive/left-out",
];

/** The failure of the whole, whose kind is the worst of all; nothing if there is none. */
export function worstOf(
  outcomes: readonly { readonly file: string; readonly failure: SitehaulError | undefined }[],
): SitehaulError | undefined {
  const failed = outcomes.flatMap(({ file, failure }) =>
    failure === undefined ? [] : [{ file, failure }]
  );
  const rank = ({ failure: { code } }: { failure: SitehaulError }) =>
    ORDER.includes(code) ? ORDER.indexOf(code) : ORDER.length;
  const [worst] = failed.toSorted((a, b) => rank(a) - rank(b));
  if (worst === undefined) return undefined;
  const { file, failure: { code, message, hint } } = worst;
  const others = `${failed.length} of ${outcomes.length} archives`;
  return new SitehaulError(code, `${others} failed; the worst: ${file}: ${message}`, {
    hint,
    cause: worst.failure,
  });
}
