// deno-lint-ignore-file no-console -- it is a program
/**
 * Replaces a folder by a link to another one and puts it back, again and again, until it is ended:
 * what somebody else may do who may write into the folder around it.
 *
 *     deno run -A swap_folders.ts FOLDER OUTSIDE
 */
import { existsSync, renameSync, rmSync, symlinkSync } from "node:fs";

const [folder = "", outside = ""] = Deno.args;
const aside = `${folder}.aside`;
const link = `${folder}.link`;
console.log("ready");
for (;;) {
  try {
    if (!existsSync(folder)) continue;
    symlinkSync(outside, link);
    renameSync(folder, aside);
    renameSync(link, folder);
    rmSync(folder);
    renameSync(aside, folder);
  } catch {
    // The folder was made again meanwhile.
    rmSync(link, { force: true });
    if (existsSync(aside)) renameSync(aside, `${aside}.${performance.now()}`);
  }
}
