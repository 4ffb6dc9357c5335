/**
 * The tables, version by version. A version that was published is never changed: what comes later is a
 * new one.
 */

/** The statements of each version; `PRAGMA user_version` counts those that were done. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    command TEXT NOT NULL,
    options TEXT NOT NULL,
    sites TEXT NOT NULL,
    resumes TEXT,
    state TEXT NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER
  ) STRICT;
  CREATE INDEX runs_by_time ON runs (started);
  CREATE INDEX runs_open ON runs (state) WHERE state <> 'done';

  CREATE TABLE backups (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    address TEXT NOT NULL,
    profile INTEGER NOT NULL,
    record INTEGER NOT NULL,
    begun INTEGER,
    archive TEXT NOT NULL,
    size INTEGER,
    parts INTEGER NOT NULL,
    guessed_steps INTEGER NOT NULL,
    list_checked INTEGER NOT NULL,
    noted INTEGER NOT NULL,
    UNIQUE (address, record, archive)
  ) STRICT;
  -- By the time at which they were taken: an old one may have been noted long after.
  CREATE INDEX backups_by_group ON backups (site, profile, min(coalesce(begun, noted), noted));

  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs,
    site TEXT NOT NULL,
    address TEXT NOT NULL,
    profile INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    slot INTEGER,
    state TEXT NOT NULL,
    stage TEXT,
    code TEXT,
    message TEXT,
    hint TEXT,
    backup INTEGER REFERENCES backups,
    started INTEGER NOT NULL,
    ended INTEGER
  ) STRICT;
  CREATE INDEX jobs_by_run ON jobs (run, site);
  CREATE INDEX jobs_by_group ON jobs (site, profile, started);
  CREATE INDEX jobs_by_time ON jobs (started);

  CREATE TABLE warnings (
    id INTEGER PRIMARY KEY,
    job INTEGER NOT NULL REFERENCES jobs,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX warnings_by_job ON warnings (job);

  CREATE TABLE copies (
    id INTEGER PRIMARY KEY,
    backup INTEGER NOT NULL REFERENCES backups,
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    files TEXT NOT NULL,
    noted INTEGER NOT NULL,
    removed INTEGER,
    UNIQUE (backup, kind, place)
  ) STRICT;

  CREATE TABLE proofs (
    id INTEGER PRIMARY KEY,
    copy INTEGER NOT NULL REFERENCES copies,
    depth TEXT NOT NULL,
    verdict TEXT NOT NULL,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    reason TEXT,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX proofs_by_copy ON proofs (copy, at);

  CREATE TABLE observations (
    site TEXT PRIMARY KEY,
    product TEXT,
    version TEXT,
    level INTEGER,
    latest_version TEXT,
    tls_expires INTEGER,
    clock_ahead_ms INTEGER,
    free_bytes INTEGER,
    at INTEGER NOT NULL
  ) STRICT;
  `,
];
