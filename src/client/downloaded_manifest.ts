/** The manifest beside a fetched backup: what an earlier run knew, and what this one writes. */
import { dirname } from "node:path";
import {
  type Manifest,
  type ManifestPart,
  type ManifestVerification,
  readManifest,
  writeChecksums,
  writeManifest,
} from "../files/manifest.ts";
import type { VerifyReport } from "../archive/report.ts";
import type { Caller } from "../connection/caller.ts";
import type { DownloadedPart } from "../download/parts_events.ts";
import type { WholeFiles } from "../download/whole_file.ts";
import { SitehaulError } from "../base/errors.ts";
import type { BackupRecord } from "../protocol/replies.ts";

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
    { hint: 'Use another folder for each site, such as `dir: "backups/SITE"`.' },
  );
}

/** A site stays the same one with and without `www.`, and when it moves to https. */
function placeOf(site: string): string {
  return site.replace(/^\w+:\/\/(www\.)?/, "");
}

/**
 * The checksums of parts that need not be downloaded again; damaged ones are left out. While whole
 * files are not believed, those that came in segments need not either.
 */
export function sumsOf(
  manifest: Manifest | undefined,
  { areBelieved }: WholeFiles,
): Readonly<Record<string, string>> {
  const { parts = [], verification } = manifest ?? {};
  const good = parts.filter((part) =>
    areBelieved ? verification?.ok !== false : !lacksSegments(part)
  );
  return Object.fromEntries(good.map(({ name, sha256 }) => [name, sha256]));
}

/** Whether a part came as a whole file alone. Manifests used not to say so. */
function lacksSegments({ ways = ["whole"] }: ManifestPart): boolean {
  return ways.length === 1 && ways[0] === "whole";
}

/**
 * Whether an archive is damaged as far as whole files tell: what comes in segments is what is on the
 * server.
 */
export function wantsSegments(manifest: Manifest | undefined): boolean {
  return manifest?.verification?.ok === false && manifest.parts.some(lacksSegments);
}

/** Whether every byte came the same by two different ways: then it is so on the server. */
export function isProvenThere({ parts }: Manifest): boolean {
  return parts.every(({ ways = [] }) => ways.length > 1);
}

/** The parts of which the bytes are others than before. */
export function changedParts(before: Manifest, now: Manifest): readonly string[] {
  const known = new Map(before.parts.map(({ name, sha256 }) => [name, sha256]));
  return now.parts.filter(({ name, sha256 }) => known.get(name) !== sha256).map(({ name }) => name);
}

/** What came otherwise in segments than as a whole file before. */
export function differenceOf(before: Manifest | undefined, now: Manifest): string | undefined {
  const [name] = before === undefined ? [] : changedParts(before, now);
  return name === undefined
    ? undefined
    : `${name}, requested as a whole file, has other bytes than in segments`;
}

/** The manifest of what was fetched; `mode` says how, `before` what came the last time. */
export function manifestOf(
  caller: Caller,
  { id, profile, start, end }: BackupRecord,
  parts: readonly DownloadedPart[],
  { mode, before }: { readonly mode: string; readonly before: Manifest | undefined },
): Manifest {
  // The server numbers the last piece first; the bytes begin with .j01.
  const [last, ...earlier] = parts;
  const inOrder = last === undefined ? [] : [...earlier, last];
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
    parts: inOrder.map((part) => listed(part, before)),
  };
}

function listed({ name, size, sha256, way }: DownloadedPart, before?: Manifest): ManifestPart {
  const same = before?.parts.find((part) => part.name === name && part.sha256 === sha256);
  const ways = new Set([...same?.ways ?? [], ...way === undefined ? [] : [way]]);
  return { name, size, sha256, ...ways.size === 0 ? {} : { ways: [...ways].toSorted() } };
}

/** Writes the manifest, and the same sums for `sha256sum -c`. */
export async function writeDown(path: string, manifest: Manifest): Promise<void> {
  await writeManifest(path, manifest);
  await writeChecksums(path, manifest);
}

/** What a report says in a manifest. */
export function verificationOf(
  { ok, proof, entries, files, bytes }: VerifyReport,
  clock: () => number,
): ManifestVerification {
  const checkedAt = new Date(clock()).toISOString();
  const depth = proof === "headers" ? undefined : proof;
  return { ok, proof: depth, checkedAt, entries, files, bytes };
}
