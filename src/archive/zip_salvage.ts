/** Reading a ZIP archive whose directory is lost or damaged, by its local headers. */
import type { Walk } from "./entry.ts";
import { findSignature } from "./find_signature.ts";
import { brokenProblem, type Gaps } from "./gaps.ts";
import type { PartChain } from "./part_chain.ts";
import { readZipEnd, type ZipEnd } from "./zip_end.ts";
import { readCut, readEntry, type ZipArchive } from "./zip_entry.ts";
import { localEntity, readLocal } from "./zip_local.ts";
import { type CutPlace, listLocals, localKey, type Locals } from "./zip_locals.ts";
import { nameOf } from "./zip_name.ts";
import { ZipRanges } from "./zip_ranges.ts";
import { readRecord, RECORD, type ZipEntity } from "./zip_record.ts";

/** The largest remainder in which records of the directory are searched, bytes. */
const LARGEST_DIRECTORY = 256 << 20;

/**
 * All entries that can be found, in the order of the archive.
 *
 * @param reason why the directory cannot be read
 */
export async function* walkWithoutDirectory(archive: ZipArchive, reason: string): Walk {
  const { chain, gaps } = archive;
  const locals = await listLocals(chain, gaps);
  const directory = await readRecords(chain, locals.end);
  const cut = [...locals.cut];
  const ranges = new ZipRanges();
  for (const place of locals.places) {
    while (cut[0] !== undefined && cut[0].offset < place.offset) {
      yield await cutShort(archive, cut.shift(), false);
    }
    const local = await readLocal(chain, place.offset);
    if (local === undefined) continue;
    const record = directory.records.get(place.key) ?? localEntity(place.offset, local);
    const found = { record: { ...record, offset: place.offset }, local, isFound: place.isFound };
    yield* readEntry(archive, found, ranges);
  }
  for (const place of cut) yield await cutShort(archive, place, place === cut.at(-1));
  if (gaps.seams.length === 0) yield await lostDirectory(chain, reason, locals, directory);
}

/** If something follows, the archive is not cut off there: then the entry's size is wrong. */
async function cutShort(archive: ZipArchive, place: CutPlace | undefined, isLast: boolean) {
  if (place === undefined) throw new Error("There is nothing that is cut short");
  const { chain, encoding } = archive;
  const { offset, local, seam } = place;
  const { path } = nameOf(local, encoding);
  const found = { record: localEntity(offset, local), local };
  const rest = seam === undefined && !isLast
    ? {}
    : await readCut(archive, found, seam?.at ?? chain.size);
  if (seam !== undefined) return { problem: brokenProblem(chain, offset, seam, path), ...rest };
  const message = `the archive ends within its ${local.storedSize} bytes`;
  return { problem: chain.problem(offset, "truncated", message, { entry: path }), ...rest };
}

/** What is left of the directory. */
interface Remains {
  /** By name, checksum, sizes and method. */
  readonly records: ReadonlyMap<number, ZipEntity>;
  /** How many there are, if each follows the one before; undefined if some cannot be read. */
  readonly count: number | undefined;
}

/** Only the directory says what is a link, and which permissions something has. */
async function readRecords(chain: PartChain, from: number): Promise<Remains> {
  const records = new Map<number, ZipEntity>();
  if (chain.size - from > LARGEST_DIRECTORY) return { records, count: undefined };
  let [isWhole, count] = [true, 0];
  for (let at: number | undefined = from; at !== undefined && at < chain.size;) {
    const found = await readRecord(chain, at);
    if (found === undefined) {
      const next: number | undefined = await findSignature(
        chain,
        at + 1,
        RECORD,
        async (place) => await readRecord(chain, place) !== undefined,
      );
      if (next !== undefined) isWhole = false;
      at = next;
    } else {
      count++;
      records.set(localKey(found.entity), found.entity);
      at += found.length;
    }
  }
  return { records, count: isWhole ? count : undefined };
}

/** Whether nothing can be missing, whatever the end record says of parts and places. */
export async function isUnharmed(chain: PartChain, gaps: Gaps): Promise<boolean> {
  const locals = await listLocals(chain, gaps);
  const directory = await readRecords(chain, locals.end);
  return areAgreed(locals, directory, await readZipEnd(chain));
}

/** Whether directory and local headers agree entry by entry, and the end record counts the same. */
function areAgreed(
  { places, isUnbroken }: Locals,
  { records, count }: Remains,
  end: ZipEnd | undefined,
): boolean {
  return isUnbroken && count === places.length && end?.entries === count &&
    places.every(({ key }) => records.has(key));
}

async function lostDirectory(
  chain: PartChain,
  reason: string,
  locals: Locals,
  directory: Remains,
) {
  const end = await readZipEnd(chain);
  if (areAgreed(locals, directory, end)) {
    const message =
      `the end of the directory is wrong (${reason}); its ${directory.count} entries ` +
      "were found by their local headers, which agree with it";
    return {
      problem: chain.problem(end?.start ?? 0, "directory", message, { severity: "warning" }),
    };
  }
  const message = `the directory at the end of the archive cannot be read (${reason}): ` +
    "the end, or a part, is missing or damaged";
  return { problem: chain.problem(chain.size, "directory", message) };
}
