/** What a history and its writers have in common. */
import type { Database } from "./sqlite_database.ts";
import type { Storable } from "./storable.ts";

/** What a run and its jobs are recorded with. */
export interface Means {
  readonly database: Database;
  /** ms since 1970. */
  readonly clock: () => number;
  /** Waits so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly texts: Storable;
}
