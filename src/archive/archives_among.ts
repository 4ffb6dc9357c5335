/** Which archives some files belong to. */
import { basename, extname } from "node:path";
import { isSitehaulError } from "../base/errors.ts";
import { MANIFEST_SUFFIX } from "../files/manifest.ts";
import { findParts } from "./part_files.ts";

/** What the file of checksums beside an archive ends in. */
const CHECKSUMS_SUFFIX = ".sha256";

/** An archive that some of the given files belong to. */
export interface ArchiveFile {
  /** A file of it, for the functions that read archives. */
  readonly path: string;
  /** The file name of its last part, which is that of the whole, such as `site-20260101.jpa`. */
  readonly file: string;
  /** The same without the extension. */
  readonly name: string;
}

/**
 * The archives that some files belong to, each once, in the order in which they are named: all files
 * of a folder may be given, as by `site-*`. The checksums beside an archive are not one themselves.
 * A file that cannot be read is an archive of its own, so that reading it tells why.
 *
 * @param paths parts of archives, manifests, files of checksums
 *
 * @example
 * ```ts
 * import { archivesAmong } from "@sitehaul/sitehaul/archive";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = "tests/archives/small-jpa-multipart/";
 * const parts = ["j01", "j02", "jpa"].map((ending) => `${folder}sample-files.${ending}`);
 * assertEquals((await archivesAmong(parts)).map(({ name }) => name), ["sample-files"]);
 * ```
 */
export async function archivesAmong(paths: readonly string[]): Promise<ArchiveFile[]> {
  const found = new Map<string, ArchiveFile>();
  const parts = new Set<string>();
  const unclear: string[] = [];
  for (const path of paths) {
    if (parts.has(path)) continue;
    const group = await partsOf(path);
    if (group === undefined) {
      unclear.push(path);
      continue;
    }
    for (const part of group) parts.add(part);
    const key = group.join("\0");
    if (!found.has(key)) found.set(key, { path, ...namesOf(group.at(-1) ?? path) });
  }
  const names = new Set(Array.from(parts, (part) => namesOf(part).name));
  for (const path of unclear) {
    const isKnown = parts.has(path) ||
      path.endsWith(CHECKSUMS_SUFFIX) &&
        names.has(namesOf(path.slice(0, -CHECKSUMS_SUFFIX.length)).name);
    if (!isKnown) found.set(path, { path, ...namesOf(path) });
  }
  return [...found.values()];
}

/** All parts of the archive; nothing where they cannot be told, or it is a file of checksums. */
async function partsOf(path: string): Promise<readonly string[] | undefined> {
  if (path.endsWith(CHECKSUMS_SUFFIX)) return undefined;
  try {
    return (await findParts(path)).paths;
  } catch (error) {
    if (isSitehaulError(error)) return undefined;
    throw error;
  }
}

function namesOf(path: string): Pick<ArchiveFile, "file" | "name"> {
  const file = basename(path);
  const name = file.replace(MANIFEST_SUFFIX, "");
  const isPart = /\.(jpa|jps|zip|[jz]\d{2,})$/i.test(name);
  return { file, name: isPart ? name.slice(0, -extname(name).length) : name };
}
