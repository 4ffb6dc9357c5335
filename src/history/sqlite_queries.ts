/** Questions about runs, jobs, backups and copies: a few statements for a whole page of answers. */
import type { SQLInputValue } from "node:sqlite";
import type {
  BackupFacts,
  CopyFacts,
  DecisionFacts,
  HistoryFilter,
  JobFacts,
  RunFacts,
} from "./history.ts";
import type { Database, Row } from "./sqlite_database.ts";
import {
  backupIdOf,
  backupOf,
  copyOf,
  countIn,
  type Counts,
  countsOf,
  decisionOf,
  jobOf,
  proofOf,
  runOf,
  textIn,
} from "./sqlite_rows.ts";

/** So many are in memory at once, and read as they were at one moment. */
export const PAGE = 500;

/** The highest number that a row can have. */
const NEWEST = Number.MAX_SAFE_INTEGER;

/** For more names than these, going through all rows once is faster than looking each up. */
const FEW_NAMES = 20;

const COUNTS = `
  SELECT state, count(*) AS jobs FROM jobs
  WHERE id IN (SELECT max(id) FROM jobs WHERE run = ? GROUP BY site) GROUP BY state`;

/** How the jobs of a run stand: of several attempts at a site, the last one counts. */
export function countsIn(database: Database, run: string): Counts {
  return countsOf(database.all(COUNTS, run));
}

/** One run; nothing if there is none of that id. */
export function runFrom(database: Database, id: string): RunFacts | undefined {
  const row = database.first("SELECT * FROM runs WHERE id = ?", id);
  return row && runOf(row, () => countsIn(database, id));
}

/** Newest first. */
export function runsIn(
  database: Database,
  filter: HistoryFilter,
): AsyncGenerator<RunFacts, void, void> {
  return pages(filter.limit, async (below, most) => {
    const { sql, values } = whereOf(filter, "runs");
    const query = `SELECT * FROM runs WHERE number < ? ${sql} ORDER BY number DESC LIMIT ?`;
    return await database.read(() =>
      database.all(query, below, ...values, most).map((row) => ({
        number: countIn(row, "number"),
        facts: runOf(row, (id) => countsIn(database, id)),
      }))
    );
  });
}

/** Newest first. */
export function jobsIn(
  database: Database,
  filter: HistoryFilter,
): AsyncGenerator<JobFacts, void, void> {
  return pages(filter.limit, async (below, most) => {
    const { sql, values } = whereOf(filter, "jobs");
    const query = `SELECT * FROM jobs WHERE id < ? ${sql} ORDER BY id DESC LIMIT ?`;
    return await database.read(() =>
      jobsOf(database, database.all(query, below, ...values, most))
        .map((facts) => ({ number: facts.id, facts }))
    );
  });
}

/** Newest first. */
export function decisionsIn(
  database: Database,
  filter: HistoryFilter,
): AsyncGenerator<DecisionFacts, void, void> {
  return pages(filter.limit, async (below, most) => {
    const { sql, values } = whereOf(filter, "jobs");
    const query = `
      SELECT decisions.*, jobs.run, jobs.site, copies.backup, copies.kind, copies.place,
        backups.record
      FROM decisions JOIN jobs ON jobs.id = decisions.job JOIN copies ON copies.id = decisions.copy
        JOIN backups ON backups.id = copies.backup
      WHERE decisions.id < ? ${sql} ORDER BY decisions.id DESC LIMIT ?`;
    return await database.read(() =>
      database.all(query, below, ...values, most)
        .map((row) => ({ number: countIn(row, "id"), facts: decisionOf(row) }))
    );
  });
}

