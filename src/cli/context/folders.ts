/** Folders where this program keeps something between runs. */
import type { World } from "../world/world.ts";

/** Where something is kept between runs; `undefined` where there is no home. */
export interface Folders {
  /** What is known of sites. */
  readonly cache: string | undefined;
  /** Decisions of the user. */
  readonly state: string | undefined;
}

/** Below the home or the folder of the variable, by the habits of each system. */
const HABITS = {
  cache: {
    windows: ["sitehaul", "cache"],
    darwin: ["Library", "Caches", "sitehaul"],
    variable: "XDG_CACHE_HOME",
    home: [".cache"],
  },
  state: {
    windows: ["sitehaul", "state"],
    darwin: ["Library", "Application Support", "sitehaul", "state"],
    variable: "XDG_STATE_HOME",
    home: [".local", "state"],
  },
} as const;

/** The folders by the habits of the system; that of the cache can be another one. */
export function foldersOf(world: Pick<World, "env" | "os">): Folders {
  return { cache: cacheFolder(world), state: usualFolder("state", world) };
}

/** The folder for what is known of sites. */
export function cacheFolder(world: Pick<World, "env" | "os">): string | undefined {
  return world.env("SITEHAUL_CACHE") || usualFolder("cache", world);
}

/** The folder for decisions of the user. */
export function stateFolder(world: Pick<World, "env" | "os">): string | undefined {
  return usualFolder("state", world);
}

function usualFolder(
  kind: keyof typeof HABITS,
  { env, os }: Pick<World, "env" | "os">,
): string | undefined {
  const { windows, darwin, variable, home } = HABITS[kind];
  // Loading `node:path` takes a tenth of the time in which the program starts.
  const [end, separator] = os === "windows" ? [/[\\/]+$/, "\\"] : [/\/+$/, "/"];
  const below = (parent: string | undefined, ...names: readonly string[]) =>
    parent ? [parent.replace(end, ""), ...names].join(separator) : undefined;
  if (os === "windows") return below(env("LOCALAPPDATA"), ...windows);
  if (os === "darwin") return below(env("HOME"), ...darwin);
  const shared = env(variable);
  // The rules of XDG: a relative path there is to be ignored.
  return shared?.startsWith("/")
    ? below(shared, "sitehaul")
    : below(env("HOME"), ...home, "sitehaul");
}
