import { basename, resolve } from "node:path";
import { SitehaulError } from "../../errors.ts";
import { PASSWORD_FLAGS, readArchivePassword } from "../archive_password.ts";
import { type Command, defineCommand } from "../command.ts";
import { summaryDocument, summaryText } from "../output/archive.ts";
import { extractEvent } from "../output/archive_events.ts";
import { oneLine } from "../output/plain.ts";
import { ARCHIVE } from "../positionals.ts";

/** `extract` */
export const extract: Command = defineCommand({
  name: "extract",
  summary: "Extract an archive on this computer into a folder",
  description:
    `Nothing is written outside the folder: what would lead out of it is refused and named, and
the rest is extracted. Files that are there stay, unless --overwrite is given.`,
  positionals: { file: ARCHIVE },
  flags: {
    to: { type: "string", value: "DIR", help: "The folder; made if it is not there (required)" },
    only: {
      type: "string",
      value: "GLOB",
      many: true,
      help: "Only what fits, such as *.php or wp-content/**; may be given several times",
    },
    overwrite: { type: "boolean", help: "Replace files that are there" },
    "max-bytes": { type: "number", value: "N", min: 0, help: "Write no more than this in all" },
    "max-ratio": {
      type: "number",
      value: "N",
      min: 1,
      help: "Refuse a large file that grows more than N times (500)",
    },
    ...PASSWORD_FLAGS,
  },
  examples: [
    { line: "extract site-www.example.com-20260101.jpa --to site", about: "everything" },
    { line: "extract backup.j01 --to . --only configuration.php", about: "one file" },
    { line: "extract backup.jps --to site --password-file password", about: "an encrypted one" },
  ],
  async run({ args: { file }, flags, world, output }) {
    if (flags.to === undefined) {
      throw new SitehaulError("usage/flag", "extract needs --to DIR: the folder to extract into", {
        hint: "Write --to=DIR; it is made if it is not there.",
      });
    }
    const to = resolve(world.cwd(), flags.to);
    const { only, overwrite, "max-bytes": totalBytes, "max-ratio": ratio } = flags;
    const password = await readArchivePassword(flags, world, output);
    const { describeProblem, extractArchive } = await import("../../archive/mod.ts");
    const events = extractArchive(resolve(world.cwd(), file), {
      to,
      only,
      overwrite,
      limits: { totalBytes, ratio },
      password,
      signal: world.signal,
    });
    for await (const event of events) {
      if (event.type === "summary" && event.ok) {
        output.done({
          details: { to, ...summaryDocument(event) },
          text: () => `Extracted into ${oneLine(to)}: ${summaryText(event)}`,
        });
      } else {
        const { document, line } = extractEvent(basename(file), event, describeProblem);
        output.archiveEvent(document, line);
      }
    }
  },
});
