/** Where the configuration file is. */
import { type Paths, pathsOf } from "../base/paths.ts";

/** The names that a configuration file may have. */
export const FILE_NAMES: readonly string[] = ["sitehaul.yaml", "sitehaul.yml"];

/** What decides where to look. */
export interface Places {
  /** The path given on the command line. */
  readonly flag?: string | undefined;
  /** A variable of the environment. */
  readonly env: (name: string) => string | undefined;
  /** The working folder. */
  readonly cwd: string;
  /** `linux`, `darwin`, `windows`, … */
  readonly os: string;
}

/** The file that was named explicitly, which must exist; `undefined` if none was. */
export function namedFile({ flag, env, cwd, os }: Places): string | undefined {
  const name = flag ?? env("SITEHAUL_CONFIG");
  return name === undefined || name === "" ? undefined : pathsOf(os).resolve(cwd, name);
}

/**
 * The files to look for when none is named, the first that is there being it: in the working folder
 * and those around it up to the home folder, then in the user's own configuration folder. Outside the
 * home folder only the working folder itself counts: who owns the folders above it is not known.
 */
export function candidateFiles(places: Places): string[] {
  const { env, cwd, os } = places;
  const { join, dirname, isBelow } = pathsOf(os);
  const home = (os === "windows" ? env("USERPROFILE") : env("HOME")) || undefined;
  const folders = [cwd];
  if (home !== undefined && isBelow(home, cwd)) {
    for (let folder = dirname(cwd); folder.length >= home.length; folder = dirname(folder)) {
      folders.push(folder);
      if (folder === dirname(folder)) break;
    }
  }
  const own = userFolder(places);
  if (own !== undefined) folders.push(own);
  return folders.flatMap((folder) => FILE_NAMES.map((name) => join(folder, name)));
}

/** The user's folder for the configuration of sitehaul; `undefined` where none is known. */
export function userFolder({ env, os }: Places): string | undefined {
  const paths = pathsOf(os);
  if (os === "windows") return under(paths, env("APPDATA"), "sitehaul");
  const home = env("HOME");
  if (os === "darwin") return under(paths, home, "Library", "Application Support", "sitehaul");
  const base = env("XDG_CONFIG_HOME");
  return base?.startsWith("/")
    ? paths.join(base, "sitehaul")
    : under(paths, home, ".config", "sitehaul");
}

function under(
  paths: Paths,
  base: string | undefined,
  ...names: readonly string[]
): string | undefined {
  return base === undefined || base === "" ? undefined : paths.join(base, ...names);
}
