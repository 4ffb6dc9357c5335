/**
 * Looking for the next entry of a JPA archive behind damage, or behind a missing part. An inner
 * archive whose header can be seen is skipped; so are entries that contradict those known before,
 * or that are more than the archive has.
 */
import { findSignature } from "./find_signature.ts";
import type { Gaps } from "./gaps.ts";
import { countStrangers, type Outline, versionsOf } from "./inner_archive.ts";
import {
  isEntity,
  type JpaEntity,
  type JpaHeader,
  readEntity,
  readJpaHeader,
} from "./jpa_header.ts";
import { fingerprint } from "./ledger.ts";
import type { PartChain } from "./part_chain.ts";

/** More than any entity header takes: its length is a number of 16 bits. */
export const LONGEST_HEADER: number = 1 << 16;

/** Enough for nearly every entity header. */
const USUAL_HEADER = 512;

/** What all signatures have in common, and the last letter of the two that count here. */
const MARK: Uint8Array = new TextEncoder().encode("JP");
const OF_ARCHIVE = 0x41;

/** More entries than any site has are not compared. */
const MOST_COMPARED = 1_000_000;

/** With the positions of its header and of the end of its data. */
interface PlacedOutline extends Outline {
  readonly offset: number;
  readonly end: number;
}

/** What a search for entities needs to know of an archive. */
export interface JpaArchive {
  readonly chain: PartChain;
  readonly gaps: Gaps;
  /** Undefined where the part that begins with it is missing. */
  readonly header: JpaHeader | undefined;
  /** The encoding of names that are not UTF-8; without one their bytes are spelled. */
  readonly encoding: string | undefined;
}

/** Reads the entity at a place; undefined if there is none that makes sense. */
export async function entityAt(
  { chain, gaps }: JpaArchive,
  place: number,
): Promise<JpaEntity | undefined> {
  const room = gaps.roomFor(place);
  let entity = readEntity(await chain.view(place, Math.min(USUAL_HEADER, room)));
  if ("code" in entity) {
    entity = readEntity(await chain.view(place, Math.min(LONGEST_HEADER, room)));
  }
  if ("code" in entity || /\p{Cc}/u.test(entity.path)) return undefined;
  const end = place + entity.length + entity.storedSize;
  if (end > chain.size || gaps.within(place, end) !== undefined) return undefined;
  return entity;
}

/** At the end, where parts are missing, or where the next one begins. */
async function mayEnd({ chain, gaps }: JpaArchive, end: number): Promise<boolean> {
  return end === chain.size || gaps.seams.some(({ at }) => at === end) ||
    isEntity(await chain.view(end, 3));
}

/** What is known when something is searched. */
export interface Known {
  /** How many entries were met, or must have been lost. */
  readonly count: number;
  /** The versions of entries by their paths. */
  readonly versions: ReadonlyMap<number, number>;
}

/** The versions of the entries that follow each other between two places. */
export async function versionsBetween(
  archive: JpaArchive,
  from: number,
  to: number,
): Promise<ReadonlyMap<number, number>> {
  return versionsOf((await outline(archive, from, to)).outlines);
}

/**
 * Finds the next entry.
 *
 * @param from where the search begins
 */
export async function searchEntity(
  archive: JpaArchive,
  from: number,
  known: Known,
): Promise<number | undefined> {
  for (let at: number | undefined = from; at !== undefined;) {
    const first = await nextPlausible(archive, at);
    if (first === undefined) return undefined;
    const { outlines, isComplete } = await outline(archive, first);
    let start = countStrangers(outlines, known.versions);
    const declared = archive.header?.entries ?? 0;
    if (isComplete && declared > 0) {
      start = Math.max(start, known.count + outlines.length - declared);
    }
    if (start < outlines.length) return outlines[start]?.offset;
    at = isComplete ? undefined : outlines.at(-1)?.end;
  }
  return undefined;
}

/** Whether there are entries in it at all, or it is something else. */
export async function hasEntries(archive: JpaArchive): Promise<boolean> {
  return await nextPlausible(archive, 0) !== undefined;
}

/** The next place where an entry makes sense, outside of inner archives. */
async function nextPlausible(archive: JpaArchive, from: number): Promise<number | undefined> {
  const { chain } = archive;
  for (let at = from;;) {
    let inner: number | undefined;
    const place = await findSignature(chain, at, MARK, async (candidate) => {
      const bytes = await chain.view(candidate, 3);
      if (bytes[2] === OF_ARCHIVE) inner = await innerEnd(archive, candidate);
      if (inner !== undefined) return true;
      if (!isEntity(bytes)) return false;
      const entity = await entityAt(archive, candidate);
      return entity !== undefined &&
        await mayEnd(archive, candidate + entity.length + entity.storedSize);
    });
    if (place === undefined || inner === undefined) return place;
    at = inner;
  }
}

/** Where an archive ends that begins here, as far as it can be followed; undefined if none does. */
async function innerEnd(archive: JpaArchive, place: number): Promise<number | undefined> {
  const header = readJpaHeader(await archive.chain.view(place, USUAL_HEADER));
  if ("code" in header || await entityAt(archive, place + header.length) === undefined) {
    return undefined;
  }
  const most = header.entries > 0 ? header.entries : Infinity;
  const { outlines } = await outline(archive, place + header.length, Infinity, most);
  return outlines.at(-1)?.end;
}

/** The entries that follow each other from a place. */
async function outline(
  archive: JpaArchive,
  from: number,
  to = Infinity,
  most = MOST_COMPARED,
): Promise<{ outlines: PlacedOutline[]; isComplete: boolean }> {
  const outlines: PlacedOutline[] = [];
  let at = from;
  while (at < to && outlines.length < most) {
    const entity = await entityAt(archive, at);
    if (entity === undefined) break;
    const { path, type, size, storedSize, mtime, length } = entity;
    const end = at + length + storedSize;
    const version = fingerprint(`${type} ${size} ${storedSize} ${mtime}`);
    outlines.push({ offset: at, end, path: fingerprint(path), version });
    at = end;
  }
  return { outlines, isComplete: at === archive.chain.size };
}
