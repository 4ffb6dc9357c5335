/**
 * Paths that a configuration names.
 * @module
 */
import { resolve } from "node:path";
import type { World } from "../world/world.ts";

/** An absolute path: from the folder of the file on, or from the home folder where it begins with `~`. */
export function configuredPath(path: string, base: string, { env }: Pick<World, "env">): string {
  const home = env("HOME") || env("USERPROFILE") || "~";
  return resolve(base, path.replace(/^~(?=[/\\]|$)/, () => home));
}
