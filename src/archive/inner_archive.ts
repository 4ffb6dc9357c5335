/**
 * Telling the entries of an archive from those of another one that is stored in it.
 *
 * A file may itself be an archive, stored as it is, whose entries look like those of the archive
 * around it. As long as the header of that file can be read, nothing is searched inside it. If it is
 * lost, what a search finds may belong to the inner archive: old versions of files, which must not be
 * taken for the site's own.
 */

/** An entry as far as it tells entries apart. */
export interface Outline {
  /** A fingerprint of its path: one number takes less memory than the text. */
  readonly path: number;
  /** A number for what differs between two versions of a file. */
  readonly version: number;
}

/** The versions of entries by their paths. */
export function versionsOf(outlines: readonly Outline[]): ReadonlyMap<number, number> {
  return new Map(outlines.map(({ path, version }) => [path, version]));
}

/** A file may be stored twice where the packing was interrupted, and have changed in between. */
const NEAR = 4;

/**
 * How many entries belong to an inner archive: those up to the last one that contradicts an entry
 * known before, or a later one.
 *
 * @param found those that a search has found, and that follow each other
 * @param known the versions of those that are known, by their paths
 */
export function countStrangers(
  found: readonly Outline[],
  known: ReadonlyMap<number, number>,
): number {
  const last = new Map(found.map(({ path }, index) => [path, index]));
  return found.findLastIndex(({ path, version }, index) => {
    const earlier = known.get(path);
    if (earlier !== undefined && earlier !== version) return true;
    const later = last.get(path) ?? index;
    return later > index + NEAR && found[later]?.version !== version;
  }) + 1;
}
