/**
 * Coverage by folder: an average over all of them would hide an untested one behind ten others.
 */

/** What the tests ran of all files of a folder together. */
export interface FolderCoverage {
  /** The folder, such as `src/codecs`. */
  readonly folder: string;
  /** Percent, over all files of the folder. */
  readonly branches: number;
  /** Percent, over all files of the folder. */
  readonly lines: number;
}

/** Folders in which a mistake costs a backup, and the percent that both figures have to reach. */
export const GUARDED: Readonly<Record<string, number>> = {
  "src/archive": 95,
  "src/client": 95,
  "src/codecs": 95,
  "src/download": 95,
  "src/negotiate": 95,
};

/** What a report of `deno coverage --lcov` says of the folders below `top`, sorted by name. */
export function foldersOf(lcov: string, top: string): FolderCoverage[] {
  const folders = new Map<string, Record<string, number>>();
  let counts: Record<string, number> = {};
  for (const line of lcov.split("\n")) {
    const [key = "", value = ""] = line.split(/:(.*)/s);
    if (key === "SF") {
      const folder = value.replace(top, "").split("/").slice(0, 2).join("/");
      counts = folders.get(folder) ?? {};
      folders.set(folder, counts);
    } else if (/^(LF|LH|BRF|BRH)$/.test(key)) {
      counts[key] = (counts[key] ?? 0) + Number(value);
    }
  }
  const percent = (hit = 0, found = 0) => found === 0 ? 100 : 100 * hit / found;
  return [...folders].map(([folder, { LF, LH, BRF, BRH }]) => ({
    folder,
    branches: percent(BRH, BRF),
    lines: percent(LH, LF),
  })).toSorted((a, b) => a.folder < b.folder ? -1 : 1);
}

/** The guarded folders that fall short, those without any figure included. */
export function tooLow(folders: readonly FolderCoverage[]): string[] {
  return Object.entries(GUARDED).filter(([name, wanted]) => {
    const found = folders.find(({ folder }) => folder === name);
    return found === undefined || Math.min(found.branches, found.lines) < wanted;
  }).map(([name]) => name);
}
