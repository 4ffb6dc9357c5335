/**
 * Fetches a backup, and clears the server after that.
 * @module
 */
import type { Client, DownloadMode } from "../../mod.ts";
import { interrupted } from "./failure.ts";
import type { Outcome } from "./output/output.ts";
import { oneLine } from "./output/plain.ts";
import type { SiteInvocation } from "./site.ts";

/** What to fetch, and how. */
export interface Fetching {
  /** What to call the site. */
  readonly name: string;
  /** An absolute path. */
  readonly dir: string;
  readonly part?: number | undefined;
  readonly mode?: DownloadMode | undefined;
  /** Whether the files on the server go when all parts are here. */
  readonly deleteRemote: boolean;
}

/** Fetches the parts of a backup record; only when all are whole are the server's files deleted. */
export async function fetchBackup(
  client: Client,
  id: number,
  { name, dir, part, mode, deleteRemote }: Fetching,
  { world: { signal }, output }: SiteInvocation,
): Promise<Outcome> {
  const files: string[] = [];
  try {
    for await (const event of client.download(id, { dir, part, mode, signal })) {
      if (event.type === "part") files.push(event.path);
      output.event(name, event);
    }
  } catch (error) {
    throw signal.aborted
      ? interrupted(error, `backup ${id} is complete on the server, and not fully fetched`)
      : error;
  }
  if (deleteRemote) {
    await client.deleteFiles(id, { signal });
    output.event(name, { type: "deleted", id });
  }
  return {
    details: { files, deletedRemote: deleteRemote },
    text: () =>
      [
        ...files.map((path) => `Fetched ${oneLine(path)}`),
        ...deleteRemote ? ["The files on the server were deleted."] : [],
      ].join("\n"),
  };
}
