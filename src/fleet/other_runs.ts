/** What other runs do at the same time. */
import type { BackupHistory, NewRun } from "../history/history.ts";

/** So many jobs are looked at for those that are at work: more than other runs have at once. */
const AT_WORK = 1000;

/** The jobs that were there when a run began, by their numbers: times are wrong where the clock was. */
export interface JobsBefore {
  /** -1 where there was none. */
  readonly newest: number;
  /** They may end later. */
  readonly atWork: ReadonlySet<number>;
}

/** Looks at the newest jobs. */
export async function jobsBefore(history: BackupHistory): Promise<JobsBefore> {
  let newest = -1;
  const atWork = new Set<number>();
  for await (const { id, state } of history.jobs({ limit: AT_WORK })) {
    newest = Math.max(newest, id);
    if (state === "running") atWork.add(id);
  }
  return { newest, atWork };
}

/** How fast a run goes, and when it gives up: what it does is the same. */
const PACE: readonly string[] = [
  "concurrency",
  "perHost",
  "bandwidth",
  "attempts",
  "deadline",
  "patience",
  "strict",
];

/** Whether two runs are to do the same. What is undefined does not come to the history. */
export function isSame(some: NewRun["options"], others: NewRun["options"]): boolean {
  const text = (options: NewRun["options"]) => {
    const members = Object.entries(options);
    const told = members.filter(([name, value]) => value !== undefined && !PACE.includes(name));
    return JSON.stringify(told.sort());
  };
  return text(some) === text(others);
}
