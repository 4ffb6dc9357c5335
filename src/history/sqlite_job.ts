/** Records a job in SQLite: each call is a transaction of its own. */
import type {
  JobOutcome,
  JobStage,
  JobWriter,
  NewBackup,
  NewCopy,
  NewJob,
  NewProof,
  Observation,
} from "./history.ts";
import type { Database } from "./sqlite_database.ts";
import { countIn } from "./sqlite_rows.ts";

/** Longer texts of a site say nothing more. */
const LONGEST_TEXT = 2_000;

/** A site that warns without end fills no disk. */
const MOST_WARNINGS = 200;

/** A job that has begun. */
export class SqliteJob implements JobWriter {
  readonly id: number;
  readonly #of: Pick<NewJob, "site" | "address" | "profile">;
  readonly #database: Database;
  readonly #clock: () => number;
  #warnings = 0;

  constructor(
    id: number,
    of: Pick<NewJob, "site" | "address" | "profile">,
    database: Database,
    clock: () => number,
  ) {
    this.id = id;
    this.#of = of;
    this.#database = database;
    this.#clock = clock;
  }

  async stage(stage: JobStage): Promise<void> {
    await this.#database.write(() => {
      this.#database.run("UPDATE jobs SET stage = ? WHERE id = ?", stage, this.id);
    });
  }

  async backup(
    { record, begun, archive, size, parts, guessedSteps, listChecked }: NewBackup,
  ): Promise<number> {
    const { site, address, profile } = this.#of;
    return await this.#database.write(() => {
      this.#database.run(
        `INSERT INTO backups
         (site, address, profile, record, begun, archive, size, parts, guessed_steps, list_checked, noted)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (address, record, archive) DO UPDATE SET
         site = excluded.site, profile = excluded.profile, begun = excluded.begun,
         size = excluded.size, parts = excluded.parts, guessed_steps = excluded.guessed_steps,
         list_checked = excluded.list_checked`,
        site,
        address,
        profile,
        record,
        begun ?? null,
        archive,
        size ?? null,
        parts,
        guessedSteps,
        listChecked ? 1 : 0,
        this.#clock(),
      );
      const id = this.#idOf(
        "SELECT id FROM backups WHERE address = ? AND record = ? AND archive = ?",
        address,
        record,
        archive,
      );
      this.#database.run("UPDATE jobs SET backup = ? WHERE id = ?", id, this.id);
      return id;
    });
  }

  async copy(backup: number, { kind, place, files }: NewCopy): Promise<number> {
    return await this.#database.write(() => {
      this.#database.run(
        `INSERT INTO copies (backup, kind, place, files, noted) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (backup, kind, place) DO UPDATE SET
         files = excluded.files, noted = excluded.noted, removed = NULL`,
        backup,
        kind,
        place,
        JSON.stringify(files),
        this.#clock(),
      );
      return this.#idOf(
        "SELECT id FROM copies WHERE backup = ? AND kind = ? AND place = ?",
        backup,
        kind,
        place,
      );
    });
  }

  async proof(
    copy: number,
    { depth, verdict, files, bytes, reason }: NewProof,
  ): Promise<void> {
    await this.#database.write(() => {
      this.#database.run(
        "INSERT INTO proofs (copy, depth, verdict, files, bytes, reason, at) " +
          "VALUES (?, ?, ?, ?, ?, ?, ?)",
        copy,
        depth,
        verdict,
        files,
        bytes,
        shortened(reason),
        this.#clock(),
      );
    });
  }

  async removed(copy: number): Promise<void> {
    await this.#database.write(() => {
      this.#database.run("UPDATE copies SET removed = ? WHERE id = ?", this.#clock(), copy);
    });
  }

  async warn(text: string): Promise<void> {
    if (++this.#warnings > MOST_WARNINGS) return;
    await this.#database.write(() => {
      const short = text.slice(0, LONGEST_TEXT);
      this.#database.run("INSERT INTO warnings (job, text) VALUES (?, ?)", this.id, short);
    });
  }

  /** What was not seen this time stays as it was seen before. */
  async observe(seen: Observation): Promise<void> {
    const { product, version, level, latestVersion, tlsExpires, clockAheadMs, freeBytes } = seen;
    await this.#database.write(() => {
      this.#database.run(
        `INSERT INTO observations
         (site, product, version, level, latest_version, tls_expires, clock_ahead_ms, free_bytes, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (site) DO UPDATE SET
         product = coalesce(excluded.product, product),
         version = coalesce(excluded.version, version),
         level = coalesce(excluded.level, level),
         latest_version = coalesce(excluded.latest_version, latest_version),
         tls_expires = coalesce(excluded.tls_expires, tls_expires),
         clock_ahead_ms = coalesce(excluded.clock_ahead_ms, clock_ahead_ms),
         free_bytes = coalesce(excluded.free_bytes, free_bytes),
         at = excluded.at`,
        this.#of.site,
        product ?? null,
        version ?? null,
        level ?? null,
        latestVersion ?? null,
        tlsExpires ?? null,
        clockAheadMs ?? null,
        freeBytes ?? null,
        this.#clock(),
      );
    });
  }

  async end({ state, code, message, hint }: JobOutcome): Promise<void> {
    await this.#database.write(() => {
      this.#database.run(
        "UPDATE jobs SET state = ?, code = ?, message = ?, hint = ?, ended = ? WHERE id = ?",
        state,
        code ?? null,
        shortened(message),
        shortened(hint),
        this.#clock(),
        this.id,
      );
    });
  }

  #idOf(sql: string, ...values: readonly (string | number)[]): number {
    const row = this.#database.first(sql, ...values);
    if (row === undefined) throw new Error("what was just written is not there");
    return countIn(row, "id");
  }
}

function shortened(text: string | undefined): string | null {
  return text?.slice(0, LONGEST_TEXT) ?? null;
}
