/** What was removed, for people, programs and spreadsheets. */
import type { DecisionFacts } from "../../history/history.ts";
import type { CsvColumn } from "./csv.ts";
import type { Document } from "./documents.ts";
import type { Style } from "./style.ts";
import { type Column, table } from "./table.ts";

const COLUMNS: readonly Column<DecisionFacts>[] = [
  { title: "DECIDED", cell: ({ decided }) => isoOf(decided), isTime: true },
  { title: "SITE", cell: ({ site }) => site, canShrink: true },
  { title: "BACKUP", cell: ({ record }) => record, right: true },
  { title: "STATE", cell: ({ done }) => done === undefined ? "unknown" : "removed" },
  { title: "WHERE", cell: ({ kind, place }) => kind === "site" ? "the site" : place },
  { title: "RULE", cell: ({ rule }) => rule, canHang: true },
];

/** A line for each copy that was removed, or was about to be. */
export function removalsTable(removals: readonly DecisionFacts[], style: Style): string {
  return removals.length === 0 ? "Nothing was ever removed." : table(COLUMNS, removals, style);
}

/** For programs. */
export function removalDocument(
  { run, site, record, kind, place, rule, coveredBy, decided, done }: DecisionFacts,
): Document {
  return {
    run,
    site,
    id: record,
    kind,
    place,
    rule,
    covered: coveredBy !== undefined,
    decided: isoOf(decided),
    done: done === undefined ? null : isoOf(done),
  };
}

/** For spreadsheets. */
export const REMOVAL_COLUMNS: readonly CsvColumn<DecisionFacts>[] = [
  ["run", ({ run }) => run],
  ["site", ({ site }) => site],
  ["backup", ({ record }) => record],
  ["kind", ({ kind }) => kind],
  ["place", ({ place }) => place],
  ["rule", ({ rule }) => rule],
  ["covered", ({ coveredBy }) => coveredBy === undefined ? "no" : "yes"],
  ["decided", ({ decided }) => isoOf(decided)],
  ["done", ({ done }) => done === undefined ? undefined : isoOf(done)],
];

function isoOf(time: number): string {
  return new Date(time).toISOString();
}
