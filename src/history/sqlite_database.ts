/** The database file of a history: opened, brought to the newest version, and written in transactions. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { builtIn, quietly } from "../base/built_in.ts";
import { APPLICATION_ID, MIGRATIONS } from "./migrations.ts";
import { isBusy, unusable } from "./sqlite_errors.ts";

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
  /** Called before each statement that writes, and after each commit; tests end the process there. */
  readonly onWrite?: (() => void) | undefined;
  /** The statements of each version. @default {MIGRATIONS} */
  readonly migrations?: readonly string[] | undefined;
}

/** A database, and what was prepared for it. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #options: DatabaseOptions;
  readonly #migrations: readonly string[];
  readonly #prepared = new Map<string, StatementSync>();
  #last: Promise<unknown> = Promise.resolve();

  private constructor(database: DatabaseSync, file: string, options: DatabaseOptions) {
    this.#database = database;
    this.#file = file;
    this.#options = options;
    this.#migrations = options.migrations ?? MIGRATIONS;
  }

  /**
   * Opens the file, which is created if it is not there. One that is damaged, of a newer version or of
   * another program is left as it is.
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

  /** Only within {@linkcode Database.read} and {@linkcode Database.write}. */
  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#statement(sql).all(...values) as readonly Row[];
  }

  /** As {@linkcode Database.all}, of one row. */
  first(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  /** Only within {@linkcode Database.write}. Gives the number of the last row that was inserted. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    this.#options.onWrite?.();
    return Number(this.#statement(sql).run(...values).lastInsertRowid);
  }

  /**
   * Reads what was there at one moment, whatever is written meanwhile.
   *
   * @param act may be called again
   * @throws {SitehaulError} `history/unusable`
   */
  async read<T>(act: () => T): Promise<T> {
    try {
      return await this.#patiently(() => this.#transaction("BEGIN", act));
    } catch (error) {
      throw unusable(this.#file, error);
    }
  }

  /**
   * Writes in one transaction: all of it, or nothing. When it returns, what was written survives the end
   * of the process; with `isSynced`, also a loss of power.
   *
   * @param act may be called again
   * @throws {SitehaulError} `history/unusable`
   */
  async write<T>(act: () => T, { isSynced = false } = {}): Promise<T> {
    const attempt = () => {
      if (isSynced) this.#database.exec("PRAGMA synchronous = FULL");
      try {
        return this.#transaction("BEGIN IMMEDIATE", act);
      } finally {
        if (isSynced) this.#database.exec("PRAGMA synchronous = NORMAL");
      }
    };
    try {
      // In the order in which it was asked for.
      const done = this.#last.then(() => this.#patiently(attempt));
      this.#last = done.catch(() => {});
      const result = await done;
      this.#options.onWrite?.();
      return result;
    } catch (error) {
      throw unusable(this.#file, error);
    }
  }

  async close(): Promise<void> {
    await this.#last;
    this.#prepared.clear();
    this.#database.close();
  }

  /**
   * At once, from its beginning to its end: nothing else on this connection gets between. Writing is asked
   * for with the beginning: whoever only reads first may find that it cannot write any more.
   */
  #transaction<T>(begin: "BEGIN" | "BEGIN IMMEDIATE", act: () => T): T {
    this.#database.exec(begin);
    try {
      const result = act();
      if (begin === "BEGIN IMMEDIATE") this.#options.onWrite?.();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch {
      // SQLite has done so itself, of a disk that is full for example; Node 22.15 cannot say whether.
    }
  }

  async #patiently<T>(act: () => T): Promise<T> {
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
    // Before anything is changed: also the way in which the file is written.
    await this.read(() => this.#version());
    await this.#patiently(() => this.#database.exec("PRAGMA journal_mode = WAL"));
    this.#database.exec("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
    while (await this.read(() => this.#version()) < this.#migrations.length) {
      await this.write(() => this.#migrate());
    }
  }

  /** To the next version, unless somebody else has done it meanwhile. */
  #migrate(): void {
    const version = this.#version();
    const statements = this.#migrations[version];
    if (statements === undefined) return;
    this.#options.onWrite?.();
    this.#database.exec(`${statements}; PRAGMA user_version = ${version + 1}`);
  }

  /** The version of the file, of which 0 is an empty one. */
  #version(): number {
    const { user_version: version } = this.first("PRAGMA user_version") ?? {};
    const { application_id: program } = this.first("PRAGMA application_id") ?? {};
    const isEmpty = this.first("SELECT 1 FROM sqlite_schema LIMIT 1") === undefined;
    if (isEmpty && version === 0) return 0;
    if (program !== APPLICATION_ID) throw new Error("it is a database of another program");
    if (typeof version === "number" && version <= this.#migrations.length) return version;
    throw new Error(
      `it has version ${version}, of a newer sitehaul: this one knows ${this.#migrations.length}`,
    );
  }

  #statement(sql: string): StatementSync {
    const found = this.#prepared.get(sql) ?? this.#database.prepare(sql);
    this.#prepared.set(sql, found);
    return found;
  }
}
