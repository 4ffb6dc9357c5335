/** What is done on one site: take a backup, fetch it, prove it, and clear the server after that. */
import type { PasswordSource } from "../archive/jps_password.ts";
import type { VerifyProgress } from "../archive/verify.ts";
import type { BackupEvent, TakenBackup } from "../client/backup_events.ts";
import type { DownloadedBackup } from "../client/download_backup.ts";
import type { DownloadEvent } from "../client/download_events.ts";
import { isPlainDump } from "../client/second_way.ts";
import type { Site } from "../client/site.ts";
import type { DownloadOptions } from "../download/download_options.ts";
import type { DownloadMode } from "../download/fetch_part.ts";
import type { DownloadedPart } from "../download/parts_events.ts";
import type { Observation } from "../history/history.ts";
import type { BackupRecord } from "../protocol/replies.ts";
import type { Store } from "../stores/store.ts";
import {
  backupFacts,
  copyOnSite,
  folderCopy,
  folderProof,
  readProof,
  unreadOnSite,
} from "./job_facts.ts";
import { earlierBackup, type FoundBackup, namedBackup, type ProvenCopy } from "./earlier_backup.ts";
import type { JobRecord } from "./job_record.ts";

/** The backup that is taken or is there, and whether it comes here. */
export interface SiteWork {
  /** The number of the backup profile. @default {1} */
  readonly profile?: number | undefined;
  /** Shown in the site's list of backups. */
  readonly description?: string | undefined;
  /** Shown below the description. */
  readonly comment?: string | undefined;
  /** Starts even if another backup is running, which this kills. @default {false} */
  readonly force?: boolean | undefined;
  /** How long a step can last on this site, ms. */
  readonly stepLimitMs?: number | undefined;
  /**
   * The record of a complete backup that is there already: none is taken then.
   * @default {what the job's record knows to be completed, as long as the site has it}
   */
  readonly record?: number | undefined;
  /** How it is fetched; without this, it stays on the server. */
  readonly download?: SiteDownload | undefined;
}

/** How a backup is fetched. */
export interface SiteDownload {
  /** Where it goes; called when the backup is complete. */
  readonly folderFor: (record: BackupRecord) => Promise<string> | string;
  /** How the site is asked for the files. @default {"auto"} */
  readonly mode?: DownloadMode | undefined;
  /** Opens the store that the files are taken from instead. */
  readonly openStore?: (() => Promise<Store>) | undefined;
  /** Requests at once. */
  readonly connections?: number | undefined;
  /** Of an encrypted archive. */
  readonly password?: PasswordSource;
  /** Whether the archive is read to its end. @default {true} */
  readonly verify?: boolean | undefined;
  /** Whether the server's copy goes once everything is proven. @default {false} */
  readonly deleteRemote?: boolean | undefined;
  /** Holds it back, such as to a share of the bandwidth. */
  readonly pace?: DownloadOptions["pace"];
  /** Called while the archive is read. */
  readonly onVerify?: ((progress: VerifyProgress) => void) | undefined;
}

/** What a job is done with. */
export interface SiteJobOptions {
  /** Ends it at once. */
  readonly signal?: AbortSignal | undefined;
  /** Ends it at the next moment at which nothing is half done. */
  readonly stop?: AbortSignal | undefined;
  /** Remembers what is done. */
  readonly record?: JobRecord | undefined;
  /**
   * Looks at the site when the work is done, given what it showed before, and the folder of the download.
   * @default {nobody does}
   */
  readonly observe?:
    | ((
      site: Site,
      seen: { readonly last: Observation | undefined; readonly folder: string | undefined },
    ) => Promise<Observation>)
    | undefined;
}

/** What came of it. */
export interface SiteJobResult {
  /** The backup's record. */
  readonly record: BackupRecord;
  /** The same with what proves it, if it was taken by this job or an earlier attempt at it. */
  readonly taken: TakenBackup | undefined;
  /** The copy that makes it unnecessary to fetch anything: the site has no files of this backup any more. */
  readonly done: ProvenCopy | undefined;
  /** What was fetched, and where to. */
  readonly fetched: (DownloadedBackup & { readonly dir: string }) | undefined;
  /** What the site warned of, oldest first. */
  readonly warnings: readonly string[];
  /**
   * What is in doubt, as nothing has read the archive: a step was sent on a guess, or the list could not
   * be read before the server's copy was to be deleted, which it then was not.
   */
  readonly doubt: "guess" | "unlisted" | undefined;
}

/**
 * Takes a backup; fetches and proves it where wanted; deletes the server's copy only after that.
 *
 * @throws {SitehaulError} as {@linkcode Site.takeBackup} and {@linkcode Site.download} do; `interrupted`
 * when it was stopped
 */
