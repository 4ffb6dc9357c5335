/** One site's backup, from the first call to the cleared server. */
import { join } from "node:path";
import type { BackupEvent, BackupRecord, DownloadEvent, TakenBackup } from "../../../mod.ts";
import type { JobContext } from "../../fleet/fleet_events.ts";
import { runSiteJob, type SiteDownload, type SiteJobResult } from "../../fleet/site_job.ts";
import type { PasswordOf } from "../context/archive_password.ts";
import type { ProvenCopy } from "../../fleet/earlier_backup.ts";
import { checkingEvents } from "../output/checking.ts";
import { shownPath } from "../output/shown_path.ts";
import { interrupted } from "../world/failure.ts";
import { fetchOutcome } from "./fetch_outcome.ts";
import { fetchFailure, FetchProgress, passwordFor } from "./fetch_to_folder.ts";
import { observerFor } from "../context/observer.ts";
import { resumeLine } from "./resume_line.ts";
import { LeftOnSite } from "./left_on_site.ts";
import { recordDocument } from "../output/documents.ts";
import type { SiteOutcome } from "../output/output.ts";
import { unlisted, unproven, unverified } from "./unproven.ts";
import type { FetchInvocation } from "../context/command.ts";
import type { NamedSite } from "../context/context.ts";

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
  /** Holds the download back. */
  readonly pace?: SiteDownload["pace"];
}

/** What a job of one site alone has; in a run, the run gives it. */
export type Surroundings = { readonly [Part in keyof JobContext]?: JobContext[Part] | undefined };

/** Takes a backup; fetches it where wanted; deletes the server's copy only after that. */
export async function backUpSite(
  site: NamedSite,
  work: BackupWork,
  invocation: FetchInvocation,
  around: Surroundings = {},
): Promise<SiteOutcome> {
  const { output, world } = invocation.context;
  const { signal = world.signal, stop, record: memory, emit } = around;
  // All that can be known to be wrong is, before the backup, which may take an hour.
  const fetching = work.download ? await fetchingFrom(site, work, invocation) : undefined;
  const job = new SiteProgress(site.name, work, invocation);
  const client = await site.connect({ ...work, signal, onNote: job.left.onNote, onWait: emit });
  await (await fetching?.openStore?.())?.close();
  const { description, comment, force, stepLimit } = work;
  const events = runSiteJob(client, {
    profile: work.profile ?? site.settings.profile ?? 1,
    description,
    comment,
    force,
    stepLimitMs: stepLimit === undefined ? undefined : stepLimit * 1000,
    download: fetching && {
      ...fetching,
      folderFor: async (record) => job.fetchTo(record.id, await fetching.folderFor(record)),
    },
  }, { signal, stop, record: memory, observe: observerFor(invocation, signal) });
  try {
    let next = await events.next();
    for (; !next.done; next = await events.next()) {
      emit?.(next.value);
      job.take(next.value);
      output.event(site.name, next.value);
    }
    return outcomeOf(site.name, next.value, work, invocation);
  } catch (error) {
    throw job.failure(error, signal.aborted || stop?.aborted === true);
  }
}

async function fetchingFrom(
  site: NamedSite,
  { dir, verify, passwordOf, connections, deleteRemote, pace }: BackupWork,
  { flags, context: { output } }: FetchInvocation,
): Promise<SiteDownload> {
  const folderFor = await site.downloads(dir);
  const { mode, open } = await site.fetchWay(flags);
  return {
    folderFor: (record) => folderFor(record.id, () => Promise.resolve(record.start)),
    mode,
    openStore: open,
    connections,
    password: verify ? passwordFor(site.name, await passwordOf(site)) : undefined,
    verify,
    deleteRemote,
    pace,
    onVerify: checkingEvents(output, site.name),
  };
}

/** How far a site's backup has come, for the message if it comes no further. */
class SiteProgress {
  readonly left = new LeftOnSite();
  readonly #site: string;
  readonly #work: BackupWork;
  readonly #invocation: FetchInvocation;
  #fetch:
    | { readonly id: number; readonly dir: string; readonly progress: FetchProgress }
    | undefined;

  constructor(site: string, work: BackupWork, invocation: FetchInvocation) {
    this.#site = site;
    this.#work = work;
    this.#invocation = invocation;
  }

  /** The backup is complete, and goes to that folder. */
  fetchTo(id: number, dir: string): string {
    this.#fetch = { id, dir, progress: new FetchProgress(true) };
    return dir;
  }

  take(event: BackupEvent | DownloadEvent): void {
    if (this.#fetch === undefined) this.left.take(event as BackupEvent);
    else this.#fetch.progress.take(event);
  }

  failure(error: unknown, isAborted: boolean): unknown {
    if (this.#fetch === undefined) {
      return isAborted ? interrupted(error, this.left.text) : error;
    }
    const { verify, deleteRemote } = this.#work;
    const { id, dir } = this.#fetch;
    const of = { site: this.#site, record: id, dir, verify, deleteRemote };
    const resume = resumeLine(of, this.#invocation.flags);
    return fetchFailure(error, { ...this.#fetch, resume, isAborted });
  }
}

/** What it says of itself alone is no proof where a step was sent on a guess. */
function outcomeOf(
  site: string,
  { record, taken, done, fetched, warnings, doubt }: SiteJobResult,
  { dir: typed, verify }: BackupWork,
  { context: { output, world: { cwd } } }: FetchInvocation,
): SiteOutcome {
  const { id, archive, size, parts } = record;
  const about = taken === undefined ? undefined : takenDetails(taken, warnings);
  if (done !== undefined) return doneBefore(site, record, done, { ...about, typed, cwd: cwd() });
  if (fetched === undefined) {
    if (doubt !== undefined && taken !== undefined) throw unproven(taken, site);
    return {
      details: { site, ...about },
      result: {
        site,
        id,
        taken: { archive },
        size,
        parts: Math.max(1, parts),
        download: undefined,
      },
    };
  }
  const wanted = { site, id, part: undefined, verify, typed };
  const { details, result } = fetchOutcome(fetched, wanted, { cwd: cwd(), output });
  if (taken !== undefined && doubt === "guess") throw unverified(taken);
  if (taken !== undefined && doubt === "unlisted") throw unlisted(taken);
  return {
    details: { site, ...about, ...details },
    result: { ...result, taken: taken && { archive } },
  };
}

/** An interrupted run came to the end of everything, but for saying so. */
function doneBefore(
  site: string,
  { id, archive }: BackupRecord,
  { copy, files }: ProvenCopy,
  { typed, cwd, ...about }: { readonly typed: string | undefined; readonly cwd: string },
): SiteOutcome {
  const parts = copy.files.map((file) => ({ ...file, path: join(copy.place, file.name) }));
  return {
    details: {
      site,
      ...about,
      files: parts.map(({ name, path, size, sha256 = null }) => ({ name, path, size, sha256 })),
      manifest: null,
      verified: true,
      altered: null,
      locked: false,
      deletedRemote: true,
    },
    result: {
      site,
      id,
      taken: { archive },
      size: parts.reduce((sum, { size }) => sum + size, 0),
      parts: parts.length,
      download: {
        paths: parts.map(({ path }) => shownPath(path, cwd, typed)),
        part: undefined,
        proof: { files },
        deletedRemote: true,
      },
    },
  };
}

function takenDetails(record: TakenBackup, warnings: readonly string[]) {
  const { guessedSteps, listChecked } = record;
  return { record: recordDocument(record), warnings, guessedSteps, listChecked };
}
