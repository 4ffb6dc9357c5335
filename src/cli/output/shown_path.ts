/** Paths for people. */
import { isAbsolute, relative } from "node:path";

/**
 * A path as whoever typed the folder would write it: from the working folder on if that was relative.
 * Where no folder was typed, from there on if it is below.
 *
 * @param path an absolute path
 * @param cwd the working folder
 * @param typed the folder, as it was typed
 */
export function shownPath(path: string, cwd: string, typed: string | undefined): string {
  if (typed !== undefined && isAbsolute(typed)) return path;
  const from = relative(cwd, path);
  const isBelow = !isAbsolute(from) && !/^\.\.(?:[/\\]|$)/.test(from);
  return typed !== undefined || isBelow ? from : path;
}
