import { resolve } from "node:path";
import { ArchiveError, listArchive, type ListedEntry } from "../../archive/mod.ts";
import { readArchivePassword } from "../archive_password.ts";
import type { InvocationOf } from "../command.ts";
import type { ls } from "../declarations/archives.ts";
import { entriesTable } from "../output/archive.ts";

/** Runs `ls`. */
export async function run(
  { args: { file }, flags, world, output }: InvocationOf<typeof ls>,
): Promise<void> {
  const password = await readArchivePassword(flags, world, output);
  const entries: ListedEntry[] = [];
  let failure: ArchiveError | undefined;
  try {
    for await (const entry of listArchive(resolve(world.cwd(), file), { password })) {
      world.signal.throwIfAborted();
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
