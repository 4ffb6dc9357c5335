/** What is left to do of a run that was interrupted. */
import type { EarlierBackup } from "./earlier_backup.ts";
import type { SkipReason } from "./fleet_events.ts";
import type { BackupHistory, JobFacts, RunFacts } from "../history/history.ts";

/** A site of that run that is not done yet. */
export interface LeftToDo {
  /** As the run called it. */
  readonly site: string;
  /**
   * Its backup that is complete, for {@linkcode FleetJob.earlier}: it is not taken again, but fetched and
   * proven. Without it the job begins anew; a backup that still runs on the server is taken up by what is
   * noted of it.
   */
  readonly earlier: EarlierBackup | undefined;
}

/** Jobs that ended like this are not done again. */
const ENDED: ReadonlySet<JobFacts["state"]> = new Set(["ok", "warnings", "failed", "skipped"]);

/** Of what was skipped, that is left: another run was at work on the others. */
const UNTRIED: SkipReason = "host unreachable";

function isOver({ state, message }: JobFacts): boolean {
  return ENDED.has(state) && !(state === "skipped" && message === UNTRIED);
}

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
  const known = before === undefined ? [] : await leftOf(history, before);
  const knownOf = new Map(known.map((one) => [one.site, one.earlier]));
  const left: LeftToDo[] = [];
  for (const site of run.sites) {
    const job = last.get(site);
    if (job !== undefined && isOver(job)) continue;
    const earlier = await earlierOf(history, job) ?? knownOf.get(site);
    left.push({ site, earlier });
  }
  return left;
}

/** What a job has completed before it was interrupted. */
async function earlierOf(
  history: BackupHistory,
  job: JobFacts | undefined,
): Promise<EarlierBackup | undefined> {
  if (job?.backup === undefined) return undefined;
  const { backup, warnings } = job;
  const copies = await history.copies(backup.id);
  const proven = copies.flatMap(({ kind, place, files, proof, removed }) =>
    kind === "site" || proof?.verdict !== "good" || removed !== undefined
      ? []
      : [{ copy: { kind, place, files }, files: proof.files }]
  );
  return { ...backup, warnings, proven: proven.at(-1) };
}
