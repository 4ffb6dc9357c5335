/** Records a job in SQLite: each call is a transaction of its own. */
import type {
  JobOutcome,
  JobStage,
  JobWriter,
  NewBackup,
  NewCopy,
  NewDecision,
  NewJob,
  NewProof,
  Observation,
} from "./history.ts";
import type { Database } from "./sqlite_database.ts";
import { countIn, textIn } from "./sqlite_rows.ts";
import type { Means } from "./means.ts";
import type { Storable } from "./storable.ts";

/** A site that warns without end fills no disk. */
const MOST_WARNINGS = 200;

/** What was proven of other files proves nothing of these. */
const WRITTEN_ANEW: NewProof = {
  depth: "sizes",
  verdict: "not checked",
  files: 0,
  bytes: 0,
  reason: "it was written anew",
};

/** Copies of other backups of the site whose files have become others: two archives may have one name. */
const REPLACED = `
  UPDATE copies SET removed = ?
  WHERE kind = ? AND place = ? AND kind <> 'site' AND id <> ? AND removed IS NULL
  AND backup IN (SELECT id FROM backups WHERE address = ?) AND EXISTS (
    SELECT 1 FROM json_each(copies.files) AS old, json_each(?) AS new
    WHERE old.value ->> 'name' = new.value ->> 'name'
    AND old.value ->> 'sha256' IS NOT new.value ->> 'sha256'
  )`;

/** A job that has begun. */
export class SqliteJob implements JobWriter {
  readonly id: number;
  readonly #of: Pick<NewJob, "site" | "address" | "profile">;
  readonly #database: Database;
  readonly #clock: () => number;
  readonly #texts: Storable;
  #warnings = 0;

  constructor(
    id: number,
    of: Pick<NewJob, "site" | "address" | "profile">,
    { database, clock, texts }: Means,
  ) {
    this.id = id;
    this.#of = of;
    this.#database = database;
    this.#clock = clock;
    this.#texts = texts;
  }

  async stage(stage: JobStage): Promise<void> {
    await this.#write(() => {
      this.#database.run("UPDATE jobs SET stage = ? WHERE id = ?", stage, this.id);
    });
  }

  async backup(
    { record, begun, archive: name, size, parts, guessedSteps, listChecked }: NewBackup,
  ): Promise<number> {
    const { site, address, profile } = this.#of;
    const archive = this.#texts.text(name);
    return await this.#write((now) => {
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
        now,
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

  async copy(backup: number, { kind, place: given, files: all }: NewCopy): Promise<number> {
    const place = this.#texts.text(given);
    const files = this.#texts.json(all.map(({ name, size, sha256 }) => ({ name, size, sha256 })));
    const key = [backup, kind, place] as const;
    return await this.#write((now) => {
      const before = this.#database.first(
        "SELECT id, files FROM copies WHERE backup = ? AND kind = ? AND place = ?",
        ...key,
      );
      if (before === undefined) {
        const id = this.#database.run(
          "INSERT INTO copies (backup, kind, place, files, noted) VALUES (?, ?, ?, ?, ?)",
          ...key,
          files,
          now,
        );
        this.#database.run(REPLACED, now, kind, place, id, this.#of.address, files);
        return id;
      }
      const id = countIn(before, "id");
      this.#database.run(REPLACED, now, kind, place, id, this.#of.address, files);
      this.#database.run(
        "UPDATE copies SET files = ?, noted = ?, removed = NULL WHERE id = ?",
        files,
        now,
        id,
      );
      if (textIn(before, "files") !== files) this.#prove(id, WRITTEN_ANEW, now);
      return id;
    });
  }

  async proof(copy: number, proof: NewProof): Promise<void> {
    await this.#write((now) => this.#prove(copy, proof, now));
  }

  async removing(copy: number, { rule, coveredBy }: NewDecision): Promise<void> {
    await this.#write((now) => {
      this.#database.run(
        "INSERT INTO decisions (job, copy, rule, covered_by, decided) VALUES (?, ?, ?, ?, ?)",
        this.id,
        copy,
        this.#texts.text(rule),
        coveredBy ?? null,
        now,
      );
    }, { isSynced: true });
  }

  async removed(copy: number): Promise<void> {
    await this.#write((now) => {
      this.#database.run("UPDATE copies SET removed = ? WHERE id = ?", now, copy);
      this.#database.run(
        "UPDATE decisions SET done = ? WHERE job = ? AND copy = ? AND done IS NULL",
        now,
        this.id,
        copy,
      );
    });
  }

  async warn(text: string): Promise<void> {
    if (++this.#warnings > MOST_WARNINGS) return;
    await this.#write(() => {
      const kept = this.#texts.text(text);
      this.#database.run("INSERT INTO warnings (job, text) VALUES (?, ?)", this.id, kept);
    });
  }

  /** What was not seen this time stays as it was seen before. */
  async observe(seen: Observation): Promise<void> {
    const { product, version, level, latestVersion, tlsExpires, clockAheadMs, freeBytes, looked } =
      seen;
    await this.#write((now) => {
      this.#database.run(
        `INSERT INTO observations
         (site, product, version, level, latest_version, tls_expires, clock_ahead_ms, free_bytes,
         looked, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (site) DO UPDATE SET
         product = coalesce(excluded.product, product),
         version = coalesce(excluded.version, version),
         level = coalesce(excluded.level, level),
         latest_version = coalesce(excluded.latest_version, latest_version),
         tls_expires = coalesce(excluded.tls_expires, tls_expires),
         clock_ahead_ms = coalesce(excluded.clock_ahead_ms, clock_ahead_ms),
         free_bytes = coalesce(excluded.free_bytes, free_bytes),
         looked = coalesce(excluded.looked, looked),
         at = excluded.at`,
        this.#of.site,
        this.#texts.optional(product),
        this.#texts.optional(version),
        level ?? null,
        this.#texts.optional(latestVersion),
        tlsExpires ?? null,
        clockAheadMs ?? null,
        freeBytes ?? null,
        looked ?? null,
        now,
      );
    });
  }

  async end({ state, code, message, hint }: JobOutcome): Promise<void> {
    await this.#write((now) => {
      this.#database.run(
        "UPDATE jobs SET state = ?, code = ?, message = ?, hint = ?, ended = ? WHERE id = ?",
        state,
        this.#texts.optional(code),
        this.#texts.optional(message),
        this.#texts.optional(hint),
        now,
        this.id,
      );
    });
  }

  /** Shows that the job lives, whatever else is written. */
  async #write<T>(act: (now: number) => T, options?: { readonly isSynced: boolean }): Promise<T> {
    const now = this.#clock();
    return await this.#database.write(() => {
      this.#database.run("UPDATE jobs SET touched = ? WHERE id = ?", now, this.id);
      return act(now);
    }, options);
  }

  #prove(copy: number, { depth, verdict, files, bytes, reason }: NewProof, now: number): void {
    this.#database.run(
      "INSERT INTO proofs (copy, depth, verdict, files, bytes, reason, at) " +
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
      copy,
      depth,
      verdict,
      files,
      bytes,
      this.#texts.optional(reason),
      now,
    );
  }

  #idOf(sql: string, ...values: readonly (string | number)[]): number {
    const row = this.#database.first(sql, ...values);
    if (row === undefined) throw new Error("what was just written is not there");
    return countIn(row, "id");
  }
}
