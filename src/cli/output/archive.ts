/** Archives for people and for programs. */
import type {
  ArchiveProof,
  ExtractSummary,
  ListedEntry,
  Problem,
  ProblemCode,
  VerifyReport,
} from "../../archive/mod.ts";
import { formatBytes } from "./bytes.ts";
import type { Document } from "./documents.ts";
import { oneLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { type Column, table } from "./table.ts";

/** Makes one line of a problem; passed in, because what makes it is loaded only when needed. */
export type DescribeProblem = (problem: Problem) => string;

const COLUMNS: readonly Column<ListedEntry>[] = [
  { title: "MODE", cell: ({ mode }) => mode ?? "" },
  {
    title: "SIZE",
    cell: ({ size, type }) => type === "file" ? formatBytes(size) : "",
    right: true,
  },
  { title: "TIME", cell: ({ mtime }) => mtime, isTime: true },
  { title: "PATH", cell: pathOf },
];

/** The table of `ls`, in the order of the archive. */
export function entriesTable(entries: readonly ListedEntry[], style: Style): string {
  return entries.length === 0 ? "The archive is empty." : table(COLUMNS, entries, style);
}

function pathOf({ path, type, target }: ListedEntry): string {
  return path + (type === "directory" ? "/" : type === "link" ? ` → ${target ?? ""}` : "");
}

/** What verifying found: every key is always there, `null` where nothing is known. */
export function reportDocument(report: VerifyReport): Document {
  const { proof = null, format = null, formatVersion = null, lost = null, problems } = report;
  const known = { proof, format, formatVersion, lost };
  return { ...report, ...known, problems: problems.map(problemDocument) };
}

/** As in `problems` of a report. */
export function problemDocument(problem: Problem): Document {
  const { severity, code, message, part, entry = null, offset, partOffset } = problem;
  return { severity, code, message, part, entry, offset, partOffset };
}

/**
 * What verifying found: a line for each problem, and one for the whole, which begins with the name
 * of the archive where there are several.
 */
export function reportText(
  report: VerifyReport,
  describe: DescribeProblem,
  { bold, green, red, yellow }: Style,
  name = "",
): string {
  const { ok, problems, unlisted } = report;
  const paint = { error: red, unsafe: yellow, warning: yellow, note: yellow };
  const lines = problems.map((problem) => {
    const label = HARMLESS.includes(problem.code) ? "note" : problem.severity;
    return `${paint[label](`${label}:`)} ${describe(problem)}`;
  });
  const more = unlisted === 0 ? [] : [`and ${counted(unlisted, "more problem")}`];
  const again = some(
    report.repeated,
    `stored again, with the same ${report.quick ? "size" : "content"}`,
    "file",
    "files",
  )
    .map((text) => `note: ${text}; the last one counts`);
  const state = bold((ok ? green : red)(stateOf(report)));
  const whole = `${name === "" ? "" : `${oneLine(name)}: `}${state}: ${amountsOf(report)}; ${
    proofOf(report)
  }`;
  return [...lines, ...more, ...again, whole].join("\n");
}

/** What `extract` leaves out, although nothing is wrong with the archive. */
const HARMLESS: readonly ProblemCode[] = ["link-outside", "name-windows", "name-too-long"];

/** How much was proven, in one or two words; the sentence after it says by what. */
const STATES: Readonly<Record<ArchiveProof, string>> = {
  whole: "whole",
  readable: "readable",
  headers: "headers in order",
};

function stateOf(report: VerifyReport): string {
  if (report.proof !== undefined) return STATES[report.proof];
  return isLocked(report) ? "locked" : "damaged";
}

function isLocked({ problems }: VerifyReport): boolean {
  return problems.some(({ code }) => code === "password");
}

function amountsOf({ format, formatVersion, entries, files, bytes, parts }: VerifyReport): string {
  return [
    [format ?? "no archive", formatVersion ?? ""].join(" ").trim(),
    counted(entries, "entry", "entries"),
    counted(files, "file"),
    counted(bytes, "byte"),
    counted(parts.length, "part"),
  ].join(", ");
}

function proofOf(report: VerifyReport): string {
  const { ok, proof, quick, format, checksums, unchecked } = report;
  if (isLocked(report)) {
    const parts = checksums === "match" ? "its parts have the checksums of the manifest, but " : "";
    return `${parts}nothing in it can be read without its password`;
  }
  if (!ok) return quick ? "only headers were read" : restOf(report);
  if (proof === "headers") return "contents were not read";
  if (checksums === "match") return "its parts have the checksums of the manifest";
  if (proof === "whole") return "all files have their checksums";
  const why = format === "zip"
    ? `${counted(unchecked, "entry has", "entries have")} no complete checksum`
    : `${format?.toUpperCase()} archives contain no checksums`;
  return `${why}, and there is no manifest to compare with`;
}

/** What can be read of a damaged archive. */
function restOf({ readable: { before, after }, lost = 0 }: VerifyReport): string {
  const entries = counted(before, "entry", "entries");
  return [
    `${entries} can be read before the damage, ${after} after it`,
    ...some(lost, "lost or damaged", "entry is", "entries are"),
  ].join("; ");
}

/** The result of extracting an archive. */
export function summaryText(summary: ExtractSummary): string {
  const { files, directories, links, bytes, skipped, leftOut, damaged, repeated, unlisted } =
    summary;
  const written = [
    counted(files, "file"),
    counted(directories, "folder"),
    counted(links, "link"),
    counted(bytes, "byte"),
  ].join(", ");
  return [
    written,
    ...some(repeated, `stored again with the same content`, "file", "files"),
    ...some(skipped, "not selected", "other", "others"),
    ...some(damaged, "written although damaged", "file", "files"),
    ...some(leftOut, "left out", "entry", "entries"),
    ...(unlisted === 0 ? [] : [`and ${counted(unlisted, "more problem")}`]),
  ].join("; ");
}

function some(number: number, what: string, one: string, several: string): string[] {
  return number === 0 ? [] : [`${counted(number, one, several)} ${what}`];
}

/** The same for programs; the listed problems were reported one by one before. */
export function summaryDocument(summary: ExtractSummary): Document {
  const { ok, files, directories, links, bytes, skipped, leftOut, damaged, repeated } = summary;
  const { problems, unlisted } = summary;
  return {
    ...{ ok, files, directories, links, bytes, skipped, leftOut, damaged, repeated },
    problems: problems.length + unlisted,
    unlisted,
  };
}

/** A number with a space at the thousands, and what it counts. */
function counted(number: number, one: string, several = `${one}s`): string {
  const digits = String(number).replace(/\B(?=(?:\d{3})+$)/g, " ");
  return `${digits} ${number === 1 ? one : several}`;
}
