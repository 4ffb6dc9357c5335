/** Every backup that is known, for whoever decides how long copies stay. */
import type { KnownBackup } from "./history.ts";
import type { Database } from "./sqlite_database.ts";
import { copiesOf, PAGE } from "./sqlite_queries.ts";
import { backupOf, countIn, textIn, timeIn } from "./sqlite_rows.ts";

const BACKUPS = `
  SELECT backups.*, pins.reason AS pinned,
    (SELECT max(slot) FROM jobs WHERE jobs.backup = backups.id) AS slot
  FROM backups LEFT JOIN pins ON pins.backup = backups.id
  WHERE backups.site = ? AND backups.profile = ? AND backups.id > ?
  ORDER BY backups.id LIMIT ?`;

const GROUPS = "SELECT DISTINCT site, profile FROM backups ORDER BY site, profile";

/** Group by group, and page by page. */
export async function* backupsIn(
  database: Database,
  sites: readonly string[] | undefined,
): AsyncGenerator<KnownBackup, void, void> {
  const wanted = sites === undefined ? undefined : new Set(sites);
  for (const row of await database.read(() => database.all(GROUPS))) {
    const [site, profile] = [textIn(row, "site"), countIn(row, "profile")];
    if (wanted?.has(site) === false) continue;
    for (let after = 0;;) {
      const page = await database.read(() => pageOf(database, { site, profile, after }));
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      after = last.backup.id;
    }
  }
}

function pageOf(
  database: Database,
  { site, profile, after }: {
    readonly site: string;
    readonly profile: number;
    readonly after: number;
  },
): readonly KnownBackup[] {
  const rows = database.all(BACKUPS, site, profile, after, PAGE);
  const copies = copiesOf(database, rows.map((row) => countIn(row, "id")));
  return rows.map((row) => {
    const backup = backupOf(row);
    const { pinned } = row;
    return {
      backup,
      copies: copies.get(backup.id) ?? [],
      slot: timeIn(row, "slot"),
      pinned: typeof pinned === "string" ? pinned : undefined,
    };
  });
}
