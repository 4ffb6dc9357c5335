/** Records a run in SQLite, job by job. */
import type { FileLock } from "../files/file_lock.ts";
import type { JobWriter, NewJob, RunWriter } from "./history.ts";
import type { Means } from "./means.ts";
import type { Database } from "./sqlite_database.ts";
import { countsIn } from "./sqlite_queries.ts";
import { SqliteJob } from "./sqlite_job.ts";

/** A run that lives: its lock is held until it ends. */
export class SqliteRun implements RunWriter {
  readonly id: string;
  readonly #means: Means;
  readonly #lock: FileLock | undefined;

  constructor(id: string, means: Means, lock: FileLock | undefined) {
    this.id = id;
    this.#means = means;
    this.#lock = lock;
  }

  async beginJob({ site, address, profile, attempt, slot }: NewJob): Promise<JobWriter> {
    const { database, clock, texts } = this.#means;
    const of = { site: texts.text(site), address: texts.text(address), profile };
    const now = clock();
    const id = await database.write(() =>
      database.run(
        "INSERT INTO jobs (run, site, address, profile, attempt, slot, state, started, touched) " +
          "VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?)",
        this.id,
        of.site,
        of.address,
        profile,
        attempt,
        slot ?? null,
        now,
        now,
      )
    );
    return new SqliteJob(id, of, this.#means);
  }

  async end(state?: "done" | "interrupted"): Promise<void> {
    try {
      const { database, clock } = this.#means;
      const now = clock();
      await database.write(() => {
        const open = "run = ? AND state IN ('running', 'interrupted')";
        const isCut = database.first(`SELECT 1 FROM jobs WHERE ${open}`, this.id);
        database.run(
          "UPDATE jobs SET state = 'interrupted', ended = ? WHERE run = ? AND state = 'running'",
          now,
          this.id,
        );
        database.run(
          "UPDATE runs SET state = ?, ended = ?, counts = ? WHERE id = ?",
          state ?? (isCut === undefined ? "done" : "interrupted"),
          now,
          JSON.stringify(countsIn(database, this.id)),
          this.id,
        );
      });
    } finally {
      this.#lock?.close();
    }
  }
}

/** What a process that died has left open ends with its last sign of life. */
export async function settleRun(database: Database, id: string): Promise<void> {
  await database.write(() => {
    database.run(
      "UPDATE jobs SET state = 'interrupted', ended = touched WHERE run = ? AND state = 'running'",
      id,
    );
    database.run(
      `UPDATE runs SET state = 'interrupted', ended = max(started, coalesce(
         (SELECT max(max(touched, coalesce(ended, 0))) FROM jobs WHERE run = runs.id), 0
       )), counts = ? WHERE id = ? AND state = 'running'`,
      JSON.stringify(countsIn(database, id)),
      id,
    );
  });
}
