/**
 * What is wrong with an archive that was fetched, and whose fault it is. Only what came the same by two
 * different ways is known to be like that on the server.
 */
import type { PasswordSource } from "../archive/jps_password.ts";
import type { Manifest } from "../files/manifest.ts";
import type { VerifyReport } from "../archive/report.ts";
import { asidesOf } from "../download/set_aside.ts";
import { isSitehaulError, SitehaulError } from "../base/errors.ts";
import type { BackupRecord } from "../protocol/replies.ts";
import { changedParts, isProvenThere } from "./downloaded_manifest.ts";

/** A wrong password is an error; a missing one is a decision of the user, for unattended runs. */
export function lacksPassword({ problems }: VerifyReport, password: PasswordSource): boolean {
  return password === undefined && problems.some(({ code }) => code === "password");
}

/** What can be wrong with a complete archive: a missing password, or an unsupported format. */
const NO_DAMAGE: ReadonlySet<string> = new Set(["password", "unsupported"]);

/** The damage among the problems: parts and structure can be wrong even without the password. */
export function damageIn(report: VerifyReport): VerifyReport {
  const problems = report.problems.filter(({ code }) => !NO_DAMAGE.has(code));
  return { ...report, problems, ok: !problems.some(({ severity }) => severity === "error") };
}

/** A verified archive, and what is known of how it came. */
export interface Verified {
  readonly report: VerifyReport;
  /** What this download has written into the manifest. */
  readonly manifest: Manifest;
  /** What was written down the last time. */
  readonly before: Manifest | undefined;
  /** How it was fetched: `auto`, `http`, `chunk` or `remote`. */
  readonly mode: string;
  /** What showed that whole files arrive altered, if anything did. */
  readonly altered: string | undefined;
}

/** @throws {SitehaulError} `archive/damaged`, `archive/password` unless the archive is whole */
export async function refuseDamaged(record: BackupRecord, verified: Verified): Promise<void> {
  const found = await errorOf(verified.report);
  if (found === undefined) return;
  if (found.code !== "archive/damaged") throw found;
  const { message, hint } = verdictOn(record, verified);
  if (message === "" && hint === undefined) throw found;
  throw new SitehaulError("archive/damaged", `${message}${found.message}`, {
    hint: hint ?? found.hint,
    cause: found,
  });
}

/** Why whole files are doubted: the archive that they make cannot be read. */
export async function doubtOf(report: VerifyReport | undefined): Promise<string> {
  const error = report === undefined ? undefined : await errorOf(report);
  return `the archive that came as whole files is damaged${
    error === undefined ? "" : ` (${error.message})`
  }`;
}

/** The site refuses segments for good; what would pass is an error of its own. */
const NO_SEGMENTS =
  /^(?:site|reply|method)\/|^auth\/forbidden$|^download\/(?:failed|no-such-part)$/;

/** Where whole files are damaged, and segments cannot be had: then nothing tells whose fault it is. */
export function withoutSegments(id: number, error: unknown): unknown {
  if (!isSitehaulError(error) || !error.isPermanent || !NO_SEGMENTS.test(error.code)) return error;
  return new SitehaulError(
    "archive/damaged",
    `Backup ${id} came damaged as whole files, and in segments it cannot be had: ${error.message}`,
    {
      hint:
        "Download the files in another way, such as from a `store`, to see whether they are damaged " +
        "on the server. If so, take a new backup.",
      cause: error,
    },
  );
}

/**
 * What is wrong with an archive that was fetched, with where the files are that had its names before.
 *
 * @param error what the download ended with
 * @param paths the files that it writes
 */
export async function namingAsides(error: unknown, paths: readonly string[]): Promise<unknown> {
  const isAbout = isSitehaulError(error, "archive/damaged", "archive/password");
  const asides = isAbout ? await asidesOf(paths) : [];
  if (asides.length === 0 || !(error instanceof SitehaulError)) return error;
  const { code, message, hint = "", cause } = error;
  const kept = `What had the same names before is kept: ${asides.join(", ")}.`;
  return new SitehaulError(code, message, { hint: `${hint} ${kept}`.trim(), cause });
}

async function errorOf(report: VerifyReport): Promise<SitehaulError | undefined> {
  const { verificationError } = await import("../archive/report.ts");
  return verificationError(report);
}

/** What is known of the cause, to stand before the finding; and what to do. */
function verdictOn(
  { id }: BackupRecord,
  { manifest, before, mode, altered }: Verified,
): { readonly message: string; readonly hint?: string | undefined } {
  if (isProvenThere(manifest)) {
    return {
      message: `Backup ${id} is damaged on the server: the same bytes come in two different ways. `,
      hint: "Take a new backup. If it is damaged as well, its log on the site may show why.",
    };
  }
  const wasDamaged = before?.verification?.ok === false;
  const isSame = wasDamaged && changedParts(before, manifest).length === 0;
  const again = isSame ? `Backup ${id} was downloaded again, with the same result. ` : "";
  if (mode !== "auto") {
    const hint =
      'Download it again with `mode: "auto"`: it compares whole files with segments, and ' +
      "tells whether the backup is damaged on the server.";
    return { message: again, hint };
  }
  if (altered !== undefined) {
    return {
      message: `${altered}, and backup ${id} is damaged in segments as well. `,
      hint: "Something alters what the site sends. Download the files in another way, " +
        "such as from a `store`, and verify them.",
    };
  }
  if (!isSame) return { message: "" };
  const hint =
    "The site sends it in one way only, so there is nothing to compare it with. Take a new " +
    "backup.";
  return { message: again, hint };
}
