/** Records a run in SQLite, job by job. */
import type { FileLock } from "../files/file_lock.ts";
import type { JobWriter, NewJob, RunWriter } from "./history.ts";
import type { Database } from "./sqlite_database.ts";
import { SqliteJob } from "./sqlite_job.ts";

/** A run that lives: its lock is held until it ends. */
export class SqliteRun implements RunWriter {
  readonly id: string;
  readonly #database: Database;
  readonly #clock: () => number;
  readonly #lock: FileLock | undefined;

  constructor(
    id: string,
    database: Database,
    clock: () => number,
    lock: FileLock | undefined,
  ) {
    this.id = id;
    this.#database = database;
    this.#clock = clock;
    this.#lock = lock;
  }

  async beginJob({ site, address, profile, attempt, slot }: NewJob): Promise<JobWriter> {
    const id = await this.#database.write(() =>
      this.#database.run(
        "INSERT INTO jobs (run, site, address, profile, attempt, slot, state, started) " +
          "VALUES (?, ?, ?, ?, ?, ?, 'running', ?)",
        this.id,
        site,
        address,
        profile,
        attempt,
        slot ?? null,
        this.#clock(),
      )
    );
    return new SqliteJob(id, { site, address, profile }, this.#database, this.#clock);
  }

  async end(state?: "done" | "interrupted"): Promise<void> {
    try {
      await this.#database.write(() => {
        const open = "run = ? AND state IN ('running', 'interrupted')";
        const isCut = this.#database.first(`SELECT 1 FROM jobs WHERE ${open}`, this.id);
        this.#database.run(
          "UPDATE jobs SET state = 'interrupted', ended = ? WHERE run = ? AND state = 'running'",
          this.#clock(),
          this.id,
        );
        this.#database.run(
          "UPDATE runs SET state = ?, ended = ? WHERE id = ?",
          state ?? (isCut === undefined ? "done" : "interrupted"),
          this.#clock(),
          this.id,
        );
      });
    } finally {
      this.#lock?.close();
    }
  }
}
