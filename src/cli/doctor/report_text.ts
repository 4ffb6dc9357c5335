/** A diagnosis as text, and as a document. */
import { attemptsTable } from "../output/attempts.ts";
import { attemptDocument, detectedDocument, type Document } from "../output/documents.ts";
import { oneLine } from "../output/plain.ts";
import { productLine } from "../output/site_lines.ts";
import type { Style } from "../output/style.ts";
import { wrapWhole } from "../output/wrap.ts";
import type { Check } from "./check.ts";
import type { Diagnosis } from "./diagnose.ts";

/** For people: a line for each check, the addresses that were tried, and the verdict. */
export function diagnosisText(diagnosis: Diagnosis, product: string, style: Style): string {
  const { checks, attempts } = diagnosis;
  const width = Math.max(...checks.map(({ name }) => name.length));
  const isNew = ({ hint }: Check, index: number) =>
    checks.findIndex((check) => check.hint === hint) === index;
  return [
    ...checks.map((check, index) => checkText(check, width, isNew(check, index), style)),
    ...attempts.length === 0 ? [] : ["", "Addresses tried:", attemptsTable(attempts, style)],
    "",
    style.bold(wrapWhole(verdictOf(diagnosis, product), style.columns, 0, 0)),
  ].join("\n");
}

/** A hint is shown once, even if it applies to several checks. */
function checkText(
  { name, state, text, hint }: Check,
  width: number,
  isNew: boolean,
  style: Style,
): string {
  const paint =
    { ok: style.green, warning: style.yellow, failed: style.red, skipped: style.dim }[state];
  const lead = `${state.padEnd(7)}  ${name.padEnd(width)}  `;
  // Where there is little room, texts go on farther to the left.
  const indent = style.columns !== undefined && lead.length > style.columns / 3 ? 4 : lead.length;
  const wrapped = (words: string, taken: number) =>
    wrapWhole(oneLine(words), style.columns, taken, indent);
  const line = paint(state.padEnd(7)) + lead.slice(7) + wrapped(text, lead.length);
  return hint === undefined || !isNew
    ? line
    : `${line}\n${" ".repeat(indent)}${wrapped(hint, indent)}`;
}

/** The verdict, in one or two sentences. */
function verdictOf({ site, checks, found, problem }: Diagnosis, product: string): string {
  if (problem !== undefined) {
    return oneLine(`It does not work: ${problem.message.replace(/\.$/, "")}.`);
  }
  const warnings = checks.filter(({ state }) => state === "warning").length;
  const but = warnings === 0
    ? "Everything is in order"
    : `It works, with ${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
  return found === undefined
    ? `${but}. To check a site as well, add its name or address.`
    : `${but}. ${site} can be backed up: ${productLine(found, product)}.`;
}

/** The report for `--json`. */
export function diagnosisDocument(diagnosis: Diagnosis, product: string): Document {
  const { site = null, checks, attempts, found, problem } = diagnosis;
  return {
    ok: problem === undefined,
    site,
    verdict: verdictOf(diagnosis, product),
    checks: checks.map(({ name, state, text, hint = null, error }) => ({
      name,
      state,
      text,
      hint,
      code: error?.code ?? null,
    })),
    attempts: attempts.map(attemptDocument),
    found: found === undefined ? null : detectedDocument(found),
  };
}
