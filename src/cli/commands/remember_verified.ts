/** Remembers that a copy of a backup was read, if the history knows the backup. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ArchiveFile, VerifyReport } from "../../archive/mod.ts";
import { manifestPlace } from "../../archive/manifest_place.ts";
import type { Manifest } from "../../files/manifest.ts";
import type { NewProof } from "../../history/history.ts";
import { stateFolderOf } from "../context/history.ts";
import {
  type Around,
  knownBackup,
  manifestAt,
  openJob,
  placeIn,
  rememberCopy,
} from "./remember.ts";

/**
 * Writes down what came of reading an archive. An archive without a manifest is nobody's; neither is one of
 * a site that was never backed up from here.
 *
 * @param begun when the command began, ms since 1970
 * @param failure with which the archive is reported
 */
export async function rememberVerified(
  { path, file }: ArchiveFile,
  { report, failure, begun }: {
    readonly report: VerifyReport;
    readonly failure: unknown;
    readonly begun: number;
  },
  around: Around,
): Promise<void> {
  const folder = stateFolderOf(around.flags, around.context);
  if (report.quick || folder === undefined || !existsSync(folder)) return;
  const place = await manifestPlace(join(dirname(path), file));
  const manifest = await manifestAt(place);
  if (manifest === undefined) return;
  const open = await openJob(
    async (history) => {
      const address = placeIn(manifest);
      const known = await knownBackup(history, address, manifest);
      return known && { command: "verify", site: known.site, address, profile: known.profile };
    },
    begun,
    around,
  );
  if (open === undefined) return;
  await open.job.stage("verify");
  await rememberCopy(open, { manifest, path: place, proof: proofOf(report, manifest) });
  await open.end(failure);
}

function proofOf({ ok, proof, files, checksums, problems }: VerifyReport, { parts }: Manifest) {
  const bytes = parts.reduce((sum, { size }) => sum + size, 0);
  const read = { depth: "read", files, bytes } as const;
  if (!ok || checksums === "differ") {
    const reason = problems[0]?.message ?? "it differs from its manifest";
    return { ...read, verdict: "bad", reason } satisfies NewProof;
  }
  // A locked archive has the right checksums, but nobody has seen what is in it.
  const unread = { depth: "checksums", verdict: "not checked", files: 0, bytes } as const;
  return proof === undefined ? unread : { ...read, verdict: "good" } satisfies NewProof;
}
