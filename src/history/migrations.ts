/**
 * The tables, version by version. A version that was published is never changed: what comes later is a
 * new one.
 */

/** "SHl1": no other program's file is taken for a history. */
export const APPLICATION_ID = 0x53486c31;

/** The statements of each version; `PRAGMA user_version` counts those that were done. */
export const MIGRATIONS: readonly string[] = [
  `
  PRAGMA application_id = ${APPLICATION_ID};

  -- What is newer has the higher number, whatever the clock said.
  CREATE TABLE runs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    command TEXT NOT NULL,
    options TEXT NOT NULL,
    sites TEXT NOT NULL,
    resumes TEXT,
    state TEXT NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER,
    -- How its jobs ended, once it is over.
    counts TEXT
  ) STRICT;
  CREATE INDEX runs_by_time ON runs (started);
  CREATE INDEX runs_resumed ON runs (resumes) WHERE resumes IS NOT NULL;
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
    run TEXT NOT NULL REFERENCES runs (id),
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
    -- The last sign of life, while it runs.
    touched INTEGER NOT NULL,
    ended INTEGER
  ) STRICT;
  CREATE INDEX jobs_by_run ON jobs (run, site);
  CREATE INDEX jobs_by_group ON jobs (site, profile, id);
  CREATE INDEX jobs_by_time ON jobs (started);
  CREATE INDEX jobs_failed ON jobs (id) WHERE state = 'failed';
  CREATE INDEX jobs_running ON jobs (run) WHERE state = 'running';

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
  CREATE INDEX proofs_by_copy ON proofs (copy, id);

  -- What is to be removed, written before it is; no row is ever changed but for when it was done.
  CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    job INTEGER NOT NULL REFERENCES jobs,
    copy INTEGER NOT NULL REFERENCES copies,
    rule TEXT NOT NULL,
    covered_by INTEGER REFERENCES copies,
    decided INTEGER NOT NULL,
    done INTEGER
  ) STRICT;
  CREATE INDEX decisions_by_job ON decisions (job);
  CREATE INDEX decisions_by_copy ON decisions (copy);

  CREATE TABLE observations (
    site TEXT PRIMARY KEY,
    product TEXT,
    version TEXT,
    level INTEGER,
    latest_version TEXT,
    tls_expires INTEGER,
    clock_ahead_ms INTEGER,
    free_bytes INTEGER,
    looked INTEGER,
    at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE pins (
    backup INTEGER PRIMARY KEY REFERENCES backups,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  `,
];
