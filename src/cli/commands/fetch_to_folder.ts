/** Fetches a backup, proves it, and clears the server after that. */
import type { Site, Store } from "../../../mod.ts";
import type { PasswordSource } from "../../archive/jps_password.ts";
import type { JobEvent } from "../../fleet/fleet_events.ts";
import { drain } from "../../client/drain.ts";
import type { ArchivePassword } from "../context/archive_password.ts";
import { SitehaulError } from "../../base/errors.ts";
import { interrupted } from "../world/failure.ts";
import { checkingEvents } from "../output/checking.ts";
import type { SiteOutcome } from "../output/output.ts";
import { fetchOutcome } from "./fetch_outcome.ts";
import type { DownloadMemory } from "./remember_download.ts";
import { resumeLine } from "./resume_line.ts";
import { afterSuccess, type Progress, type Stage } from "./stages.ts";
import type { FetchInvocation } from "../context/command.ts";
import type { FetchWay } from "../context/context.ts";

/** Settings of one download, from the command line and the configuration. */
export interface Fetching {
  /** What to call the site. */
  readonly name: string;
  /** An absolute path. */
  readonly dir: string;
  /** The folder as it was typed, if it was. */
  readonly typed: string | undefined;
  readonly part?: number | undefined;
  /** From the site, or from a folder. */
  readonly way: FetchWay;
  readonly connections: number | undefined;
  readonly password: ArchivePassword;
  /** Whether the archive is read to its end. */
  readonly verify: boolean;
  /** Whether the files on the server go when everything is here and proven. */
  readonly deleteRemote: boolean;
  /** Remembers it. */
  readonly memory?: DownloadMemory | undefined;
}

/** Fetches the parts of a backup record; only what is whole is deleted on the server. */
export async function fetchToFolder(
  client: Site,
  id: number,
  { name, typed, password: source, way, memory, ...options }: Fetching,
  { flags, context: { output, world: { signal, cwd } } }: FetchInvocation,
): Promise<SiteOutcome> {
  const onVerify = checkingEvents(output, name);
  const password = passwordFor(name, source);
  const progress = new FetchProgress(false);
  let store: Store | undefined;
  try {
    store = await way.open?.();
    const { mode } = way;
    const events = client.download(id, { ...options, mode, store, password, signal, onVerify });
    const fetched = await drain(events, async (event) => {
      progress.take(event);
      output.event(name, event);
      await memory?.take(event);
    });
    const { part, verify } = options;
    await memory?.done(fetched, verify);
    const wanted = { site: name, id, part, verify, typed };
    return fetchOutcome(fetched, wanted, { cwd: cwd(), output });
  } catch (error) {
    const resume = resumeLine({ ...options, site: name, record: id }, flags);
    const { dir } = options;
    const isAborted = signal.aborted;
    const failure = fetchFailure(error, { id, dir, resume, progress, isAborted });
    await memory?.failed(failure);
    throw failure;
  } finally {
    await store?.close();
  }
}

/** The password, or what asks for it by the name of the site. */
export function passwordFor(name: string, source: ArchivePassword): PasswordSource {
  return typeof source === "function" ? () => source(`the archive of ${name}`) : source;
}

/** A download that failed, and how far it had come. */
interface FailedFetch {
  /** The number of the backup record. */
  readonly id: number;
  readonly dir: string;
  /** The command line that goes on with it. */
  readonly resume: string;
  readonly progress: FetchProgress;
  /** Whether it was called off. */
  readonly isAborted: boolean;
}

/** The failure of a download, with what succeeded before it, and what resumes it. */
export function fetchFailure(
  error: unknown,
  { id, dir, resume, progress, isAborted }: FailedFetch,
): unknown {
  if (isAborted) {
    // The same command would take another backup.
    const next = progress.isTaken
      ? `is complete on the server; this resumes the download: ${resume}`
      : "was left on the server; run the same download again to resume";
    return interrupted(error, `backup ${id} ${next}`);
  }
  if (!(error instanceof SitehaulError)) return error;
  return afterSuccess(error, { ...progress.state, record: id, dir, resume });
}

/** How far a download has come, by its events. */
export class FetchProgress {
  /** Whether the backup was taken by the same command. */
  readonly isTaken: boolean;
  readonly #before: readonly Stage[];
  #state: Pick<Progress, "succeeded" | "failed">;

  constructor(isTaken: boolean) {
    this.isTaken = isTaken;
    this.#before = isTaken ? ["backup"] : [];
    this.#state = { succeeded: this.#before, failed: "download" };
  }

  /** What has succeeded, and what is at work. */
  get state(): Pick<Progress, "succeeded" | "failed"> {
    return this.#state;
  }

  take({ type, ...event }: JobEvent): void {
    const before = this.#before;
    // What arrived altered is fetched in another way.
    if (type === "doubted") this.#state = { succeeded: before, failed: "download" };
    if (type === "verifying") {
      this.#state = { succeeded: [...before, "download"], failed: "verify" };
    }
    if (type === "verified" && "report" in event && event.report.ok) {
      this.#state = { succeeded: [...before, "download", "verify"], failed: "delete" };
    }
  }
}
