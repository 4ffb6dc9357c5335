import type { BackupHistory, HistoryFilter } from "../../history/history.ts";
import type { InvocationOf } from "../context/command.ts";
import { openHistoryOf } from "../context/history.ts";
import type { history } from "../declarations/history.ts";
import { type CsvColumn, csvLine, csvTitles } from "../output/csv.ts";
import {
  JOB_COLUMNS,
  jobDocument,
  jobsTable,
  RUN_COLUMNS,
  runDocument,
  runsTable,
} from "../output/history.ts";
import { REMOVAL_COLUMNS, removalDocument, removalsTable } from "../output/removals.ts";
import type { Style } from "../output/style.ts";
import { parseSince } from "../parse/since.ts";
import { refuseFlags } from "../parse/stray_flags.ts";
import { rememberedSites } from "./remembered_sites.ts";

/** Of a terminal, more lines than fit are of no use. */
const MOST_LINES = 50;

/** So many lines are written at once. */
const LINES_AT_ONCE = 1000;

type Invocation = InvocationOf<typeof history>;

export async function run(invocation: Invocation): Promise<void> {
  const { args, flags, context } = invocation;
  if (flags.json) refuseFlags(flags, ["csv"], "cannot be used with --json", "Choose one of them.");
  const { world, output } = context;
  const since = flags.since === undefined ? undefined : parseSince(flags.since, {
    now: (world.clock ?? Date.now)(),
    timeZone: flags.utc ? "UTC" : world.timeZone ?? ownZone(),
  });
  const known = await openHistoryOf(flags, context);
  try {
    // Whoever has died since does not run any more.
    await known.interrupted();
    const sites = await rememberedSites(known, args.sites, flags, context);
    const most = flags.limit ?? (flags.json || flags.csv ? undefined : MOST_LINES);
    const filter: HistoryFilter = { sites, since, failed: flags.failed };
    if (flags.removed) {
      refuseFlags(flags, ["jobs", "failed"], "cannot be used with --removed", "Choose one.");
    }
    const isOfJobs = sites !== undefined || flags.failed || flags.jobs;
    const kind = flags.removed
      ? removalsOf(known, filter)
      : isOfJobs
      ? jobsOf(known, filter)
      : runsOf(known, filter);
    await kind(output, { most, isCsv: flags.csv, isCut: flags.limit === undefined });
  } finally {
    await known.close();
  }
}

function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function jobsOf(known: BackupHistory, filter: HistoryFilter) {
  return showing((limit) => known.jobs({ ...filter, limit }), {
    columns: JOB_COLUMNS,
    document: jobDocument,
    text: jobsTable,
  });
}

function runsOf(known: BackupHistory, filter: HistoryFilter) {
  return showing((limit) => known.runs({ ...filter, limit }), {
    columns: RUN_COLUMNS,
    document: runDocument,
    text: runsTable,
  });
}

function removalsOf(known: BackupHistory, filter: HistoryFilter) {
  return showing((limit) => known.decisions({ ...filter, limit }), {
    columns: REMOVAL_COLUMNS,
    document: removalDocument,
    text: removalsTable,
  });
}

/** The three forms that rows of one kind can take. */
interface Shown<Row> {
  readonly columns: readonly CsvColumn<Row>[];
  readonly document: (row: Row) => unknown;
  readonly text: (rows: readonly Row[], style: Style) => string;
}

function showing<Row>(
  read: (limit: number | undefined) => AsyncIterable<Row>,
  { columns, document, text }: Shown<Row>,
) {
  return async (
    output: Invocation["context"]["output"],
    { most, isCsv, isCut }: {
      readonly most: number | undefined;
      readonly isCsv: boolean;
      /** Whether it is worth saying that there is more. */
      readonly isCut: boolean;
    },
  ): Promise<void> => {
    if (isCsv) return await printCsv(read(most), columns, output);
    const rows: Row[] = [];
    for await (const row of read(most === undefined ? undefined : most + 1)) rows.push(row);
    const shown = most === undefined ? rows : rows.slice(0, most);
    output.result(shown.map(document), (style) => text(shown, style), {
      isOurs: shown.length === 0,
    });
    if (isCut && shown.length < rows.length) {
      output.note(
        `only the newest ${shown.length} are shown: --limit N or --since WHEN chooses others`,
      );
    }
  };
}

/** As it is read: it may be long. */
async function printCsv<Row>(
  rows: AsyncIterable<Row>,
  columns: readonly CsvColumn<Row>[],
  output: Invocation["context"]["output"],
): Promise<void> {
  // Every line ends with both signs; the output adds the second one to the last.
  const print = (lines: readonly string[]) =>
    output.result(undefined, () => lines.map((line) => `${line}\r`).join("\n"), { exactly: true });
  let lines = [csvTitles(columns)];
  for await (const row of rows) {
    lines.push(csvLine(columns, row));
    if (lines.length < LINES_AT_ONCE) continue;
    print(lines);
    lines = [];
  }
  if (lines.length > 0) print(lines);
}