/** Page by page, so that nothing holds up a writer between two of them, however slowly they are read. */
async function* pages<Facts>(
  limit: number | undefined,
  pageBelow: (
    number: number,
    most: number,
  ) => Promise<readonly { readonly number: number; readonly facts: Facts }[]>,
): AsyncGenerator<Facts, void, void> {
  let left = limit ?? Infinity;
  for (let below = NEWEST; left > 0;) {
    const most = Math.min(PAGE, left);
    const page = await pageBelow(below, most);
    for (const { number, facts } of page) {
      yield facts;
      below = number;
    }
    if (page.length < most) return;
    left -= page.length;
  }
}

/** Jobs with their warnings and their backups, of rows of `jobs`. */
export function jobsOf(database: Database, rows: readonly Row[]): JobFacts[] {
  const warnings = Map.groupBy(
    database.all(
      `SELECT job, text FROM warnings WHERE job IN ${LISTED} ORDER BY id`,
      listed(rows.map((row) => countIn(row, "id"))),
    ),
    (row) => countIn(row, "job"),
  );
  const backups = backupsFrom(database, rows.flatMap((row) => backupIdOf(row) ?? []));
  return rows.map((row) =>
    jobOf(row, {
      warnings: (warnings.get(countIn(row, "id")) ?? []).map((each) => textIn(each, "text")),
      backup: backups.get(backupIdOf(row) ?? -1),
    })
  );
}

/** Backups by their numbers. */
export function backupsFrom(
  database: Database,
  ids: readonly number[],
): ReadonlyMap<number, BackupFacts> {
  const rows = ids.length === 0
    ? []
    : database.all(`SELECT * FROM backups WHERE id IN ${LISTED}`, listed(ids));
  return new Map(rows.map((row) => [countIn(row, "id"), backupOf(row)]));
}

/** The copies of backups with their newest proofs, oldest first, by the numbers of the backups. */
export function copiesOf(
  database: Database,
  backups: readonly number[],
): ReadonlyMap<number, readonly CopyFacts[]> {
  const rows = database.all(
    `SELECT copies.*, proofs.id AS proof, depth, verdict, proofs.files AS read_files, bytes, reason, at
     FROM copies LEFT JOIN proofs ON proofs.id = (SELECT max(id) FROM proofs WHERE copy = copies.id)
     WHERE backup IN ${LISTED} ORDER BY copies.id`,
    listed(backups),
  );
  return Map.groupBy(
    rows.map((row) => copyOf(row, row["proof"] === null ? undefined : proofOf(row))),
    ({ backup }) => backup,
  );
}

/** What `listed()` makes a value for. */
const LISTED = "(SELECT value FROM json_each(?))";

function listed(values: readonly (string | number)[]): string {
  return JSON.stringify(values);
}

/** The conditions of a filter. */
function whereOf(
  { sites, since, failed = false, run }: HistoryFilter,
  table: "runs" | "jobs",
): { readonly sql: string; readonly values: readonly SQLInputValue[] } {
  const values: SQLInputValue[] = [];
  const conditions = (parts: readonly (readonly [SQLInputValue | undefined, string])[]) =>
    parts.flatMap(([value, sql]) => {
      if (value === undefined) return [];
      if (sql.includes("?")) values.push(value);
      return [sql];
    });
  const ofRuns = conditions([
    [since, `${table}.started >= ?`],
    [run, table === "jobs" ? "jobs.run = ?" : "runs.id = ?"],
  ]);
  const column = (sites?.length ?? 0) > FEW_NAMES ? "+jobs.site" : "jobs.site";
  const ofJobs = conditions([
    [sites && listed(sites), `${column} IN ${LISTED}`],
    [failed ? 1 : undefined, "jobs.state = 'failed'"],
  ]);
  const isInRun = table === "runs" && ofJobs.length > 0;
  const all = isInRun
    ? [
      ...ofRuns,
      `EXISTS (SELECT 1 FROM jobs WHERE ${["jobs.run = runs.id", ...ofJobs].join(" AND ")})`,
    ]
    : [...ofRuns, ...ofJobs];
  return { sql: all.map((condition) => `AND ${condition}`).join(" "), values };
}
