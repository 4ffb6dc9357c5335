/** What was done, for people, programs and spreadsheets. */
import type { JobFacts, RunFacts } from "../../history/history.ts";
import { formatSize } from "./bytes.ts";
import { counted } from "./counted.ts";
import type { CsvColumn } from "./csv.ts";
import type { Document } from "./documents.ts";
import { formatDuration } from "./duration.ts";
import { oneLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { type Column, table } from "./table.ts";

const RUNS: readonly Column<RunFacts>[] = [
  { title: "RUN", cell: ({ id }) => id },
  { title: "STARTED", cell: ({ started }) => isoOf(started), isTime: true, canGo: 3 },
  { title: "TOOK", cell: took, right: true, canGo: 4 },
  { title: "COMMAND", cell: ({ command }) => command, canGo: 2 },
  { title: "SITES", cell: sitesOf, canShrink: true, canGo: 1 },
  { title: "RESULT", cell: resultOf, canHang: true },
];

const ABOUT_JOB: readonly Column<JobFacts>[] = [
  { title: "SITE", cell: ({ site }) => site, canShrink: true },
  { title: "RESULT", cell: ({ state }) => state },
  { title: "TOOK", cell: took, right: true, canGo: 3 },
  { title: "BACKUP", cell: ({ backup }) => backup?.record, right: true, canGo: 2 },
  { title: "SIZE", cell: ({ backup }) => backup && formatSize(backup.size), right: true, canGo: 4 },
  { title: "ABOUT", cell: whyOf, canHang: true },
];

const JOBS: readonly Column<JobFacts>[] = [
  { title: "STARTED", cell: ({ started }) => isoOf(started), isTime: true },
  ...ABOUT_JOB,
  { title: "RUN", cell: ({ run }) => run, canGo: 5 },
];

/** A line for each run. */
export function runsTable(runs: readonly RunFacts[], style: Style): string {
  return runs.length === 0 ? "Nothing is remembered of any run." : table(RUNS, runs, style);
}

/** A line for each site in a run. */
export function jobsTable(jobs: readonly JobFacts[], style: Style): string {
  return jobs.length === 0 ? "Nothing of that kind is remembered." : table(JOBS, jobs, style);
}

/** Everything about one run. */
export function runText(run: RunFacts, jobs: readonly JobFacts[], style: Style): string {
  const { id, command, started, ended, resumes, sites } = run;
  const lines: readonly (readonly [string, string])[] = [
    ["Run", id],
    ["Command", command],
    [style.timeTitle("Started"), style.time(isoOf(started))],
    [style.timeTitle("Ended"), style.time(ended === undefined ? "" : isoOf(ended))],
    ["Took", took(run)],
    ["Sites", String(sites.length)],
    ["Result", resultOf(run)],
    ["Resumes", resumes ?? ""],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  const shown = lines.filter(([, value]) => value !== "")
    .map(([name, value]) => `${name.padEnd(width)}  ${oneLine(value)}`);
  if (jobs.length === 0) return shown.join("\n");
  return [...shown, "", table(ABOUT_JOB, jobs, style)].join("\n");
}

/** For programs. */
export function runDocument({ id, resumes, started, ended, ...rest }: RunFacts): Document {
  const { command, state, sites, counts } = rest;
  return {
    run: id,
    command,
    state,
    started: isoOf(started),
    ended: ended === undefined ? null : isoOf(ended),
    sites,
    resumes: resumes ?? null,
    counts,
  };
}

/** For programs. */
export function jobDocument(job: JobFacts): Document {
  const { run, site, address, profile, attempt, state, stage, started, ended, warnings } = job;
  const { code, message, hint, backup } = job;
  return {
    run,
    site,
    address,
    profile,
    attempt,
    state,
    stage: stage ?? null,
    started: isoOf(started),
    ended: ended === undefined ? null : isoOf(ended),
    code: code ?? null,
    message: message ?? null,
    hint: hint ?? null,
    warnings,
    backup: backup === undefined ? null : {
      id: backup.record,
      archive: backup.archive,
      parts: backup.parts,
      size: backup.size ?? null,
    },
  };
}

/** For spreadsheets. */
export const RUN_COLUMNS: readonly CsvColumn<RunFacts>[] = [
  ["run", ({ id }) => id],
  ["command", ({ command }) => command],
  ["state", ({ state }) => state],
  ["started", ({ started }) => isoOf(started)],
  ["ended", ({ ended }) => ended === undefined ? undefined : isoOf(ended)],
  ["sites", ({ sites }) => sites.length],
  ["ok", ({ counts }) => counts.ok],
  ["warnings", ({ counts }) => counts.warnings],
  ["failed", ({ counts }) => counts.failed],
  ["skipped", ({ counts }) => counts.skipped],
  ["interrupted", ({ counts }) => counts.interrupted],
];

/** For spreadsheets. */
export const JOB_COLUMNS: readonly CsvColumn<JobFacts>[] = [
  ["run", ({ run }) => run],
  ["site", ({ site }) => site],
  ["address", ({ address }) => address],
  ["profile", ({ profile }) => profile],
  ["attempt", ({ attempt }) => attempt],
  ["state", ({ state }) => state],
  ["stage", ({ stage }) => stage],
  ["started", ({ started }) => isoOf(started)],
  ["ended", ({ ended }) => ended === undefined ? undefined : isoOf(ended)],
  ["code", ({ code }) => code],
  ["message", ({ message }) => message],
  ["warnings", ({ warnings }) => warnings.length],
  ["backup", ({ backup }) => backup?.record],
  ["archive", ({ backup }) => backup?.archive],
  ["size", ({ backup }) => backup?.size],
];

function isoOf(time: number): string {
  return new Date(time).toISOString();
}

function took({ started, ended }: Pick<JobFacts, "started" | "ended">): string {
  return ended === undefined ? "" : formatDuration(ended - started);
}

function sitesOf({ sites: [first = "", ...others] }: RunFacts): string {
  return others.length === 0 ? first : counted(others.length + 1, "site");
}

/** Such as `18 ok, 2 failed`, with what the run as a whole came to where it is not over. */
function resultOf({ state, counts, sites }: RunFacts): string {
  const { ok, warnings, failed, skipped, interrupted } = counts;
  const known = ok + warnings + failed + skipped + interrupted;
  const parts: readonly (readonly [number, string])[] = [
    [ok, "ok"],
    [warnings, "with warnings"],
    [failed, "failed"],
    [skipped, "skipped"],
    [interrupted, "interrupted"],
    [state === "interrupted" ? Math.max(0, sites.length - known) : 0, "not begun"],
  ];
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const lead = state === "done" ? [] : [state];
  return [...lead, ...told].join(", ") || "nothing to do";
}

/** What went wrong, else the first thing that was warned of. */
function whyOf({ message, warnings: [first, ...others] }: JobFacts): string {
  if (message !== undefined) return message;
  if (first === undefined) return "";
  return others.length === 0 ? first : `${first} (and ${counted(others.length, "other warning")})`;
}
