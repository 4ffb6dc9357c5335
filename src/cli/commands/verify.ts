import { basename, resolve } from "node:path";
import { PASSWORD_FLAGS, readArchivePassword } from "../archive_password.ts";
import { type Command, defineCommand } from "../command.ts";
import { reportDocument, reportText } from "../output/archive.ts";
import { checkingEvents } from "../output/checking.ts";
import { ARCHIVE } from "../positionals.ts";

/** `verify` */
export const verify: Command = defineCommand({
  name: "verify",
  summary: "Prove that an archive on this computer is whole",
  description:
    `All parts must be there, all headers must agree, and every file must be readable to its
end. Where its manifest is beside it, the parts must have the checksums of what was fetched; only
that shows every kind of damage, for JPA and JPS have no checksums of their own.`,
  positionals: { file: ARCHIVE },
  flags: {
    quick: { type: "boolean", help: "Look at headers only" },
    ...PASSWORD_FLAGS,
  },
  examples: [
    { line: "verify site-www.example.com-20260101.jpa", about: "an archive, with all its parts" },
    { line: "verify backup.jps --password-file password --json", about: "for a program" },
  ],
  async run({ args: { file }, flags, world, output }) {
    const { quick, json } = flags;
    const password = await readArchivePassword(flags, world, output);
    const { describeProblem, reportError, verifyArchive } = await import("../../archive/mod.ts");
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
  },
});
