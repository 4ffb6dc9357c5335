import { basename, resolve } from "node:path";
import { SitehaulError } from "../../errors.ts";
import { readArchivePassword } from "../archive_password.ts";
import type { InvocationOf } from "../command.ts";
import type { extract } from "../declarations/archives.ts";
import { summaryDocument, summaryText } from "../output/archive.ts";
import { extractEvent } from "../output/archive_events.ts";
import { oneLine } from "../output/plain.ts";
import { describeProblem, extractArchive } from "../../archive/mod.ts";

/** Runs `extract`. */
export async function run(
  { args: { file }, flags, world, output }: InvocationOf<typeof extract>,
): Promise<void> {
  if (flags.to === undefined) {
    throw new SitehaulError("usage/flag", "extract needs --to DIR: the folder to extract into", {
      hint: "Add --to=DIR; the folder is created if necessary.",
    });
  }
  const to = resolve(world.cwd(), flags.to);
  const { only, overwrite, "max-bytes": totalBytes, "max-ratio": ratio } = flags;
  const password = await readArchivePassword(flags, world, output);
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
}
