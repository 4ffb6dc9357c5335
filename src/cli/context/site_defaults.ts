/**
 * What a command does with a site where the command line is silent.
 * @module
 */
import { configuredPath } from "./configured_path.ts";
import type { Target } from "./target.ts";
import type { World } from "../world/world.ts";

/** What the configuration says of backups of a site, where the command line is silent. */
export interface SiteDefaults {
  /** The backup profile. */
  readonly profile: number;
  /** The folder to download a backup to; `start` returns when the backup started, if needed. */
  readonly folderFor: (id: number, start: () => Promise<string | undefined>) => Promise<string>;
}

/** The defaults for a site; `dir` and `profile` are those of the command line. */
export async function siteDefaults(
  { name, settings }: Target,
  world: World,
  given: { readonly dir?: string | undefined; readonly profile?: number | undefined },
): Promise<SiteDefaults> {
  const { downloadFolder } = await import("../../config/download_folder.ts");
  const { dir } = given;
  const [base, pattern] = dir === undefined && settings.download !== undefined
    ? [settings.base, settings.download]
    : [world.cwd(), dir ?? "."];
  // An invalid folder is reported before the backup, which may take an hour.
  downloadFolder(pattern, { site: name, id: 1, date: "2000-01-01" });
  return {
    profile: given.profile ?? settings.profile ?? 1,
    folderFor: async (id, start) => {
      const day = pattern.includes("{date}") ? await start() : undefined;
      const date = (day ?? new Date().toISOString()).slice(0, 10);
      const folder = downloadFolder(pattern, { site: name, id, date });
      return configuredPath(folder, base, world);
    },
  };
}
