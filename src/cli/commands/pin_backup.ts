/** Says of a backup that it stays, or that it does not have to any more. */
import { SitehaulError } from "../../base/errors.ts";
import type { KnownBackup } from "../../history/history.ts";
import { chosenSites } from "../context/chosen_sites.ts";
import { LATEST, type RecordId } from "../declarations/command.ts";
import type { Context } from "../context/context.ts";
import { type HistoryFlags, openHistoryOf } from "../context/history.ts";

/** Which backup, and why; without a reason it is as others again. */
interface Pinning {
  readonly site: string;
  readonly id: RecordId;
  readonly reason: string | undefined;
}

/**
 * Pins a backup of the history.
 *
 * @throws {SitehaulError} `backup/not-found`, `history/unusable`
 */
export async function pinBackup(
  { site, id, reason }: Pinning,
  flags: HistoryFlags,
  context: Context,
): Promise<void> {
  const names = [site, ...await namesOf(site, context)];
  const history = await openHistoryOf(flags, context);
  try {
    let found: KnownBackup | undefined;
    // A number may come again after a site was restored: the newest is meant.
    for await (const known of history.backups(names)) {
      if (id === LATEST || known.backup.record === id) found = known;
    }
    if (found === undefined) throw unknown(site, id);
    await history.pin(found.backup.id, reason);
    const { site: name, record, archive } = found.backup;
    const text = reason === undefined
      ? `Backup ${record} of ${name} is as others again.`
      : `Backup ${record} of ${name} stays: ${reason}`;
    const document = { ok: true, site: name, id: record, archive, reason: reason ?? null };
    context.output.result(document, () => text);
  } finally {
    await history.close();
  }
}

/** What the history may call it: by its name in the file, or as its address is shown. */
async function namesOf(site: string, context: Context): Promise<readonly string[]> {
  const choice = { named: [site], tags: [], all: false, exclude: [] };
  return (await chosenSites(choice, context)).sites.map(({ name }) => name);
}

function unknown(site: string, id: RecordId): SitehaulError {
  return new SitehaulError(
    "backup/not-found",
    `The history knows no ${id === LATEST ? "backup" : `backup ${id}`} of ${site}`,
    {
      hint: `"sitehaul history ${site}" shows what it knows. Only such backups are ever removed.`,
    },
  );
}
