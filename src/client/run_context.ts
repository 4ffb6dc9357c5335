/** What a backup is taken with. */
import type { Caller } from "../connection/caller.ts";
import type { Clock, Sleep } from "../transport/transport.ts";
import type { BackupOptions } from "./backup_events.ts";
import type { RunNotes } from "./run_memory.ts";

/** The clock and the waiting of a site; tests pass in others. */
export interface Time {
  /** The time of day, ms since 1970. */
  readonly clock: Clock;
  /** Waits so many milliseconds; rejects when its signal is aborted. */
  readonly sleep: Sleep;
}

/** What a backup is taken with; what was left open in the options is decided. */
export interface RunContext {
  /** Sends the calls. */
  readonly caller: Caller;
  /** As the user gave them, with every default. */
  readonly options: BackupOptions & {
    readonly profile: number;
    readonly stepLimitMs: number;
    readonly watchMs: number;
  };
  /** The clock and the waiting of the site. */
  readonly time: Time;
  /** Where it is noted how far the backup is. */
  readonly notes: RunNotes;
}
