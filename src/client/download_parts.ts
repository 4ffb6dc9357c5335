/** Downloads the parts of a backup, and no more. */
import type { PartsOptions } from "../download/download_options.ts";
import { fetchParts } from "../download/fetch_parts.ts";
import type { DownloadedPart, PartsEvent } from "../download/parts_events.ts";
import { patientRecord } from "./records.ts";
import { insideOf, type Site } from "./site.ts";

/**
 * Downloads the parts of a backup into a folder, resumable, each with its final name only when it is
 * complete: what {@linkcode Site.download} does before it writes the manifest and reads the archive.
 * Returns the parts with their paths and checksums.
 *
 * @param site where the backup is
 * @param id the number of its record
 * @param options which parts, and where to
 * @throws {SitehaulError} `backup/not-found`, `download/…`, `file/write`
 */
export async function* downloadParts(
  site: Site,
  id: number,
  options: PartsOptions,
): AsyncGenerator<PartsEvent, readonly DownloadedPart[], void> {
  const { caller, time: { sleep } } = insideOf(site);
  const record = await patientRecord(caller, id, options.signal);
  return yield* fetchParts({ caller, sleep }, record, options);
}
