/** A history in a file of SQLite, in a folder of the user's own. */
import { join } from "node:path";
import { currentOwner, type Owner } from "../config/own_file.ts";
import type {
  BackupFacts,
  BackupHistory,
  CopyFacts,
  DecisionFacts,
  GroupFacts,
  HistoryFilter,
  JobFacts,
  KnownBackup,
  NewRun,
  RunFacts,
} from "./history.ts";
import type { Means } from "./means.ts";
import { claimOwnFile } from "./own_folder.ts";
import { newRunId } from "./run_id.ts";
import { hasDied, lockRun } from "./run_lock.ts";
import { Database, type DatabaseOptions } from "./sqlite_database.ts";
import { unusable } from "./sqlite_errors.ts";
import { groupsIn, seenIn, sitesIn } from "./sqlite_groups.ts";
import { backupsIn } from "./sqlite_inventory.ts";
import { copiesOf, decisionsIn, jobsIn, runFrom, runsIn } from "./sqlite_queries.ts";
import { backupOf, textIn } from "./sqlite_rows.ts";
import { settleRun, SqliteRun } from "./sqlite_run.ts";
import { type Storable, storableBy } from "./storable.ts";
import type { Redactor } from "../base/redact.ts";

/** What is passed in. */
export interface SqliteHistoryOptions extends Partial<DatabaseOptions> {
  /** ms since 1970. @default {Date.now} */
  readonly clock?: (() => number) | undefined;
  /** Who runs the program. @default {of this process} */
  readonly owner?: Owner | undefined;
  /** Takes secrets out of every text before it is stored. @default {those that are secret by their place} */
  readonly redact?: Redactor | undefined;
}

/** The file of the history in its folder. */
const FILE = "history.sqlite";

/**
 * Opens the history in a folder, which is made, with mode 0700, if it is not there.
 *
 * @throws {SitehaulError} `history/unusable`: also where somebody else could write to it
 */
export async function openHistory(
  folder: string,
  options: SqliteHistoryOptions = {},
): Promise<BackupHistory> {
  const { clock = Date.now, owner = currentOwner(), sleep = wait, onWrite, redact } = options;
  const file = join(folder, FILE);
  try {
    await claimOwnFile(folder, file, owner);
  } catch (error) {
    throw unusable(file, error);
  }
  const database = await Database.open(file, { sleep, onWrite });
  return new SqliteHistory(folder, { database, clock, sleep, texts: storableBy(redact) });
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

class SqliteHistory implements BackupHistory {
  readonly #folder: string;
  readonly #means: Means;
  readonly #database: Database;
  readonly #texts: Storable;

  constructor(folder: string, means: Means) {
    this.#folder = folder;
    this.#means = means;
    this.#database = means.database;
    this.#texts = means.texts;
  }

  async beginRun({ command, options, sites, resumes }: NewRun): Promise<SqliteRun> {
    const now = this.#means.clock();
    // The lock comes first: a run without one has died.
    const { id, lock } = this.#lockNew(now);
    try {
      await this.#database.write(() => {
        this.#database.run(
          "INSERT INTO runs (id, command, options, sites, resumes, state, started) " +
            "VALUES (?, ?, ?, ?, ?, 'running', ?)",
          id,
          this.#texts.text(command),
          this.#texts.json(options),
          this.#texts.json(sites),
          resumes ?? null,
          now,
        );
      });
    } catch (error) {
      lock?.close();
      throw error;
    }
    return new SqliteRun(id, this.#means, lock);
  }

  runs(filter: HistoryFilter = {}): AsyncGenerator<RunFacts, void, void> {
    return runsIn(this.#database, this.#asStored(filter));
  }

  async run(id: string): Promise<RunFacts | undefined> {
    return await this.#database.read(() => runFrom(this.#database, id));
  }

  jobs(filter: HistoryFilter = {}): AsyncGenerator<JobFacts, void, void> {
    return jobsIn(this.#database, this.#asStored(filter));
  }

  decisions(filter: HistoryFilter = {}): AsyncGenerator<DecisionFacts, void, void> {
    return decisionsIn(this.#database, this.#asStored(filter));
  }

  async backupsOf(address: string, record: number): Promise<readonly BackupFacts[]> {
    const sql = "SELECT * FROM backups WHERE address = ? AND record = ? ORDER BY id DESC";
    return await this.#database.read(() => this.#database.all(sql, address, record).map(backupOf));
  }

  async copies(backup: number): Promise<readonly CopyFacts[]> {
    return await this.#database.read(() => copiesOf(this.#database, [backup]).get(backup) ?? []);
  }

  async interrupted(): Promise<readonly RunFacts[]> {
    const open = "SELECT id FROM runs WHERE state = 'running'";
    for (const row of await this.#database.read(() => this.#database.all(open))) {
      const id = textIn(row, "id");
      if (await hasDied(this.#folder, id, this.#means.sleep)) await settleRun(this.#database, id);
    }
    const left = "SELECT id FROM runs AS one WHERE state = 'interrupted' AND NOT EXISTS " +
      "(SELECT 1 FROM runs WHERE resumes = one.id) ORDER BY number DESC";
    return await this.#database.read(() =>
      this.#database.all(left).flatMap((row) => runFrom(this.#database, textIn(row, "id")) ?? [])
    );
  }

  async seen(site: string): Promise<GroupFacts["seen"]> {
    return await this.#database.read(() => seenIn(this.#database, this.#texts.text(site)));
  }

  async sites(): Promise<readonly string[]> {
    return await this.#database.read(() => sitesIn(this.#database));
  }

  backups(sites?: readonly string[]): AsyncGenerator<KnownBackup, void, void> {
    return backupsIn(this.#database, sites?.map((site) => this.#texts.text(site)));
  }

  async pin(backup: number, reason: string | undefined): Promise<void> {
    const now = this.#means.clock();
    await this.#database.write(() => {
      this.#database.run("DELETE FROM pins WHERE backup = ?", backup);
      if (reason === undefined) return;
      const kept = this.#texts.text(reason);
      this.#database.run(
        "INSERT INTO pins (backup, reason, at) VALUES (?, ?, ?)",
        backup,
        kept,
        now,
      );
    });
  }

  groups(): AsyncGenerator<GroupFacts, void, void> {
    return groupsIn(this.#database);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  #asStored({ sites, ...rest }: HistoryFilter): HistoryFilter {
    return { ...rest, sites: sites?.map((site) => this.#texts.text(site)) };
  }

  #lockNew(now: number) {
    while (true) {
      const id = newRunId(now);
      const lock = lockRun(this.#folder, id);
      // Another run that began in this second has it.
      if (lock !== false) return { id, lock };
    }
  }
}
