/** A file system of its own for a test, small enough to be filled, which can be made read-only. */

async function command(name: string, ...args: readonly string[]): Promise<boolean> {
  const run = new Deno.Command(name, { args: [...args], stdout: "null", stderr: "null" });
  return await run.output().then(({ success }) => success, () => false);
}

async function isAbleTo(): Promise<boolean> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const folder = await Deno.makeTempDir();
  const isMounted = await command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
  if (isMounted) await command("umount", "-l", folder);
  await Deno.remove(folder);
  return isMounted;
}

/**
 * Runs a test on a disk of 2 MiB, which is mounted below a folder.
 *
 * @param run takes the disk, and what makes it read-only
 */
export async function withSmallDisk(
  folder: string,
  run: (disk: string, makeReadOnly: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const disk = `${folder}/disk`;
  await Deno.mkdir(disk);
  const mount = async (...options: string[]) => {
    if (!await command("mount", ...options, disk)) throw new Error(`Cannot mount ${disk}`);
  };
  await mount("-t", "tmpfs", "-o", "size=2m", "tmpfs");
  try {
    await run(disk, () => mount("-o", "remount,ro"));
  } finally {
    await command("umount", "-l", disk);
    await Deno.remove(disk);
  }
}

/** Why there can be none; `undefined` when there can. */
withSmallDisk.leftOut = await isAbleTo() ? undefined : "nothing can be mounted here";
