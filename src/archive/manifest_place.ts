/**
 * Where the manifest of an archive lies. Two archives of one name may lie in one folder if their
 * formats differ, such as `site.jpa` and `site.zip`: then the second one's manifest is named after
 * the whole name, `site.zip.sitehaul.json`.
 */
import { basename, dirname, extname, join } from "node:path";
import { type Manifest, MANIFEST_SUFFIX, manifestPath, readManifest } from "../files/manifest.ts";

/** What the archive of a numbered part may be called, by the first letter of the part's extension. */
const MAIN_EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  j: [".jpa", ".jps"],
  z: [".zip"],
};

/**
 * The manifest to write for an archive: the short name, unless another archive has it.
 *
 * @param main the path of the archive's main file, such as `site.zip`
 */
export async function manifestPlace(main: string): Promise<string> {
  const [short, long] = [manifestPath(main), main + MANIFEST_SUFFIX];
  const own = await readManifest(long).catch(() => undefined);
  if (own !== undefined && isOf(own, main)) return long;
  const known = await readManifest(short).catch(() => undefined);
  return known === undefined || isOf(known, main) ? short : long;
}

/** Whether a manifest is that of an archive with this extension; the main file is the last part. */
function isOf({ parts }: Manifest, main: string): boolean {
  return extname(parts.at(-1)?.name ?? "").toLowerCase() === extname(main).toLowerCase();
}

/**
 * The names under which the manifest of a part may lie beside it, the particular ones first.
 *
 * @param part the path of any part
 */
export function manifestNames(part: string): readonly string[] {
  const name = basename(part);
  const numbered = /^(.*)\.([jz])\d{2,}$/is.exec(name);
  const [, stem = "", letter = ""] = numbered ?? [];
  const mains = numbered === null
    ? [name]
    : (MAIN_EXTENSIONS[letter.toLowerCase()] ?? []).map((extension) => stem + extension);
  return [...mains.map((main) => main + MANIFEST_SUFFIX), basename(manifestPath(part))];
}

/** The manifest beside a part that lists it, among the names in the folder; nothing if there is none. */
export async function manifestListing(
  part: string,
  names: ReadonlySet<string>,
): Promise<Manifest | undefined> {
  for (const beside of manifestNames(part)) {
    if (!names.has(beside)) continue;
    const manifest = await readManifest(join(dirname(part), beside));
    if (manifest.parts.some(({ name }) => name === basename(part))) return manifest;
  }
  return undefined;
}
