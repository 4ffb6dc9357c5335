/** What came of a download, with its warnings. */
import type { DownloadedBackup } from "../../../mod.ts";
import type { Output, SiteOutcome } from "../output/output.ts";
import { oneLine } from "../output/plain.ts";
import { shownPath } from "../output/shown_path.ts";
import type { DownloadResult } from "../output/site_result.ts";

/** What the command line asked for, as far as the outcome depends on it. */
export interface Wanted {
  /** What to call the site. */
  readonly site: string;
  /** The number of the backup record. */
  readonly id: number;
  /** Which part, if only one of several. */
  readonly part: number | undefined;
  /** Whether the archive is read to its end. */
  readonly verify: boolean;
  /** The folder, as it was typed. */
  readonly typed: string | undefined;
}

/** The outcome; warns of what was not proven. */
export function fetchOutcome(
  fetched: DownloadedBackup,
  wanted: Wanted,
  { cwd, output }: { readonly cwd: string; readonly output: Output },
): SiteOutcome {
  const { site, id, part, typed } = wanted;
  const { parts, manifest, report, isLocked, altered, deletedRemote } = fetched;
  for (const text of warningsOf(fetched, wanted)) output.warn(`${site}: ${text}`, site);
  return {
    details: {
      files: parts.map(({ name, path, size, sha256 }) => ({ name, path, size, sha256 })),
      manifest: manifest ?? null,
      verified: report === undefined || isLocked ? null : report.ok,
      altered: altered ?? null,
      locked: isLocked,
      deletedRemote,
    },
    result: {
      site,
      id,
      taken: undefined,
      size: parts.reduce((sum, { size }) => sum + size, 0),
      parts: parts.length,
      download: {
        paths: parts.map(({ path }) => shownPath(path, cwd, typed)),
        part,
        proof: proofOf(fetched, wanted),
        deletedRemote,
      },
    },
  };
}

function proofOf(
  { report, isLocked, manifest, unsized, isCompared }: DownloadedBackup,
  { verify }: Wanted,
): DownloadResult["proof"] {
  if (isLocked) return { why: "encrypted" };
  if (report !== undefined) return { files: report.files };
  // Without a manifest it is one part of several.
  if (manifest === undefined) return { why: "one part" };
  if (unsized.length > 0) return { why: "size unknown" };
  if (isCompared) return { why: "plain dump, the same when fetched in two ways" };
  return { why: verify ? "plain dump" : "--no-verify" };
}

function* warningsOf(
  { report, isLocked, altered, manifest, unsized, isCompared }: DownloadedBackup,
  { verify }: Wanted,
): Generator<string> {
  const isUnproven = report === undefined && !isCompared;
  if (verify && isUnproven && manifest !== undefined && unsized.length === 0) {
    yield "this is a plain dump: its size was verified, but its contents cannot be";
  }
  if (altered !== undefined) {
    yield `whole files of this site arrive altered: ${altered}. The files here came in segments, as ` +
      "they are on the server. Until the site no longer adds to its replies (PHP's display_errors, a " +
      "filter, a proxy), use --mode chunk";
  }
  if (report === undefined && unsized.length > 0) {
    yield `the site does not know the size of ${
      unsized.map(oneLine).join(", ")
    }, and nothing was ` +
      "verified: it was read to its end, and may be incomplete all the same";
  }
  if (isLocked) {
    yield "the archive is encrypted, and no password was given: its parts and checksums were " +
      "verified, but not its contents; use --password-file or SITEHAUL_ARCHIVE_PASSWORD";
  }
}
