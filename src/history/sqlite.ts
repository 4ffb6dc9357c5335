/** A history in a file of SQLite, in a folder of the user's own. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { currentOwner, folderFault, type Owner } from "../config/own_file.ts";
import { groupsIn, seenIn } from "./sqlite_groups.ts";
import type {
  CopyFacts,
  GroupFacts,
  History,
  HistoryFilter,
  JobFacts,
  NewRun,
  RunFacts,
} from "./history.ts";
import { isDead, lockRun } from "./run_lock.ts";
import { newRunId } from "./run_id.ts";
import { Database, type DatabaseOptions, unusable } from "./sqlite_database.ts";
import { copiesIn, jobsOf, runFrom, whereOf } from "./sqlite_queries.ts";
import { textIn } from "./sqlite_rows.ts";
import { SqliteRun } from "./sqlite_run.ts";

/** What is passed in. */
export interface SqliteHistoryOptions extends Partial<DatabaseOptions> {
  /** ms since 1970. @default {Date.now} */
  readonly clock?: (() => number) | undefined;
  /** Who runs the program. @default {of this process} */
  readonly owner?: Owner | undefined;
}

/**
 * Opens the history in a folder, which is made, with mode 0700, if it is not there.
 *
 * @throws {SitehaulError} `history/unusable`: also where somebody else could write to it
 */
export async function openHistory(
  folder: string,
  options: SqliteHistoryOptions = {},
): Promise<History> {
  const { clock = Date.now, owner = currentOwner(), sleep = wait, redact, onWrite } = options;
  const file = join(folder, "history.sqlite");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const fault = await folderFault(folder, owner);
    if (fault !== undefined) throw new Error(`its folder is not used: ${fault}`);
  } catch (error) {
    throw unusable(file, error);
  }
  return new SqliteHistory(folder, await Database.open(file, { sleep, redact, onWrite }), clock);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

class SqliteHistory implements History {
  readonly #folder: string;
  readonly #database: Database;
  readonly #clock: () => number;

  constructor(folder: string, database: Database, clock: () => number) {
    this.#folder = folder;
    this.#database = database;
    this.#clock = clock;
  }

  async beginRun({ command, options, sites, resumes }: NewRun): Promise<SqliteRun> {
    const id = newRunId(this.#clock());
    // The lock comes first: a run without one has died.
    const lock = lockRun(this.#folder, id);
    try {
      await this.#database.write(() => {
        this.#database.run(
          "INSERT INTO runs (id, command, options, sites, resumes, state, started) " +
            "VALUES (?, ?, ?, ?, ?, 'running', ?)",
          id,
          command,
          JSON.stringify(options),
          JSON.stringify(sites),
          resumes ?? null,
          this.#clock(),
        );
      });
    } catch (error) {
      lock?.close();
      throw error;
    }
    return new SqliteRun(id, this.#database, this.#clock, lock);
  }

  async *runs(filter: HistoryFilter = {}): AsyncGenerator<RunFacts, void, void> {
    const { sql, values } = whereOf(filter, "runs");
    for (const row of this.#database.all(`SELECT id FROM runs ${sql}`, ...values)) {
      const found = await this.run(textIn(row, "id"));
      if (found !== undefined) yield found;
    }
  }

  run(id: string): Promise<RunFacts | undefined> {
    return Promise.resolve(runFrom(this.#database, id));
  }

  async *jobs(filter: HistoryFilter = {}): AsyncGenerator<JobFacts, void, void> {
    const { sql, values } = whereOf(filter, "jobs");
    for (const row of this.#database.each(`SELECT * FROM jobs ${sql}`, ...values)) {
      yield await Promise.resolve(jobsOf(this.#database, row));
    }
  }

  copies(backup: number): Promise<readonly CopyFacts[]> {
    return Promise.resolve(copiesIn(this.#database, backup));
  }

  async interrupted(): Promise<readonly RunFacts[]> {
    const open = this.#database.all("SELECT id FROM runs WHERE state = 'running'");
    const dead = open.map((row) => textIn(row, "id")).filter((id) => isDead(this.#folder, id));
    for (const id of dead) await this.#settle(id);
    const found = this.#database.all(
      "SELECT id FROM runs AS one WHERE state = 'interrupted' AND NOT EXISTS " +
        "(SELECT 1 FROM runs WHERE resumes = one.id) ORDER BY started DESC, id DESC",
    );
    return found.flatMap((row) => runFrom(this.#database, textIn(row, "id")) ?? []);
  }

  seen(site: string): Promise<GroupFacts["seen"]> {
    return Promise.resolve(seenIn(this.#database, site));
  }

  async *groups(): AsyncGenerator<GroupFacts, void, void> {
    for (const group of groupsIn(this.#database)) yield await Promise.resolve(group);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  /** What a process that died has left open. */
  async #settle(id: string): Promise<void> {
    await this.#database.write(() => {
      const now = this.#clock();
      this.#database.run(
        "UPDATE jobs SET state = 'interrupted', ended = ? WHERE run = ? AND state = 'running'",
        now,
        id,
      );
      this.#database.run(
        "UPDATE runs SET state = 'interrupted', ended = ? WHERE id = ? AND state = 'running'",
        now,
        id,
      );
    });
  }
}
