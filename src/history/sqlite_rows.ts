/** From rows of the tables to what they mean. What is stored is checked like everything from a file. */
import * as z from "zod";
import type {
  BackupFacts,
  CopyFacts,
  DecisionFacts,
  JobFacts,
  Observation,
  ProofFacts,
  RunFacts,
} from "./history.ts";
import type { Row } from "./sqlite_database.ts";

const text = z.string();
const time = z.int();
const count = z.int().nonnegative();
/** Always there, be it as `undefined`: see `withoutNull()`. */
const optional = <T extends z.ZodType>(type: T) =>
  type.optional() as z.ZodType as z.ZodType<z.output<T> | undefined>;
const flag = z.int().transform((value) => value !== 0);
const json = <T extends z.ZodType>(type: T) =>
  z.string().transform((stored, context) => {
    try {
      return JSON.parse(stored) as unknown;
    } catch {
      context.addIssue("is not JSON");
      return z.NEVER;
    }
  }).pipe(type);

/** For `undefined`, SQLite has `null`: replacing it here is several times faster than a schema for it. */
function withoutNull(row: Row): Row {
  const entries: Record<string, unknown> = {};
  for (const name in row) entries[name] = row[name] ?? undefined;
  return entries;
}

const end = z.enum(["ok", "warnings", "failed", "skipped", "interrupted"]);

const run = z.object({
  id: text,
  command: text,
  options: json(z.record(z.string(), z.unknown())),
  sites: json(z.array(text)),
  resumes: optional(text),
  state: z.enum(["running", "done", "interrupted"]),
  started: time,
  ended: optional(time),
  counts: optional(json(z.record(end, count))),
});

const backup = z.object({
  id: count,
  site: text,
  address: text,
  profile: count,
  record: count,
  begun: optional(time),
  archive: text,
  size: optional(count),
  parts: count,
  guessed_steps: count,
  list_checked: flag,
  noted: time,
});

const job = z.object({
  id: count,
  run: text,
  site: text,
  address: text,
  profile: count,
  attempt: count,
  slot: optional(time),
  state: z.enum(["ok", "warnings", "failed", "skipped", "interrupted", "running"]),
  stage: optional(z.enum(["connect", "backup", "download", "verify", "delete"])),
  code: optional(text),
  message: optional(text),
  hint: optional(text),
  backup: optional(count),
  started: time,
  ended: optional(time),
});

const copy = z.object({
  id: count,
  backup: count,
  kind: z.enum(["site", "folder", "store"]),
  place: text,
  files: json(z.array(z.object({ name: text, size: count, sha256: text.optional() }))),
  noted: time,
  removed: optional(time),
});

const proof = z.object({
  depth: z.enum(["sizes", "checksums", "read", "extracted"]),
  verdict: z.enum(["good", "bad", "not checked"]),
  files: count,
  bytes: count,
  reason: optional(text),
  at: time,
});

const decision = z.object({
  id: count,
  run: text,
  job: count,
  site: text,
  copy: count,
  backup: count,
  record: count,
  kind: z.enum(["site", "folder", "store"]),
  place: text,
  rule: text,
  covered_by: optional(count),
  decided: time,
  done: optional(time),
});

const seen = z.object({
  product: optional(text),
  version: optional(text),
  level: optional(z.int()),
  latest_version: optional(text),
  tls_expires: optional(time),
  clock_ahead_ms: optional(z.int()),
  free_bytes: optional(count),
  looked: optional(time),
  at: time,
});

/** How the jobs of a run stand. */
export type Counts = RunFacts["counts"];

/** What a row of `runs` means; `count` adds up its jobs where that was not written down in the end. */
export function runOf(row: Row, count: (id: string) => Counts): RunFacts {
  const { counts, ...rest } = run.parse(withoutNull(row));
  return { ...rest, counts: counts ?? count(rest.id) };
}

/** How many jobs stand so, of rows of a state and a number. */
export function countsOf(rows: readonly Row[]): Counts {
  const counts = { ok: 0, warnings: 0, failed: 0, skipped: 0, interrupted: 0 };
  for (const row of rows) {
    const { state, jobs } = z.object({ state: text, jobs: count }).parse(row);
    if (Object.hasOwn(counts, state)) counts[state as keyof typeof counts] += jobs;
  }
  return counts;
}

/** A backup, of a row of `backups`: SQLite knows no truth values. */
export function backupOf(row: Row): BackupFacts {
  const { guessed_steps: guessedSteps, list_checked: listChecked, ...rest } = backup.parse(
    withoutNull(row),
  );
  return { ...rest, guessedSteps, listChecked };
}

/** The number of the backup that a row of `jobs` is about. */
export function backupIdOf(row: Row): number | undefined {
  return job.shape.backup.parse(row["backup"] ?? undefined);
}

/** A job, of a row of `jobs`. */
export function jobOf(
  row: Row,
  more: Pick<JobFacts, "warnings" | "backup">,
): JobFacts {
  return { ...job.parse(withoutNull(row)), ...more };
}

/** Its files are stored as JSON. */
export function copyOf(row: Row, newest: ProofFacts | undefined): CopyFacts {
  const { files, ...rest } = copy.parse(withoutNull(row));
  const all = files.map(({ name, size, sha256 }) => ({ name, size, sha256 }));
  return { ...rest, files: all, proof: newest };
}

/** What was checked, and when, of a row of `copies` together with one of `proofs`. */
export function proofOf({ read_files: files, ...row }: Row): ProofFacts {
  return proof.parse(withoutNull({ ...row, files }));
}

/** What was removed, of a row of `decisions` together with those of its job and its copy. */
export function decisionOf(row: Row): DecisionFacts {
  const { covered_by: coveredBy, ...rest } = decision.parse(withoutNull(row));
  return { ...rest, coveredBy };
}

/** What was seen of a site, of a row of `observations`. */
export function seenOf(row: Row): Observation & { readonly at: number } {
  const {
    latest_version: latestVersion,
    tls_expires: tlsExpires,
    clock_ahead_ms: clockAheadMs,
    free_bytes: freeBytes,
    ...rest
  } = seen.parse(withoutNull(row));
  return { ...rest, latestVersion, tlsExpires, clockAheadMs, freeBytes };
}

/** A text, and nothing else, in a column of a row. */
export function textIn(row: Row, column: string): string {
  return text.parse(row[column]);
}

/** A whole number from 0, and nothing else, in a column of a row. */
export function countIn(row: Row, column: string): number {
  return count.parse(row[column]);
}

/** A time in a column of a row; nothing where it is empty. */
export function timeIn(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : time.parse(row[column]);
}
