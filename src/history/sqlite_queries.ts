/** Questions about runs, jobs, backups and copies. */
import type { SQLInputValue } from "node:sqlite";
import type { BackupFacts, CopyFacts, HistoryFilter, JobFacts, RunFacts } from "./history.ts";
import type { Database, Row } from "./sqlite_database.ts";
import {
  backupIdOf,
  backupOf,
  copyOf,
  countIn,
  countsOf,
  jobOf,
  proofOf,
  runOf,
  textIn,
} from "./sqlite_rows.ts";

/** How the jobs of a run stand: of several attempts at a site, the last one counts. */
const COUNTS = `
  SELECT state, count(*) AS jobs FROM (
    SELECT state, row_number() OVER (PARTITION BY site ORDER BY attempt DESC, id DESC) AS nth
    FROM jobs WHERE run = ?
  ) WHERE nth = 1 GROUP BY state`;

/** One run; nothing if there is none of that id. */
export function runFrom(database: Database, id: string): RunFacts | undefined {
  const row = database.first("SELECT * FROM runs WHERE id = ?", id);
  return row && runOf(row, countsOf(database.all(COUNTS, id)));
}

/** A job with its warnings and its backup. */
export function jobsOf(database: Database, row: Row): JobFacts {
  const id = countIn(row, "id");
  const warnings = database.all("SELECT text FROM warnings WHERE job = ? ORDER BY id", id);
  const backup = backupIdOf(row);
  return jobOf(row, {
    warnings: warnings.map((each) => textIn(each, "text")),
    backup: backup === undefined ? undefined : backupFrom(database, backup),
  });
}

/** One backup; nothing if there is none of that number. */
export function backupFrom(database: Database, id: number): BackupFacts | undefined {
  const row = database.first("SELECT * FROM backups WHERE id = ?", id);
  return row && backupOf(row);
}

/** The copies of a backup with their newest proofs, oldest first. */
export function copiesIn(database: Database, backup: number): readonly CopyFacts[] {
  const rows = database.all("SELECT * FROM copies WHERE backup = ? ORDER BY id", backup);
  return rows.map((row) => {
    const newest = database.first(
      "SELECT * FROM proofs WHERE copy = ? ORDER BY at DESC, id DESC LIMIT 1",
      countIn(row, "id"),
    );
    return copyOf(row, newest && proofOf(newest));
  });
}

/** What follows the name of the table for a filter, newest first. */
export function whereOf(
  { sites, since, failed = false, run, limit }: HistoryFilter,
  table: "runs" | "jobs",
): { readonly sql: string; readonly values: readonly SQLInputValue[] } {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (condition: string, ...more: readonly SQLInputValue[]) => {
    conditions.push(condition);
    values.push(...more);
  };
  const ofJobs = (condition: string) =>
    table === "jobs" ? condition : `id IN (SELECT run FROM jobs WHERE ${condition})`;
  if (sites !== undefined) {
    add(ofJobs(`site IN (${sites.map(() => "?").join(", ")})`), ...sites);
  }
  if (since !== undefined) add("started >= ?", since);
  if (failed) add(ofJobs("state = 'failed'"));
  if (run !== undefined) add(table === "jobs" ? "run = ?" : "id = ?", run);
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  const most = limit === undefined ? "" : "LIMIT ?";
  if (limit !== undefined) values.push(limit);
  return { sql: `${where} ORDER BY started DESC, id DESC ${most}`, values };
}
