import { resolve } from "node:path";
import {
  type ArchiveFile,
  archivesAmong,
  describeProblem,
  verificationError,
  verifyArchive,
  type VerifyReport,
} from "../../archive/mod.ts";
import type { SitehaulError } from "../../base/errors.ts";
import { readArchivePassword } from "../context/archive_password.ts";
import type { InvocationOf } from "../context/command.ts";
import type { verify } from "../declarations/archives.ts";
import { rememberVerified } from "./remember_verified.ts";
import { failureOf, withFlags } from "../world/failure.ts";
import { reportDocument, reportText } from "../output/archive.ts";
import {
  type ArchiveOutcome,
  outcomesDocument,
  outcomesText,
  worstOf,
} from "../output/archives.ts";
import { checkingEvents } from "../output/checking.ts";

type Verify = (archive: ArchiveFile) => Promise<VerifyReport>;

export async function run(
  { args: { files }, flags, context }: InvocationOf<typeof verify>,
): Promise<void> {
  const { world, output } = context;
  const { quick, encoding, json } = flags;
  const password = await readArchivePassword(flags, context);
  const archives = await archivesAmong(files.map((file) => resolve(world.cwd(), file)));
  const isAlone = archives.length === 1;
  const verifyOne: Verify = ({ path, file }) =>
    verifyArchive(path, {
      quick,
      encoding,
      password: typeof password !== "function"
        ? password
        : () => password(isAlone ? undefined : file),
      signal: world.signal,
      // For programs this is a query: one document.
      onProgress: json ? undefined : checkingEvents(output, file),
    });
  const [first] = archives;
  const begun = (world.clock ?? Date.now)();
  if (isAlone && first !== undefined) {
    const report = await verifyOne(first);
    const failure = failureIn(report);
    await rememberVerified(first, { report, failure, begun }, { flags, context });
    output.verdict(
      { archive: first.file, ...reportDocument(report) },
      (style) => reportText(report, describeProblem, style),
      failure,
    );
    if (failure !== undefined) throw failure;
    return;
  }
  const outcomes: ArchiveOutcome[] = [];
  for (const archive of archives) {
    const outcome = await outcomeOf(archive, verifyOne, world.signal);
    outcomes.push(outcome);
    const { report, failure } = outcome;
    if (report === undefined) continue;
    await rememberVerified(archive, { report, failure, begun }, { flags, context });
  }
  const failure = worstOf(outcomes);
  output.verdict(
    outcomesDocument(outcomes),
    (style) => outcomesText(outcomes, describeProblem, style),
    failure,
  );
  if (failure !== undefined) throw failure;
}

/** One of several: a file that cannot be read does not keep the others from being verified. */
async function outcomeOf(
  archive: ArchiveFile,
  verifyOne: Verify,
  signal: AbortSignal,
): Promise<ArchiveOutcome> {
  try {
    const report = await verifyOne(archive);
    return { ...archive, report, failure: failureIn(report) };
  } catch (error) {
    const failure = failureOf(error, signal);
    if (failure.code === "interrupted" || failure.code === "internal") throw failure;
    return { ...archive, report: undefined, failure };
  }
}

function failureIn(report: VerifyReport): SitehaulError | undefined {
  const error = verificationError(report);
  return error && withFlags(error);
}
