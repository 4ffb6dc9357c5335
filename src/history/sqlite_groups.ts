/** What is known of every site and profile, for whoever says how they stand. */
import { type GroupFacts, RECENT } from "./history.ts";
import type { Database, Row } from "./sqlite_database.ts";
import { backupFrom, copiesIn, jobsOf } from "./sqlite_queries.ts";
import { backupOf, countIn, seenOf, textIn } from "./sqlite_rows.ts";

/** By index from one group to the next: reading all jobs would take as long as there are jobs. */
const GROUPS = `
  WITH RECURSIVE groups (site, profile) AS (
    SELECT * FROM (SELECT site, profile FROM jobs ORDER BY site, profile LIMIT 1)
    UNION ALL
    SELECT next.site, next.profile FROM groups, jobs AS next
    WHERE next.id = (
      SELECT id FROM jobs
      WHERE (site, profile) > (groups.site, groups.profile)
      ORDER BY site, profile LIMIT 1
    )
  )
  SELECT site, profile FROM groups`;

/** When a backup was taken: no later than it was noted here. As the index has it. */
const TAKEN = "min(coalesce(begun, noted), noted)";

/** The newest backups of a group of which a copy was proven good, and is still there where that matters. */
const goodBackups = (condition: string) => `
  SELECT * FROM backups WHERE site = ? AND profile = ? AND EXISTS (
    SELECT 1 FROM copies WHERE copies.backup = backups.id ${condition} AND (
      SELECT verdict FROM proofs WHERE copy = copies.id ORDER BY at DESC, proofs.id DESC LIMIT 1
    ) = 'good'
  ) ORDER BY ${TAKEN} DESC, id DESC LIMIT ?`;
const GOOD = goodBackups("");
const GOOD_STILL = goodBackups("AND copies.removed IS NULL");

const NEWEST = `
  SELECT id FROM backups WHERE site = ? AND profile = ? ORDER BY ${TAKEN} DESC, id DESC LIMIT 1`;

/** All groups that ever had a job. */
export function* groupsIn(database: Database): Generator<GroupFacts, void, void> {
  for (const row of database.all(GROUPS)) yield groupOf(database, row);
}

function groupOf(database: Database, row: Row): GroupFacts {
  const [site, profile] = [textIn(row, "site"), countIn(row, "profile")];
  const jobs = database.all(
    "SELECT * FROM jobs WHERE site = ? AND profile = ? ORDER BY started DESC, id DESC LIMIT ?",
    site,
    profile,
    RECENT,
  ).map((each) => jobsOf(database, each));
  const good = database.all(GOOD, site, profile, RECENT).map(backupOf);
  // One that is gone is better than none: it tells that there was one.
  const [newestGood = good[0]] = database.all(GOOD_STILL, site, profile, 1).map(backupOf);
  const last = database.first(NEWEST, site, profile);
  return {
    site,
    address: jobs[0]?.address ?? "",
    profile,
    jobs,
    failuresInARow: failuresInARow(database, site, profile),
    lastGood: newestGood && lastGoodOf(database, newestGood),
    lastBackup: last && lastBackupOf(database, countIn(last, "id")),
    sizes: good.flatMap(({ size }) => size ?? []),
    seen: seenIn(database, site),
  };
}

/** What was last seen of a site; nothing if nothing ever was. */
export function seenIn(database: Database, site: string): GroupFacts["seen"] {
  const row = database.first("SELECT * FROM observations WHERE site = ?", site);
  return row && seenOf(row);
}

function lastGoodOf(
  database: Database,
  backup: NonNullable<GroupFacts["lastGood"]>["backup"],
): GroupFacts["lastGood"] {
  const copies = copiesIn(database, backup.id).filter(({ proof }) => proof?.verdict === "good");
  // One that is still there is better than one that is gone.
  const copy = copies.findLast(({ removed }) => removed === undefined) ?? copies.at(-1);
  return copy && { backup, copy };
}

function lastBackupOf(database: Database, id: number): GroupFacts["lastBackup"] {
  const backup = backupFrom(database, id);
  return backup && { backup, copies: copiesIn(database, id) };
}

function failuresInARow(database: Database, site: string, profile: number): number {
  const counted = database.first(
    `SELECT count(*) AS failures FROM jobs
     WHERE site = ? AND profile = ? AND state = 'failed' AND (started, id) > (
       SELECT coalesce(max(started), -1), coalesce(max(id), -1) FROM jobs
       WHERE site = ? AND profile = ? AND state IN ('ok', 'warnings')
     )`,
    site,
    profile,
    site,
    profile,
  );
  return counted === undefined ? 0 : countIn(counted, "failures");
}