export async function* runSiteJob(
  site: Site,
  work: SiteWork,
  options: SiteJobOptions = {},
): AsyncGenerator<BackupEvent | DownloadEvent, SiteJobResult, void> {
  const { record: memory, signal, stop } = options;
  const { record: named, download, ...wanted } = work;
  await memory?.observe(seenOf(site));
  const onTaken = (backup: TakenBackup) => rememberTaken(backup, memory);
  const how = { profile: work.profile ?? 1, isFetched: download !== undefined, signal };
  const found = named === undefined
    ? await earlierBackup(site, memory?.earlier, how)
    : await namedBackup(site, named, how);
  if (found === undefined) await memory?.stage("backup");
  else await rememberFound(found, memory);
  const taken = found === undefined
    ? yield* site.takeBackup({ ...wanted, onTaken, signal, stop })
    : found.taken;
  const record = taken ?? found?.record;
  if (record === undefined) throw new Error("a record that was named is found or not");
  const { done } = found ?? {};
  const warnings = taken?.warnings ?? [];
  if (download === undefined || done !== undefined) {
    const isUnread = done === undefined;
    const doubt = isUnread && taken !== undefined && taken.guessedSteps > 0 ? "guess" : undefined;
    await look(site, undefined, options);
    return { record, taken, done, fetched: undefined, warnings, doubt };
  }
  const proven = doubtsOf(record, taken, download);
  const dir = await download.folderFor(record);
  const fetching = { ...download, dir, deleteRemote: proven.mayDelete };
  const fetched = yield* fetchTo(site, record, fetching, options);
  await look(site, dir, options);
  return {
    record,
    taken,
    done,
    fetched: { ...fetched, dir },
    warnings,
    doubt: proven.doubtAfter(fetched),
  };
}

/** What is not remembered is not looked at: what was last seen would not be known. */
async function look(
  site: Site,
  folder: string | undefined,
  { record: memory, observe, stop, signal }: SiteJobOptions,
): Promise<void> {
  if (memory === undefined || observe === undefined) return;
  // Whoever wants to stop does not wait for it.
  if (stop?.aborted || signal?.aborted) return;
  await memory.observe(await observe(site, { last: await memory.lastSeen(), folder }));
}

/** What was done is written down before anything else happens. */
async function rememberTaken(
  taken: TakenBackup,
  memory: JobRecord | undefined,
): Promise<void> {
  await memory?.backup(backupFacts(taken, taken));
  await memory?.copy(copyOnSite(taken), unreadOnSite());
  for (const text of taken.warnings) await memory?.warn(text);
}

/** What was there before is told again: this job may be the one that others look at. */
async function rememberFound(
  { record, taken, done }: FoundBackup,
  memory: JobRecord | undefined,
): Promise<void> {
  await memory?.backup(backupFacts(record, taken));
  await memory?.copy(copyOnSite(record), unreadOnSite());
  if (done !== undefined) await memory?.removed(copyOnSite(record));
  for (const text of taken?.warnings ?? []) await memory?.warn(text);
}

/** What the site says of itself costs no request. */
function seenOf({ knownVersion, products }: Site) {
  const { version, level } = knownVersion;
  return { product: products.length === 1 ? products[0] : undefined, version, level };
}

/** What is in doubt is deleted for a proof alone. */
function doubtsOf(
  { archive }: BackupRecord,
  taken: TakenBackup | undefined,
  { verify = true, deleteRemote = false }: SiteDownload,
) {
  const isGuessed = taken !== undefined && taken.guessedSteps > 0;
  const isUnlisted = taken !== undefined && !taken.listChecked;
  const isProvable = verify && !isPlainDump(archive);
  return {
    mayDelete: deleteRemote && (isProvable || !isGuessed && !isUnlisted),
    doubtAfter({ report, isLocked }: DownloadedBackup): SiteJobResult["doubt"] {
      const isProven = report?.ok === true && !isLocked;
      if (isProven) return undefined;
      if (isGuessed) return "guess";
      return deleteRemote && isUnlisted ? "unlisted" : undefined;
    },
  };
}

async function* fetchTo(
  site: Site,
  record: BackupRecord,
  { openStore, folderFor: _, ...download }: SiteDownload & { readonly dir: string },
  { record: memory, signal }: SiteJobOptions,
): AsyncGenerator<DownloadEvent, DownloadedBackup, void> {
  await memory?.stage("download");
  const store = await openStore?.();
  let parts: readonly DownloadedPart[] = [];
  const events = site.download(record.id, { ...download, store, signal });
  const announce = async () => {
    if (download.deleteRemote !== true) return;
    await memory?.stage("delete");
    const coveredBy = folderCopy(parts, download.dir);
    await memory?.removing(copyOnSite(record), { rule: "deleteRemote", coveredBy });
  };
  try {
    let next = await events.next();
    for (; !next.done; next = await events.next()) {
      const { value: event } = next;
      // What is fetched once more, in another way, takes the place of what came before.
      if (event.type === "part") {
        parts = [...parts.filter(({ name }) => name !== event.name), event];
      }
      if (event.type === "verifying") await memory?.stage("verify");
      if (event.type === "verified") {
        // Written down before the server's copy goes; and where it is damaged, before that is the failure.
        await memory?.copy(folderCopy(parts, download.dir), readProof(event.report, parts));
        if (event.report.ok) await announce();
      } else if (event.type === "part" && isPlainDump(event.name)) {
        const unread = { depth: "checksums", verdict: "not checked", files: 0, bytes: 0 } as const;
        await memory?.copy(folderCopy(parts, download.dir), { ...unread, reason: "a plain dump" });
        await announce();
      }
      yield event;
    }
    const fetched = next.value;
    const copy = folderCopy(fetched.parts, download.dir);
    await memory?.copy(copy, folderProof(fetched, download.verify));
    if (fetched.deletedRemote) await memory?.removed(copyOnSite(record));
    return fetched;
  } finally {
    // Whoever leaves in the middle leaves the download in good order.
    await events.return(undefined as never).catch(() => {});
    await store?.close();
  }
}
