import { basename, resolve } from "node:path";
import { readArchivePassword } from "../archive_password.ts";
import type { InvocationOf } from "../command.ts";
import type { verify } from "../declarations/archives.ts";
import { reportDocument, reportText } from "../output/archive.ts";
import { checkingEvents } from "../output/checking.ts";
import { describeProblem, reportError, verifyArchive } from "../../archive/mod.ts";

/** Runs `verify`. */
export async function run(
  { args: { file }, flags, world, output }: InvocationOf<typeof verify>,
): Promise<void> {
  const { quick, json } = flags;
  const password = await readArchivePassword(flags, world, output);
  const report = await verifyArchive(resolve(world.cwd(), file), {
    quick,
    password,
    signal: world.signal,
    // For programs this is a query: one document.
    onProgress: json ? undefined : checkingEvents(output, basename(file)),
  });
  const failure = reportError(report);
  output.verdict(
    reportDocument(report),
    (style) => reportText(report, describeProblem, style),
    failure,
  );
  if (failure !== undefined) throw failure;
}
