/**
 * Where decisions of the user are kept between runs.
 * @module
 */
import { posix, win32 } from "node:path";
import type { World } from "../world/world.ts";

/** The folder by the habits of the system; `undefined` where there is no home. */
export function stateFolder({ env, os }: Pick<World, "env" | "os">): string | undefined {
  const below = (home: string | undefined, ...names: string[]) =>
    home ? (os === "windows" ? win32 : posix).join(home, ...names) : undefined;
  if (os === "windows") return below(env("LOCALAPPDATA"), "sitehaul", "state");
  const home = env("HOME");
  if (os === "darwin") return below(home, "Library", "Application Support", "sitehaul", "state");
  const shared = env("XDG_STATE_HOME");
  // The rules of XDG: a relative path there is to be ignored.
  return shared && posix.isAbsolute(shared)
    ? below(shared, "sitehaul")
    : below(home, ".local", "state", "sitehaul");
}
