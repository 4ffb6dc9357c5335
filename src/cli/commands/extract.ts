import { join, resolve } from "node:path";
import { type ArchiveFile, archivesAmong } from "../../archive/mod.ts";
import { SitehaulError } from "../../base/errors.ts";
import { readArchivePassword } from "../context/archive_password.ts";
import type { InvocationOf } from "../context/command.ts";
import type { extract } from "../declarations/archives.ts";
import { extractOne } from "./extract_archive.ts";
import { failureOf } from "../world/failure.ts";
import { counted } from "../output/counted.ts";
import { shownPath } from "../output/shown_path.ts";
import { worstOf } from "../output/archives.ts";

export async function run(
  { args: { files }, flags, context }: InvocationOf<typeof extract>,
): Promise<void> {
  const { world, output } = context;
  if (flags.to === undefined) {
    throw new SitehaulError("usage/flag", "extract needs --to DIR: the folder to extract into", {
      hint: "Add --to=DIR; the folder is created if necessary.",
    });
  }
  const { only, overwrite, strict, links, encoding } = flags;
  const to = resolve(world.cwd(), flags.to);
  const password = await readArchivePassword(flags, context);
  const archives = await archivesAmong(files.map((file) => resolve(world.cwd(), file)));
  const typed = flags.to;
  const extractInto = (archive: ArchiveFile, folder: string, asked?: string) =>
    extractOne(archive, shownPath(folder, world.cwd(), typed), {
      to: folder,
      only,
      overwrite,
      strict,
      links,
      encoding,
      allowShared: flags["allow-shared"],
      limits: { totalBytes: flags["max-bytes"], ratio: flags["max-ratio"] },
      password: typeof password === "function" ? () => password(asked) : password,
      signal: world.signal,
    }, output);
  const [first] = archives;
  if (archives.length === 1 && first !== undefined) {
    return output.done(await extractInto(first, to));
  }
  refuseSameNames(archives);
  output.several({ noun: "archive", names: archives.map(({ file }) => file) });
  const outcomes: { file: string; failure: SitehaulError | undefined }[] = [];
  for (const archive of archives) {
    const { file, name } = archive;
    try {
      const outcome = await extractInto(archive, join(to, name), file);
      outcomes.push({ file, failure: undefined });
      output.settled(file, outcome);
    } catch (error) {
      const failure = failureOf(error, world.signal);
      if (failure.code === "interrupted" || failure.code === "internal") throw failure;
      outcomes.push({ file, failure });
      output.settled(file, failure);
    }
  }
  const failure = worstOf(outcomes);
  if (failure !== undefined) throw failure;
  output.done({
    details: { to, archives: outcomes.length },
    text: (_, warned) =>
      warned === "" ? "" : `${counted(outcomes.length, "archive")} extracted${warned}`,
  });
}

/** Each of several archives gets a folder of its own, so that none can change what another one has. */
function refuseSameNames(archives: readonly ArchiveFile[]): void {
  // Some file systems take these for the same.
  const names = archives.map(({ name }) => name.toLowerCase());
  const again = archives.find((_, index) => names.indexOf(names[index] ?? "") < index);
  if (again === undefined) return;
  throw new SitehaulError(
    "usage/value",
    `Two of the archives would be extracted into a folder ${JSON.stringify(again.name)}`,
    { hint: "Extract them one at a time, each with its own --to." },
  );
}
