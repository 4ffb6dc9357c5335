/**
 * What a backup is taken with.
 * @module
 */
import type { Caller } from "../connection/caller.ts";
import type { Clock, Sleep } from "../transport/transport.ts";
import type { BackupOptions } from "./backup_events.ts";
import type { RunNotes } from "./run_memory.ts";

/** Time, passed in. */
export interface Time {
  /** The time of day, ms since 1970. */
  readonly clock: Clock;
  /** Waits. */
  readonly sleep: Sleep;
}

/** What a backup is taken with; what was left open in the options is decided. */
export interface RunContext {
  /** The site. */
  readonly caller: Caller;
  /** How to take it. */
  readonly options: BackupOptions & {
    readonly profile: number;
    readonly stepLimitMs: number;
    readonly watchMs: number;
  };
  /** Time, passed in. */
  readonly time: Time;
  /** Where it is noted how far the backup is. */
  readonly notes: RunNotes;
}
