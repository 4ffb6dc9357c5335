/**
 * Runs that were interrupted, so that the next command can say so: looked for among a few small files,
 * and only those that are found there in the history.
 */
import { closeSync, openSync, readdirSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import type { RunFacts } from "../../history/history.ts";
import { isRunId } from "../../history/run_id.ts";
import type { Context } from "./context.ts";
import { openHistoryOf, stateFolderOf } from "./history.ts";

/** A run that begins makes its file before it locks it, ms. */
const YOUNG_MS = 2000;

/** Remembers that a run was stopped; one that was killed leaves its lock behind instead. */
export function leaveMark(folder: string, run: string): void {
  try {
    closeSync(openSync(join(folder, "runs", `${run}.left`), "wx", 0o600));
  } catch {
    // Then the next command does not say it; the history knows.
  }
}

/** Nobody needs to be told of a run any more that is gone on with. */
export function removeMark(folder: string, run: string): void {
  remove(join(folder, "runs", `${run}.left`));
}

/** Says which runs were interrupted, and how to go on with them; each once. */
export async function tellLeftRuns(flags: object, context: Context): Promise<void> {
  // Not all of these commands have that flag.
  const state = "state" in flags && typeof flags.state === "string" ? flags.state : undefined;
  const folder = stateFolderOf({ state }, context);
  if (folder === undefined) return;
  const left = await untoldRuns(folder, Date.now());
  if (left.length === 0) return;
  const known = await runsCalled(left, folder, context);
  for (const run of left) {
    const facts = known.get(run);
    const how = facts === undefined || isRepeatable(facts)
      ? "sitehaul resume goes on with it"
      : `it was the command ${facts.command} on ${facts.sites[0] ?? "a site"}: type it again`;
    context.output.note(`note: the run ${run} was interrupted; ${how}`);
  }
}

/** A command on one site notes nothing by which it could be repeated: whoever repeats it goes on with it. */
export function isRepeatable({ options }: RunFacts): boolean {
  return Object.hasOwn(options, "cwd");
}

/** As far as the history can be read: the commands that ask for nothing of it do not fail for that. */
async function runsCalled(ids: readonly string[], state: string, context: Context) {
  const known = new Map<string, RunFacts>();
  try {
    const history = await openHistoryOf({ state }, context);
    for (const id of ids) {
      const run = await history.run(id);
      if (run !== undefined) known.set(id, run);
    }
    await history.close();
  } catch {
    // Then they are named all the same.
  }
  return known;
}

/**
 * Runs that were interrupted and of which nobody was told yet, oldest first: they are not named again.
 *
 * @param now ms since 1970, by the clock of the files
 */
export async function untoldRuns(folder: string, now: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of namesIn(join(folder, "runs"))) {
    const [, run = "", kind] = /^(.+)\.(lock|left)$/.exec(name) ?? [];
    if (!isRunId(run)) continue;
    const path = join(folder, "runs", name);
    const isLeft = kind === "left" ? remove(path) : await isLeftLock(folder, run, path, now);
    if (isLeft) found.push(run);
  }
  return found.toSorted();
}

/** Its process has died: the lock is free, and goes by this. */
async function isLeftLock(folder: string, run: string, path: string, now: number) {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined || Math.abs(now - changed) < YOUNG_MS) return false;
  const { isDead } = await import("../../history/run_lock.ts");
  return isDead(folder, run);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function remove(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
