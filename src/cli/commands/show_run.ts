/** Shows one run, with what became of each site in it. */
import { SitehaulError } from "../../base/errors.ts";
import type { Context } from "../context/context.ts";
import { type HistoryFlags, openHistoryOf } from "../context/history.ts";
import { jobDocument, runDocument, runText } from "../output/history.ts";

/** @throws {SitehaulError} `history/no-run` */
export async function showRun(id: string, flags: HistoryFlags, context: Context): Promise<void> {
  const history = await openHistoryOf(flags, context);
  try {
    await history.interrupted();
    const run = await history.run(id);
    if (run === undefined) {
      throw new SitehaulError("history/no-run", `Nothing is remembered of the run ${id}`, {
        hint: '"sitehaul history" lists the runs; --state chooses another history.',
      });
    }
    const jobs = (await Array.fromAsync(history.jobs({ run: id }))).toReversed();
    context.output.result(
      { run: runDocument(run), jobs: jobs.map(jobDocument) },
      (style) => runText(run, jobs, style),
    );
  } finally {
    await history.close();
  }
}
