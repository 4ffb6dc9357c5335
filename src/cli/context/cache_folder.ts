/**
 * Where what is known of sites is kept between runs.
 * @module
 */
import { posix, win32 } from "node:path";
import type { World } from "../world/world.ts";

/** The folder for the cache by the habits of the system; `undefined` where there is no home. */
export function cacheFolder({ env, os }: Pick<World, "env" | "os">): string | undefined {
  const own = env("SITEHAUL_CACHE");
  if (own) return own;
  if (os === "windows") return below(env("LOCALAPPDATA"), win32.join, "sitehaul", "cache");
  if (os === "darwin") return below(env("HOME"), posix.join, "Library", "Caches", "sitehaul");
  const shared = env("XDG_CACHE_HOME");
  // The rules of XDG: a relative path there is to be ignored.
  return shared && posix.isAbsolute(shared)
    ? posix.join(shared, "sitehaul")
    : below(env("HOME"), posix.join, ".cache", "sitehaul");
}

function below(
  home: string | undefined,
  join: (...parts: string[]) => string,
  ...parts: string[]
): string | undefined {
  return home ? join(home, ...parts) : undefined;
}
