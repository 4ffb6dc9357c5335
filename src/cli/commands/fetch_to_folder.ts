/** Fetches a backup, proves it, and clears the server after that. */
import type { DownloadEvent, Site, Store } from "../../../mod.ts";
import { drain } from "../../client/drain.ts";
import type { ArchivePassword } from "../context/archive_password.ts";
import { SitehaulError } from "../../base/errors.ts";
import { interrupted } from "../world/failure.ts";
import { checkingEvents } from "../output/checking.ts";
import type { SiteOutcome } from "../output/output.ts";
import { fetchOutcome } from "./fetch_outcome.ts";
import { resumeLine } from "./resume_line.ts";
import { afterSuccess, type Progress, type Stage } from "./stages.ts";
import type { FetchInvocation } from "../context/command.ts";
import type { FetchWay } from "../context/context.ts";

/** Settings of one download, from the command line and the configuration. */
export interface Fetching {
  /** What to call the site. */
  readonly name: string;
  /** Whether the backup was taken by the same command. @default {false} */
  readonly isTaken?: boolean;
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
}

/** Fetches the parts of a backup record; only what is whole is deleted on the server. */
export async function fetchToFolder(
  client: Site,
  id: number,
  { name, isTaken = false, typed, password: source, way, ...options }: Fetching,
  { flags, context: { output, world: { signal, cwd } } }: FetchInvocation,
): Promise<SiteOutcome> {
  const onVerify = checkingEvents(output, name);
  const password = typeof source === "function" ? () => source(`the archive of ${name}`) : source;
  const progress = new FetchProgress(isTaken);
  let store: Store | undefined;
  try {
    store = await way.open?.();
    const { mode } = way;
    const events = client.download(id, { ...options, mode, store, password, signal, onVerify });
    const fetched = await drain(events, (event) => {
      progress.take(event);
      output.event(name, event);
    });
    const { part, verify } = options;
    const wanted = { site: name, id, part, verify, typed };
    return fetchOutcome(fetched, wanted, { cwd: cwd(), output });
  } catch (error) {
    const resume = resumeLine({ ...options, site: name, record: id }, flags);
    if (signal.aborted) {
      // The same command would take another backup.
      const next = isTaken
        ? `is complete on the server; this resumes the download: ${resume}`
        : "was left on the server; run the same download again to resume";
      throw interrupted(error, `backup ${id} ${next}`);
    }
    if (!(error instanceof SitehaulError)) throw error;
    throw afterSuccess(error, { ...progress.state, record: id, dir: options.dir, resume });
  } finally {
    await store?.close();
  }
}

/** How far a download has come, by its events. */
class FetchProgress {
  readonly #before: readonly Stage[];
  #state: Pick<Progress, "succeeded" | "failed">;

  constructor(isTaken: boolean) {
    this.#before = isTaken ? ["backup"] : [];
    this.#state = { succeeded: this.#before, failed: "download" };
  }

  /** What has succeeded, and what is at work. */
  get state(): Pick<Progress, "succeeded" | "failed"> {
    return this.#state;
  }

  take(event: DownloadEvent): void {
    const before = this.#before;
    // What arrived altered is fetched in another way.
    if (event.type === "doubted") this.#state = { succeeded: before, failed: "download" };
    if (event.type === "verifying") {
      this.#state = { succeeded: [...before, "download"], failed: "verify" };
    }
    if (event.type === "verified" && event.report.ok) {
      this.#state = { succeeded: [...before, "download", "verify"], failed: "delete" };
    }
  }
}
