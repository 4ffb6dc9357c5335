/** Remembers that the files of a backup are deleted on its site, before they are. */
import { unreadOnSite } from "../../fleet/job_facts.ts";
import type { NamedSite } from "../context/context.ts";
import type { BackupFacts } from "../../history/history.ts";
import { type Around, copyOnSite, openJob } from "./remember.ts";

const ON_SITE = { kind: "site", place: "" } as const;

/**
 * Deletes them, and writes that down before and after.
 *
 * @param id the number of the backup record
 */
export async function rememberRemoval(
  { command, site, id }: {
    readonly command: string;
    readonly site: NamedSite;
    readonly id: number;
  },
  around: Around,
  remove: () => Promise<void>,
): Promise<void> {
  const begun = (around.context.world.clock ?? Date.now)();
  const address = await placeOf(site);
  let known: readonly BackupFacts[] = [];
  const open = await openJob(
    async (history) => {
      known = await history.backupsOf(address, id);
      const profile = known[0]?.profile ?? site.settings.profile ?? 1;
      return { command, site: site.name, address, profile };
    },
    begun,
    around,
  );
  for (const backup of known) {
    const copy = open && await copyOnSite(open.history, backup.id).catch(() => undefined);
    if (copy === undefined) continue;
    await open?.job.backup(backup);
    await open?.job.copy(copy, unreadOnSite());
    await open?.job.removing(copy, { rule: command });
  }
  try {
    await remove();
    await open?.job.removed(ON_SITE);
    await open?.end();
  } catch (error) {
    await open?.end(error);
    throw error;
  }
}

async function placeOf({ address, configured }: NamedSite): Promise<string> {
  const { products } = await import("../../../plugins/mod.ts");
  const { parseSite } = await import("../../resolve/site.ts");
  const named = configured?.url ?? address;
  const { roots: [root = named] } = parseSite(named, products);
  return root.replace(/^https?:/, "");
}
