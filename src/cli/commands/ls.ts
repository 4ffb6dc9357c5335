import { resolve } from "node:path";
import { ArchiveError, archivesAmong, listArchive, type ListedEntry } from "../../archive/mod.ts";
import { SitehaulError } from "../../base/errors.ts";
import { readArchivePassword } from "../context/archive_password.ts";
import type { InvocationOf } from "../context/command.ts";
import type { ls } from "../declarations/archives.ts";
import { entriesTable } from "../output/archive.ts";

export async function run(
  { args: { files }, flags, context }: InvocationOf<typeof ls>,
): Promise<void> {
  const { world, output } = context;
  const { encoding } = flags;
  const password = await readArchivePassword(flags, context);
  const path = await onlyArchive(files.map((file) => resolve(world.cwd(), file)));
  const entries: ListedEntry[] = [];
  let failure: ArchiveError | undefined;
  try {
    for await (const entry of listArchive(path, { password, encoding, signal: world.signal })) {
      entries.push(entry);
    }
  } catch (error) {
    if (!(error instanceof ArchiveError) || entries.length === 0) throw error;
    failure = error;
  }
  // A path may contain the password by chance, but is not altered for that reason.
  output.result(entries, (style) => entriesTable(entries, style), { exactly: true, failure });
  if (failure !== undefined) throw failure;
}

/** All parts of one archive may be named, as by a pattern. */
async function onlyArchive(paths: readonly string[]): Promise<string> {
  const [first, ...others] = await archivesAmong(paths);
  if (first !== undefined && others.length === 0) return first.path;
  const names = [first, ...others].map((archive) => archive?.file).slice(0, 3).join(", ");
  throw new SitehaulError("usage/value", `ls lists one archive; these are several: ${names}`, {
    hint: "List them one at a time.",
  });
}
