/** What is left to do of a run that was interrupted. */
import type { BackupHistory, JobFacts, RunFacts } from "../history/history.ts";

/** A site of that run that is not done yet. */
export interface LeftToDo {
  /** As the run called it. */
  readonly site: string;
  /**
   * The record of its backup that is complete: it is not taken again, but fetched and proven. Without it
   * the job begins anew; a backup that still runs on the server is taken up by what is noted of it.
   */
  readonly record: number | undefined;
  /** Whether that backup was here and proven already; what may be left is to clear the server. */
  readonly isProven: boolean;
}

/** Jobs that ended like this are not done again. */
const ENDED: ReadonlySet<JobFacts["state"]> = new Set(["ok", "warnings", "failed", "skipped"]);

/**
 * The sites of a run that are not done, in their order. Of a run that itself went on with another one, what
 * that one had done counts as well.
 */
export async function leftOf(history: BackupHistory, run: RunFacts): Promise<readonly LeftToDo[]> {
  const last = new Map<string, JobFacts>();
  // The newest comes first.
  for await (const job of history.jobs({ run: run.id })) {
    if (!last.has(job.site)) last.set(job.site, job);
  }
  const before = run.resumes === undefined ? undefined : await history.run(run.resumes);
  const earlier = before === undefined ? [] : await leftOf(history, before);
  const known = new Map(earlier.map((one) => [one.site, one]));
  const left: LeftToDo[] = [];
  for (const site of run.sites) {
    const job = last.get(site);
    if (job !== undefined && ENDED.has(job.state)) continue;
    const backup = job?.backup;
    const other = known.get(site);
    if (backup === undefined && other !== undefined) {
      left.push(other);
      continue;
    }
    const copies = backup === undefined ? [] : await history.copies(backup.id);
    const isProven = copies.some(({ kind, proof }) => kind !== "site" && proof?.verdict === "good");
    left.push({ site, record: backup?.record, isProven });
  }
  return left;
}
