/** Extracting an archive into one folder, whatever the archive says. */
import { SitehaulError } from "../base/errors.ts";
import type { ExtractEvent, ExtractOptions, ExtractSummary } from "./extract_contract.ts";
import { notWritten } from "./extract_messages.ts";
import { Extraction } from "./extraction.ts";
import { openWalk } from "./open.ts";
import { ArchiveError } from "./problem.ts";
import { TargetFolder } from "./target_folder.ts";

/**
 * Extracts an archive. Nothing is ever written outside the folder, and no link is followed, whatever
 * the archive contains and other processes do. What cannot be extracted as it is costs only itself:
 * it is left out and named. Only a disk that is full or read-only, or a thousand places of damage, end
 * the extraction. Permissions (without setuid, setgid and sticky) and times are restored. Links are
 * made last. A file gets its name when it is complete.
 *
 * The last event is the summary, which is also the return value when all went well.
 *
 * @param path any part of the archive, or its manifest
 * @param options where to, and what
 * @throws {SitehaulError} at the end, after everything that can be had, an {@linkcode ArchiveError}
 * with the code of what was worst: `archive/damaged`, `file/write`, `archive/unsafe` or
 * `archive/left-out`. At once: `archive/password`, `usage/value`, `interrupted`, `file/write` when
 * nothing can be written, and `archive/damaged` when entries of a ZIP share bytes
 *
 * @example
 * ```ts
 * import { extractArchive } from "@sitehaul/sitehaul/archive";
 * import { assertEquals } from "@std/assert";
 *
 * const archive = "tests/archives/small-jpa-single/sample-files.jpa";
 * const to = await Deno.makeTempDir();
 * for await (const event of extractArchive(archive, { to })) {
 *   if (event.type === "summary") assertEquals([event.ok, event.files], [true, 8]);
 * }
 * ```
 */
export async function* extractArchive(
  path: string,
  options: ExtractOptions,
): AsyncGenerator<ExtractEvent, ExtractSummary, void> {
  const opened = await openWalk(path, options);
  try {
    if (opened.format === undefined) throw new ArchiveError(opened.problems);
    const folder = await writing(options.to, () => TargetFolder.open(options.to, options));
    try {
      const extraction = new Extraction(opened, folder, options);
      yield* extraction.run();
      const summary = extraction.summary();
      yield { type: "summary", ...summary };
      if (!summary.ok) throw extraction.failure();
      return summary;
    } finally {
      folder.close();
    }
  } finally {
    await opened.chain.close();
  }
}

async function writing<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof SitehaulError ? error : notWritten(path, error);
  }
}
