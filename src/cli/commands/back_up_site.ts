/** One site's backup, from the first call to the cleared server. */
import type { Site, TakenBackup } from "../../../mod.ts";
import { drain } from "../../client/drain.ts";
import { isPlainDump } from "../../client/second_way.ts";
import type { ArchivePassword, PasswordOf } from "../context/archive_password.ts";
import { interrupted } from "../world/failure.ts";
import { fetchToFolder } from "./fetch_to_folder.ts";
import { LeftOnSite } from "./left_on_site.ts";
import { recordDocument } from "../output/documents.ts";
import type { SiteOutcome } from "../output/output.ts";
import { unlisted, unproven, unverified } from "./unproven.ts";
import type { FetchInvocation } from "../context/command.ts";
import type { FetchWay, FolderFor, NamedSite } from "../context/context.ts";

/** What to do on each site. */
export interface BackupWork {
  readonly profile: number | undefined;
  readonly description: string | undefined;
  readonly comment: string | undefined;
  readonly force: boolean;
  /** How long a step can last, seconds, if not as in the configuration. */
  readonly stepLimit: number | undefined;
  /** How long to wait for a site in trouble, seconds, if not as in the configuration. */
  readonly patience: number | undefined;
  /** Whether it is fetched. */
  readonly download: boolean;
  /** The folder to fetch to, if not the one of the configuration. */
  readonly dir: string | undefined;
  readonly connections: number | undefined;
  /** The password of the archives of a site, for verifying. */
  readonly passwordOf: PasswordOf;
  /** Whether the archive is read to its end. */
  readonly verify: boolean;
  readonly deleteRemote: boolean;
}

/** Takes a backup; fetches it where wanted; deletes the server's copy only after that. */
export async function backUpSite(
  site: NamedSite,
  work: BackupWork,
  invocation: FetchInvocation,
): Promise<SiteOutcome> {
  const { output, world: { signal } } = invocation.context;
  const { description, comment, force, stepLimit } = work;
  // All that can be known to be wrong is, before the backup, which may take an hour.
  const fetching = work.download ? await fetchingFrom(site, work, invocation) : undefined;
  const left = new LeftOnSite();
  const client = await site.connect({ ...work, onNote: left.onNote });
  await (await fetching?.way.open?.())?.close();
  const warnings: string[] = [];
  const profile = work.profile ?? site.settings.profile ?? 1;
  const stepLimitMs = stepLimit === undefined ? undefined : stepLimit * 1000;
  const options = { profile, description, comment, force, stepLimitMs, signal };
  let record: TakenBackup;
  try {
    record = await drain(client.takeBackup(options), (event) => {
      left.take(event);
      if (event.type === "warning") warnings.push(event.message);
      output.event(site.name, event);
    });
  } catch (error) {
    throw signal.aborted ? interrupted(error, left.text) : error;
  }
  const taken = { record, outcome: outcomeOf(site.name, record, warnings) };
  if (fetching !== undefined) {
    const dir = await fetching.folderFor(record.id, () => Promise.resolve(record.start));
    const from = { ...fetching, client, name: site.name, dir };
    return await fetchTaken(taken, from, work, invocation);
  }
  if (record.guessedSteps > 0) throw unproven(record, site.name);
  return taken.outcome;
}

/** What is decided of a download before there is anything to download. */
interface Prepared {
  readonly folderFor: FolderFor;
  readonly way: FetchWay;
  readonly password: ArchivePassword;
}

async function fetchingFrom(
  site: NamedSite,
  { dir, verify, passwordOf }: BackupWork,
  { flags }: FetchInvocation,
): Promise<Prepared> {
  return {
    folderFor: await site.downloads(dir),
    way: await site.fetchWay(flags),
    password: verify ? await passwordOf(site) : undefined,
  };
}

/** Where from and where to. */
interface Place extends Prepared {
  readonly client: Site;
  readonly name: string;
  readonly dir: string;
}

/** Fetches what was taken; what it says of itself alone is no proof where a step was sent on a guess. */
async function fetchTaken(
  { record, outcome }: { readonly record: TakenBackup; readonly outcome: SiteOutcome },
  { client, name, dir, way, password }: Place,
  work: BackupWork,
  invocation: FetchInvocation,
): Promise<SiteOutcome> {
  const { guessedSteps, listChecked } = record;
  const { connections, verify } = work;
  const isProvable = verify && !isPlainDump(record.archive);
  const fetched = await fetchToFolder(client, record.id, {
    name,
    isTaken: true,
    dir,
    typed: work.dir,
    way,
    connections,
    password,
    verify,
    // What is in doubt is deleted for a proof alone.
    deleteRemote: work.deleteRemote && (isProvable || guessedSteps === 0 && listChecked),
  }, invocation);
  const isProven = fetched.details["verified"] === true;
  if (!isProven && guessedSteps > 0) throw unverified(record);
  if (!isProven && work.deleteRemote && !listChecked) throw unlisted(record);
  return {
    details: { ...outcome.details, ...fetched.details },
    result: { ...outcome.result, ...fetched.result, taken: outcome.result.taken },
  };
}

function outcomeOf(
  site: string,
  record: TakenBackup,
  warnings: readonly string[],
): SiteOutcome {
  const { id, archive, size, parts, guessedSteps, listChecked } = record;
  return {
    details: { site, record: recordDocument(record), warnings, guessedSteps, listChecked },
    result: { site, id, taken: { archive }, size, parts: Math.max(1, parts), download: undefined },
  };
}
