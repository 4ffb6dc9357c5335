/** What is known of every site and profile, for whoever says how they stand. */
import { type BackupFacts, type CopyFacts, type GroupFacts, RECENT } from "./history.ts";
import type { Database, Row } from "./sqlite_database.ts";
import { backupsFrom, copiesOf, jobsOf } from "./sqlite_queries.ts";
import { backupOf, countIn, seenOf, textIn } from "./sqlite_rows.ts";

/** By index from one group to the next: reading all jobs would take as long as there are jobs. */
const GROUPS = `
  WITH RECURSIVE groups (site, profile) AS (
    SELECT * FROM (
      SELECT site, profile FROM jobs WHERE (site, profile) > (?, ?) ORDER BY site, profile LIMIT 1
    )
    UNION ALL
    SELECT next.site, next.profile FROM groups, jobs AS next
    WHERE next.id = (
      SELECT id FROM jobs
      WHERE (site, profile) > (groups.site, groups.profile)
      ORDER BY site, profile LIMIT 1
    )
    LIMIT ?
  )
  SELECT site, profile FROM groups`;

/** What was removed or read again in between says nothing of how the backups of a site go. */
const OF_BACKUPS = `(SELECT command FROM runs WHERE runs.id = jobs.run)
  NOT IN ('prune', 'verify', 'delete', 'delete-files')`;

/** By their numbers: times are wrong where the clock was. */
const JOBS =
  `SELECT * FROM jobs WHERE site = ? AND profile = ? AND ${OF_BACKUPS} ORDER BY id DESC LIMIT ?`;

const ADDRESS = "SELECT address FROM jobs WHERE site = ? AND profile = ? ORDER BY id DESC LIMIT 1";

/** When a backup was taken: no later than it was noted here. As the index has it. */
const TAKEN = "min(coalesce(begun, noted), noted)";

/** The newest backups of a group of which a copy was proven good, and is still there where that matters. */
const goodBackups = (columns: string, condition: string) => `
  SELECT ${columns} FROM backups WHERE site = ? AND profile = ? AND EXISTS (
    SELECT 1 FROM copies WHERE copies.backup = backups.id ${condition} AND (
      SELECT verdict FROM proofs WHERE copy = copies.id ORDER BY proofs.id DESC LIMIT 1
    ) = 'good'
  ) ORDER BY ${TAKEN} DESC, id DESC LIMIT ?`;
const GOOD_SIZES = goodBackups("size", "");
const GOOD = goodBackups("*", "");
const GOOD_STILL = goodBackups("*", "AND copies.removed IS NULL");

const NEWEST = `
  SELECT id FROM backups WHERE site = ? AND profile = ? ORDER BY ${TAKEN} DESC, id DESC LIMIT 1`;

const FAILURES = `
  SELECT count(*) AS failures FROM jobs
  WHERE site = ? AND profile = ? AND state = 'failed' AND ${OF_BACKUPS} AND id > coalesce((
    SELECT id FROM jobs
    WHERE site = ? AND profile = ? AND state IN ('ok', 'warnings') AND ${OF_BACKUPS}
    ORDER BY id DESC LIMIT 1
  ), -1)`;

/**
 * How many groups are read at once. Of each, ten jobs and more are in memory: where there are few, their
 * memory is free again before it counts as old. (With 500, ten thousand sites took 100 MiB more.)
 */
const PAGE = 50;

/** A group, before its backups and their copies are read. */
interface Found extends Omit<GroupFacts, "jobs" | "lastGood" | "lastBackup"> {
  readonly jobs: readonly Row[];
  readonly good: BackupFacts | undefined;
  readonly newest: number | undefined;
}

/** All groups that ever had a job, page by page. */
export async function* groupsIn(database: Database): AsyncGenerator<GroupFacts, void, void> {
  let after: readonly [site: string, profile: number] = ["", -1];
  while (true) {
    const page = await database.read(() => pageAfter(database, after));
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = [last.site, last.profile];
  }
}

function pageAfter(database: Database, after: readonly [string, number]): readonly GroupFacts[] {
  const found = database.all(GROUPS, ...after, PAGE).map((row) => lookAt(database, row));
  const jobs = Map.groupBy(
    jobsOf(database, found.flatMap((each) => each.jobs)),
    ({ site, profile }) => keyOf(site, profile),
  );
  const newest = found.flatMap((each) => each.newest ?? []);
  const backups = backupsFrom(database, newest);
  const copies = copiesOf(database, [...newest, ...found.flatMap(({ good }) => good?.id ?? [])]);
  return found.map(({ good, newest: last, ...rest }) => {
    const backup = backups.get(last ?? -1);
    return {
      ...rest,
      jobs: jobs.get(keyOf(rest.site, rest.profile)) ?? [],
      lastGood: good && lastGoodOf(good, copies.get(good.id) ?? []),
      lastBackup: backup && { backup, copies: copies.get(backup.id) ?? [] },
    };
  });
}

function keyOf(site: string, profile: number): string {
  return `${profile} ${site}`;
}

function lookAt(database: Database, row: Row): Found {
  const [site, profile] = [textIn(row, "site"), countIn(row, "profile")];
  const jobs = database.all(JOBS, site, profile, RECENT);
  const newestJob = jobs[0] ?? database.first(ADDRESS, site, profile);
  // One that is gone is better than none: it tells that there was one.
  const good = database.first(GOOD_STILL, site, profile, 1) ??
    database.first(GOOD, site, profile, 1);
  const sizes = database.all(GOOD_SIZES, site, profile, RECENT);
  const newest = database.first(NEWEST, site, profile);
  const failures = database.first(FAILURES, site, profile, site, profile);
  return {
    site,
    address: newestJob === undefined ? "" : textIn(newestJob, "address"),
    profile,
    jobs,
    failuresInARow: failures === undefined ? 0 : countIn(failures, "failures"),
    good: good && backupOf(good),
    newest: newest && countIn(newest, "id"),
    sizes: sizes.flatMap(({ size }) => typeof size === "number" ? size : []),
    seen: seenIn(database, site),
  };
}

/** As of the groups, from one name to the next. */
const SITES = `
  WITH RECURSIVE sites (site) AS (
    SELECT min(site) FROM jobs
    UNION ALL
    SELECT (SELECT min(jobs.site) FROM jobs WHERE jobs.site > sites.site) FROM sites
    WHERE sites.site IS NOT NULL
  )
  SELECT site FROM sites WHERE site IS NOT NULL`;

/** The names of all sites that ever had a job. */
export function sitesIn(database: Database): readonly string[] {
  return database.all(SITES).map((row) => textIn(row, "site"));
}

/** What was last seen of a site; nothing if nothing ever was. */
export function seenIn(database: Database, site: string): GroupFacts["seen"] {
  const row = database.first("SELECT * FROM observations WHERE site = ?", site);
  return row && seenOf(row);
}

function lastGoodOf(
  backup: BackupFacts,
  copies: readonly CopyFacts[],
): GroupFacts["lastGood"] {
  const good = copies.filter(({ proof }) => proof?.verdict === "good");
  // One that is still there is better than one that is gone.
  const copy = good.findLast(({ removed }) => removed === undefined) ?? good.at(-1);
  return copy && { backup, copy };
}
