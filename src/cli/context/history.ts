/** The history of backups, as the command line finds it. */
import { mkdirSync, rmdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { messageOf } from "../../base/message_text.ts";
import { SitehaulError } from "../../base/errors.ts";
import type { OpenAt } from "../../fleet/late_record.ts";
import type { BackupHistory } from "../../history/history.ts";
import type { FlagValues } from "../declarations/command.ts";
import type { STATE_FLAG } from "../declarations/history.ts";
import type { Context } from "./context.ts";

/** Those that say where it is, and whether anything is written to it. */
export type HistoryFlags = Partial<FlagValues<typeof STATE_FLAG>> & {
  readonly "no-history"?: boolean;
};

/** Where the history is, and the locks of sites. */
export interface State {
  /** Remembers what is done; nothing where that is not wanted, or cannot be. */
  readonly history: BackupHistory | undefined;
  /** The folder of the locks; nothing where there is no home. */
  readonly locks: string | undefined;
}

/** The folder of the history; nothing where there is none to be found. */
export function stateFolderOf({ state }: HistoryFlags, { world, folders }: Context) {
  const given = state ?? (world.env("SITEHAUL_STATE") || undefined);
  return given === undefined ? folders.state : resolve(world.cwd(), given);
}

/** The folder of the locks by which runs respect each other; nothing where there is no home. */
export function locksOf(flags: HistoryFlags, context: Context): string | undefined {
  const folder = stateFolderOf(flags, context);
  return folder === undefined ? undefined : join(folder, "locks");
}

/**
 * Where nothing is to be remembered, the folder of the locks goes when they do, with those around it that
 * were made for it; whatever else is there stays.
 *
 * @returns what takes it away
 */
export function traceless(flags: HistoryFlags, context: Context): () => void {
  const folder = locksOf(flags, context);
  if (flags["no-history"] !== true || folder === undefined) return () => {};
  let first: string | undefined;
  try {
    first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // Then there are no locks.
  }
  return () => {
    if (first !== undefined) removeEmpty(folder, first);
  };
}

/** From the innermost folder outwards; somebody else may use them by now. */
function removeEmpty(folder: string, last: string): void {
  try {
    rmdirSync(folder);
    if (resolve(folder) !== resolve(last)) removeEmpty(dirname(folder), last);
  } catch {
    // There is something in it.
  }
}

/** For work that is to be remembered: a history that cannot be used is a warning, and stops nothing. */
export async function openState(flags: HistoryFlags, context: Context): Promise<State> {
  const locks = locksOf(flags, context);
  if (flags["no-history"] === true) return { history: undefined, locks };
  try {
    return { history: await lateHistory(flags, context)(context.world.clock ?? Date.now), locks };
  } catch (error) {
    context.output.warn(`nothing is remembered: ${messageOf(error)}`);
    return { history: undefined, locks };
  }
}

/** Opens the history when it is needed; nothing where there is no home. */
export function lateHistory(flags: HistoryFlags, context: Context): OpenAt {
  const folder = stateFolderOf(flags, context);
  return async (clock) => {
    if (folder === undefined) return undefined;
    const { openHistory } = await import("../../history/sqlite.ts");
    const { world: { os, uid }, output: { redact } } = context;
    return await openHistory(folder, { clock, owner: { os, uid: uid() }, redact });
  };
}

/**
 * For questions about what is remembered.
 *
 * @throws {SitehaulError} `history/unusable`
 */
export async function openHistoryOf(flags: HistoryFlags, context: Context): Promise<BackupHistory> {
  const history = await lateHistory(flags, context)(context.world.clock ?? Date.now);
  if (history !== undefined) return history;
  throw new SitehaulError("history/unusable", "There is no folder for a history", {
    hint: "Choose one with `state`, or SITEHAUL_STATE: there is no home folder.",
  });
}
