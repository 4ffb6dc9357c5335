/**
 * Fetches a backup, proves it, and clears the server after that.
 * @module
 */
import type { Client, DownloadMode, FetchedBackup } from "../../mod.ts";
import type { Flags } from "./command.ts";
import { interrupted } from "./failure.ts";
import { checkingEvents } from "./output/checking.ts";
import type { Outcome } from "./output/output.ts";
import { oneLine } from "./output/plain.ts";
import type { SiteInvocation } from "./site.ts";

/** The flags of commands that fetch. */
export const FETCH_FLAGS = {
  dir: { type: "string", value: "FOLDER", default: ".", help: "Where to fetch it to" },
  "no-verify": {
    type: "boolean",
    help: "Look at sizes and checksums only; do not read the archive to its end",
  },
} as const satisfies Flags;

/** What to fetch, and how. */
export interface Fetching {
  /** What to call the site. */
  readonly name: string;
  /** An absolute path. */
  readonly dir: string;
  readonly part?: number | undefined;
  readonly mode?: DownloadMode | undefined;
  /** Whether the archive is read to its end. */
  readonly verify: boolean;
  /** Whether the files on the server go when everything is here and proven. */
  readonly deleteRemote: boolean;
}

/** Fetches the parts of a backup record; only what is whole is deleted on the server. */
export async function fetchBackup(
  client: Client,
  id: number,
  { name, ...options }: Fetching,
  { world: { signal }, output }: SiteInvocation,
): Promise<Outcome> {
  const onVerify = checkingEvents(output, name);
  const events = client.fetchBackup(id, { ...options, signal, onVerify });
  try {
    while (true) {
      const { done, value } = await events.next();
      if (done) return outcomeOf(value);
      output.event(name, value);
    }
  } catch (error) {
    throw signal.aborted
      ? interrupted(error, `backup ${id} was left on the server; the same download again goes on`)
      : error;
  }
}

function outcomeOf({ parts, manifest, report, deletedRemote }: FetchedBackup): Outcome {
  const proof = report === undefined
    ? []
    : [`The archive was read to its end: ${report.files} files.`];
  return {
    details: {
      files: parts.map(({ name, path, size, sha256 }) => ({ name, path, size, sha256 })),
      manifest: manifest ?? null,
      verified: report === undefined ? null : report.ok,
      deletedRemote,
    },
    text: () =>
      [
        ...parts.map(({ path }) => `Fetched ${oneLine(path)}`),
        ...proof,
        ...deletedRemote ? ["The files on the server were deleted."] : [],
      ].join("\n"),
  };
}
