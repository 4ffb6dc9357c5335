/** The database file of a history: opened, brought to the newest version, and written in transactions. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { builtIn, quietly } from "../base/built_in.ts";
import { SitehaulError } from "../base/errors.ts";
import { messageOf } from "../base/message_text.ts";
import { MIGRATIONS } from "./migrations.ts";

/** How long the thread is held up by another writer, ms; longer waiting is done between the tries. */
const BLOCKED_MS = 50;

/** How long another writer is waited for, ms: longer than any transaction here can take. */
const BUSY_LIMIT_MS = 60_000;

/** The pauses between two tries, ms. */
const PAUSE_MS = 25;

/** A row, before it is checked. */
export type Row = Readonly<Record<string, unknown>>;

/** What the database is used with. */
export interface DatabaseOptions {
  /** Waits so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Takes secrets out of every text before it is stored. @default {nothing} */
  readonly redact?: ((text: string) => string) | undefined;
  /** Called before each statement that writes; tests end the process there. */
  readonly onWrite?: (() => void) | undefined;
}

/** A database, and what was prepared for it. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #options: DatabaseOptions;
  readonly #prepared = new Map<string, StatementSync>();
  #last: Promise<unknown> = Promise.resolve();

  private constructor(database: DatabaseSync, file: string, options: DatabaseOptions) {
    this.#database = database;
    this.#file = file;
    this.#options = options;
  }

  /**
   * Opens the file, which is created if it is not there.
   *
   * @throws {SitehaulError} `history/unusable`
   */
  static async open(file: string, options: DatabaseOptions): Promise<Database> {
    let opened: DatabaseSync | undefined;
    try {
      const sqlite = quietly(() => builtIn("node:sqlite"));
      opened = new sqlite.DatabaseSync(file);
      opened.exec(`PRAGMA busy_timeout = ${BLOCKED_MS}`);
      const database = new Database(opened, file, options);
      await database.#prepareFile();
      return database;
    } catch (error) {
      opened?.close();
      throw unusable(file, error);
    }
  }

  /** Of all rows, one after the other: no more than one is in memory. */
  *each(sql: string, ...values: readonly SQLInputValue[]): Generator<Row, void, void> {
    try {
      // A statement that is being read cannot be used by somebody else meanwhile.
      yield* this.#database.prepare(sql).iterate(...values) as Iterable<Row>;
    } catch (error) {
      throw unusable(this.#file, error);
    }
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    try {
      return this.#statement(sql).all(...values) as readonly Row[];
    } catch (error) {
      throw unusable(this.#file, error);
    }
  }

  first(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.all(sql, ...values)[0];
  }

  /** Only within {@linkcode Database.write}. Gives the number of the last row that was inserted. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    const { onWrite, redact } = this.#options;
    onWrite?.();
    const safe = redact === undefined
      ? values
      : values.map((value) => typeof value === "string" ? redact(value) : value);
    return Number(this.#statement(sql).run(...safe).lastInsertRowid);
  }

  /**
   * Writes in one transaction: all of it, or nothing. When it returns, what was written survives the end
   * of the process; with `isSynced`, also a loss of power.
   *
   * @throws {SitehaulError} `history/unusable`
   */
  async write<T>(act: () => T, { isSynced = false } = {}): Promise<T> {
    // One after the other: SQLite knows one transaction for each connection.
    const done = this.#last.then(() => this.#transaction(act, isSynced));
    this.#last = done.catch(() => {});
    return await done;
  }

  async close(): Promise<void> {
    await this.#last;
    this.#prepared.clear();
    this.#database.close();
  }

  async #transaction<T>(act: () => T, isSynced: boolean): Promise<T> {
    try {
      this.#database.exec(`PRAGMA synchronous = ${isSynced ? "FULL" : "NORMAL"}`);
      await this.#begin();
      try {
        const result = act();
        this.#options.onWrite?.();
        this.#database.exec("COMMIT");
        return result;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
        throw error;
      }
    } catch (error) {
      throw unusable(this.#file, error);
    }
  }

  /** Writing is asked for at once: whoever only reads first may find that it cannot write any more. */
  #begin(): Promise<void> {
    return this.#patiently(() => this.#database.exec("BEGIN IMMEDIATE"));
  }

  async #patiently(act: () => void): Promise<void> {
    for (let waited = 0;; waited += BLOCKED_MS + PAUSE_MS) {
      try {
        return act();
      } catch (error) {
        if (!isBusy(error) || waited >= BUSY_LIMIT_MS) throw error;
      }
      await this.#options.sleep(PAUSE_MS);
    }
  }

  async #prepareFile(): Promise<void> {
    await this.#patiently(() => this.#database.exec("PRAGMA journal_mode = WAL"));
    this.#database.exec("PRAGMA foreign_keys = ON");
    if (this.#version() === MIGRATIONS.length) return;
    await this.#begin();
    try {
      // Somebody else may have done it while this one waited.
      for (let version = this.#version(); version < MIGRATIONS.length; version++) {
        this.#options.onWrite?.();
        this.#database.exec(`${MIGRATIONS[version]}; PRAGMA user_version = ${version + 1}`);
      }
      this.#options.onWrite?.();
      this.#database.exec("COMMIT");
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  #version(): number {
    const { user_version: version } = this.#database.prepare("PRAGMA user_version").get() ?? {};
    if (typeof version === "number" && version <= MIGRATIONS.length) return version;
    throw new SitehaulError(
      "history/unusable",
      `The history ${this.#file} was written by a newer version of sitehaul`,
      { hint: "Update sitehaul, or choose another folder for the history with `state`." },
    );
  }

  #statement(sql: string): StatementSync {
    const found = this.#prepared.get(sql) ?? this.#database.prepare(sql);
    this.#prepared.set(sql, found);
    return found;
  }
}

/** Some errors of busy databases carry no code. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && /database (?:table )?is (?:locked|busy)/.test(error.message);
}

/** Why the history cannot be used, as an error that says what to do. */
export function unusable(file: string, error: unknown): SitehaulError {
  if (error instanceof SitehaulError) return error;
  const reason = messageOf(error);
  const isDamaged = /malformed|not a database|corrupt/i.test(reason);
  return new SitehaulError("history/unusable", `Cannot use the history ${file}: ${reason}`, {
    hint: isDamaged
      ? "It is damaged, and was left as it is. Move it away: a new one is begun."
      : "Check the folder, its permissions and the free disk space, or choose another one with `state`.",
    cause: error,
  });
}
