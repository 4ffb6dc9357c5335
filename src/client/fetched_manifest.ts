/**
 * The manifest beside a fetched backup: what an earlier run knew, and what this one writes.
 * @module
 */
import { dirname } from "node:path";
import {
  type Manifest,
  type ManifestVerification,
  readManifest,
  writeChecksums,
  writeManifest,
} from "../archive/manifest.ts";
import type { VerifyReport } from "../archive/report.ts";
import type { Caller } from "../connection/caller.ts";
import type { DownloadedPart } from "../download/download.ts";
import { SitehaulError } from "../errors.ts";
import type { BackupRecord } from "../replies.ts";

/**
 * The manifest of an earlier download of the very same backup.
 *
 * @throws {SitehaulError} `download/path` when it is that of another site, whose archive has that name
 */
export async function knownManifest(
  path: string,
  { site }: Caller,
  { id, start }: BackupRecord,
): Promise<Manifest | undefined> {
  const known = await readManifest(path).catch(() => undefined);
  if (known === undefined) return undefined;
  const isSameRecord = known.record === id && known.start === start;
  // Manifests used to name the host alone. Which of its sites that was, only the record can tell.
  const isSameSite = placeOf(known.site) === placeOf(site) ||
    (isSameRecord && placeOf(known.site) === placeOf(new URL(site).origin));
  if (isSameSite) return isSameRecord ? known : undefined;
  throw new SitehaulError(
    "download/path",
    `Cannot download to ${dirname(path)}: it contains a backup of ${known.site} with the same name`,
    { hint: "Use another folder for each site, such as --dir 'backups/{site}'." },
  );
}

/** A site stays the same one with and without `www.`, and when it moves to https. */
function placeOf(site: string): string {
  return site.replace(/^\w+:\/\/(www\.)?/, "");
}

/** The checksums of parts that need not be downloaded again; damaged ones are left out. */
export function sumsOf(manifest: Manifest | undefined): Readonly<Record<string, string>> {
  if (manifest?.verification?.ok === false) return {};
  return Object.fromEntries(manifest?.parts.map(({ name, sha256 }) => [name, sha256]) ?? []);
}

/** Whether it was damaged then as well, and every byte is the same: so it is damaged on the server. */
export function isDamagedAgain(before: Manifest | undefined, now: Manifest): boolean {
  return before?.verification?.ok === false &&
    JSON.stringify(before.parts) === JSON.stringify(now.parts);
}

/** The manifest of what was fetched; `mode` says how. */
export function manifestOf(
  caller: Caller,
  { id, profile, start, end }: BackupRecord,
  parts: readonly DownloadedPart[],
  mode: string,
): Manifest {
  // The server numbers the last piece first; the bytes begin with .j01.
  const [last, ...before] = parts;
  const inOrder = last === undefined ? [] : [...before, last];
  return {
    schema: 1,
    site: caller.site,
    record: id,
    version: caller.version.version,
    api: caller.endpoint.api,
    profile,
    start,
    end,
    mode,
    parts: inOrder.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
  };
}

/** Writes the manifest, and the same sums for `sha256sum -c`. */
export async function writeDown(path: string, manifest: Manifest): Promise<void> {
  await writeManifest(path, manifest);
  await writeChecksums(path, manifest);
}

/** What a report says in a manifest. */
export function verificationOf(
  { ok, entries, files, bytes }: VerifyReport,
  clock: () => number,
): ManifestVerification {
  return { ok, checkedAt: new Date(clock()).toISOString(), entries, files, bytes };
}
