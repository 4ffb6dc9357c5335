/** Fetches a backup, proves it, and clears the server after that. */
import type {
  DownloadedBackup,
  DownloadEvent,
  DownloadMode,
  DownloadOptions,
  Site,
} from "../../../mod.ts";
import { drain } from "../../client/drain.ts";
import type { ArchivePassword } from "../context/archive_password.ts";
import { SitehaulError } from "../../base/errors.ts";
import { interrupted } from "../world/failure.ts";
import { checkingEvents } from "../output/checking.ts";
import type { Outcome, Output } from "../output/output.ts";
import { oneLine } from "../output/plain.ts";
import { resumeLine } from "./resume_line.ts";
import { afterSuccess, type Progress, type Stage } from "./stages.ts";
import type { SiteInvocation } from "../context/command.ts";
import { counted } from "../output/counted.ts";

/** Settings of one download, from the command line and the configuration. */
export interface Fetching {
  /** What to call the site. */
  readonly name: string;
  /** Whether the backup was taken by the same command. @default {false} */
  readonly isTaken?: boolean;
  /** An absolute path. */
  readonly dir: string;
  readonly part?: number | undefined;
  readonly mode?: DownloadMode | undefined;
  /** A folder to take the files from, instead of asking the site for them. */
  readonly store?: DownloadOptions["store"];
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
  { name, isTaken = false, password: source, ...options }: Fetching,
  { flags, context: { output, world: { signal } } }: SiteInvocation,
): Promise<Outcome> {
  const onVerify = checkingEvents(output, name);
  const password = typeof source === "function" ? () => source(`the archive of ${name}`) : source;
  const events = client.download(id, { ...options, password, signal, onVerify });
  const progress = new FetchProgress(isTaken);
  try {
    const fetched = await drain(events, (event) => {
      progress.take(event);
      output.event(name, event);
    });
    return outcomeOf(name, fetched, options.verify, output);
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

function outcomeOf(
  site: string,
  fetched: DownloadedBackup,
  verify: boolean,
  output: Output,
): Outcome {
  const { parts, manifest, report, isLocked, altered, unsized, deletedRemote } = fetched;
  // Without a manifest it is one part of several.
  if (verify && report === undefined && manifest !== undefined && unsized.length === 0) {
    output.warn(
      `${site}: this is a plain dump: its size was verified, but its contents cannot be`,
    );
  }
  if (altered !== undefined) {
    output.warn(
      `${site}: whole files of this site arrive altered: ${altered}. The files here came in segments, ` +
        "as they are on the server. Until the site no longer adds to its replies (PHP's " +
        "display_errors, a filter, a proxy), use --mode chunk",
    );
  }
  if (report === undefined && unsized.length > 0) {
    output.warn(
      `${site}: the site does not know the size of ${
        unsized.map(oneLine).join(", ")
      }, and nothing was ` +
        "verified: it was read to its end, and may be incomplete all the same",
    );
  }
  if (isLocked) {
    output.warn(
      `${site}: the archive is encrypted, and no password was given: its parts and checksums were ` +
        "verified, but not its contents; use --password-file or SITEHAUL_ARCHIVE_PASSWORD",
    );
  }
  const proof = report === undefined || isLocked
    ? []
    : [`The archive was read to its end: ${counted(report.files, "file")}.`];
  return {
    details: {
      files: parts.map(({ name, path, size, sha256 }) => ({ name, path, size, sha256 })),
      manifest: manifest ?? null,
      verified: report === undefined || isLocked ? null : report.ok,
      altered: altered ?? null,
      locked: isLocked,
      deletedRemote,
    },
    text: () =>
      [
        ...parts.map(({ path }) => `Downloaded ${oneLine(path)}`),
        ...proof,
        ...deletedRemote ? ["The files on the server were deleted."] : [],
      ].join("\n"),
  };
}
