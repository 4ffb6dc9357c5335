/**
 * All local headers of a ZIP archive, one after the other. They are looked at when the directory is
 * lost, or lies: the engine of Akeeba Backup 7.5.0.1 writes wrong part numbers into that of a split
 * archive, while local headers are right.
 */
import { findSignature } from "./find_signature.ts";
import type { Gaps, Seam } from "./gaps.ts";
import { countStrangers, type Outline, versionsOf } from "./inner_archive.ts";
import { numbers } from "./jpa_header.ts";
import { fingerprint } from "./ledger.ts";
import type { PartChain } from "./part_chain.ts";
import type { ZipEntity } from "./zip_record.ts";
import { type LocalHeader, readLocal } from "./zip_local.ts";

const LOCAL: Uint8Array = new Uint8Array([0x50, 0x4b, 3, 4]);

/** The signatures of a record of the directory, of its end, and of marks before the first entry. */
const RECORD = 0x02014b50;
const END = 0x06054b50;
const WIDE_END = 0x06064b50;
const LOCATOR = 0x07064b50;
const MARKS: readonly number[] = [0x08074b50, 0x30304b50];

/** Bytes in a record of the directory without names and fields, and in the end record. */
const SHORTEST_RECORD = 46;
const SHORTEST_END = 22;

/** More local headers than any site has files are not kept. */
const MOST_KEPT = 1_000_000;

/** A local header with the data that follows it. */
export interface LocalPlace extends Outline {
  readonly offset: number;
  /** A number for name, checksum, sizes and method: the same as that of its record. */
  readonly key: number;
  /** Whether it was found by searching behind damage. */
  readonly isFound: boolean;
}

/** An entry whose data is not all here. */
export interface CutPlace {
  readonly offset: number;
  readonly local: LocalHeader;
  /** The missing part that it reaches into; undefined where the archive ends. */
  readonly seam: Seam | undefined;
}

/** What a search for local headers found. */
export interface Locals {
  /** In the order of the archive. */
  readonly places: readonly LocalPlace[];
  readonly cut: readonly CutPlace[];
  /** Where the directory begins, or the archive ends. */
  readonly end: number;
  /** Whether each follows the one before, from the first byte to the directory. */
  readonly isUnbroken: boolean;
}

/** The number by which a record and a local header are matched. */
export function localKey(
  { name, crc, size, storedSize, method }: Pick<
    ZipEntity,
    "name" | "crc" | "size" | "storedSize" | "method"
  >,
): number {
  return fingerprint(`${name} ${crc} ${size} ${storedSize} ${method}`);
}

/** Places by what is in them; each is given away once. */
export class LocalIndex {
  readonly #places = new Map<number, LocalPlace[]>();

  constructor({ places }: Locals) {
    for (const place of places) {
      const others = this.#places.get(place.key);
      if (others === undefined) this.#places.set(place.key, [place]);
      else others.push(place);
    }
  }

  /** The next place of such an entry. */
  take(record: ZipEntity): LocalPlace | undefined {
    return this.#places.get(localKey(record))?.shift();
  }
}

/** Lists all local headers that make sense. */
export async function listLocals(chain: PartChain, gaps: Gaps): Promise<Locals> {
  return await new LocalList(chain, gaps).list();
}

class LocalList {
  readonly #chain: PartChain;
  readonly #gaps: Gaps;
  readonly #cut: CutPlace[] = [];
  readonly #places: LocalPlace[] = [];
  #at = 0;
  #passed = 0;
  /** Where the places begin that were found since the last search. */
  #run: number | undefined;
  /** What was known before the first search. */
  #known: ReadonlyMap<number, number> = new Map();

  constructor(chain: PartChain, gaps: Gaps) {
    this.#chain = chain;
    this.#gaps = gaps;
  }

  async list(): Promise<Locals> {
    if (MARKS.includes(await this.#signature(0))) this.#at = 4;
    if (this.#gaps.seams[0]?.at === 0) await this.#search(0);
    let isEnd = false;
    while (this.#at < this.#chain.size && !isEnd && this.#places.length < MOST_KEPT) {
      isEnd = await this.#next();
    }
    const isUnbroken = this.#run === undefined && this.#cut.length === 0 && isEnd;
    this.#dropStrangers();
    return { places: this.#places, cut: this.#cut, end: this.#at, isUnbroken };
  }

  /** Takes what is here; says whether it is the directory, which ends it. */
  async #next(): Promise<boolean> {
    const [at, seam] = [this.#at, this.#gaps.seams[this.#passed]];
    const room = (seam?.at ?? this.#chain.size) - at;
    const least = Math.min(room, this.#gaps.roomFor(at));
    const local = room > 0 ? await readLocal(this.#chain, at, least) : undefined;
    if (local === undefined || !local.hasSizes || local.name.length === 0) {
      if (isDirectory(await this.#signature(at))) return await this.#meetDirectory();
      await this.#search(room > 0 ? at + 1 : at);
      return false;
    }
    const length = local.length + local.storedSize;
    const tear = await this.#gaps.tornBy({ from: at, length, room }, (end) => this.#mayEnd(end));
    if (length <= room && tear === undefined) {
      this.#places.push(this.#place(at, local));
      this.#at = at + length;
      return false;
    }
    this.#cut.push({ offset: at, local, seam: tear ?? seam });
    const beyond = this.#gaps.beyond(at + local.length, local.storedSize, tear);
    if (tear === undefined && seam === undefined) await this.#search(at + local.length);
    else if (beyond.isExact && await readLocal(this.#chain, beyond.at)) this.#jump(beyond.at);
    else await this.#search(beyond.at);
    return false;
  }

  async #mayEnd(end: number): Promise<boolean> {
    return end === this.#chain.size || isDirectory(await this.#signature(end)) ||
      await readLocal(this.#chain, end) !== undefined ||
      this.#gaps.seams.some((seam) => seam.at === end);
  }

  #place(offset: number, local: LocalHeader): LocalPlace {
    const { name, crc, size, storedSize } = local;
    return {
      offset,
      key: localKey(local),
      path: fingerprint(name),
      version: fingerprint(`${crc} ${size} ${storedSize}`),
      isFound: this.#run !== undefined,
    };
  }

  /**
   * The directory of an inner archive is followed by more, or by a part that is missing; then its
   * entries are not of this one.
   */
  async #meetDirectory(): Promise<boolean> {
    if (this.#run === undefined) return true;
    const end = await directoryEnd(this.#chain, this.#at);
    const isCut = this.#gaps.seams.some(({ at }) => at === this.#chain.size);
    if (end === undefined || end === this.#chain.size && !isCut) return true;
    const isFollowed = await readLocal(this.#chain, end) !== undefined;
    const next = isFollowed ? end : await this.#find(end);
    if (next === undefined && !isCut) return true;
    this.#places.length = this.#run;
    this.#jump(next ?? this.#chain.size);
    return false;
  }

  async #search(from: number): Promise<void> {
    const next = await this.#find(from);
    if (this.#run === undefined) this.#known = versionsOf(this.#places);
    this.#dropStrangers();
    this.#run = this.#places.length;
    this.#jump(next ?? this.#chain.size);
  }

  async #find(from: number): Promise<number | undefined> {
    return await findSignature(this.#chain, from, LOCAL, async (place) => {
      const local = await readLocal(this.#chain, place, this.#gaps.roomFor(place));
      return local !== undefined && isPlausible(local) &&
        place + local.length + local.storedSize <= this.#chain.size;
    });
  }

  #dropStrangers(): void {
    if (this.#run === undefined) return;
    const count = countStrangers(this.#places.slice(this.#run), this.#known);
    if (count > 0) this.#places.splice(this.#run, count);
  }

  #jump(at: number): void {
    this.#at = at;
    this.#passed = this.#gaps.seams.filter((seam) => seam.at <= at).length;
  }

  async #signature(at: number): Promise<number> {
    const bytes = await this.#chain.view(at, 4);
    return bytes.length < 4 ? 0 : numbers(bytes).getUint32(0, true);
  }
}

function isDirectory(signature: number): boolean {
  return signature === RECORD || signature === END || signature === WIDE_END;
}

function isPlausible({ name, method, size, storedSize, hasSizes }: LocalHeader): boolean {
  return hasSizes && name.length > 0 && Array.from(name).every((letter) => letter >= " ") &&
    (method === 8 || method === 0 && size === storedSize);
}

/** Where a directory ends that begins here, its end record included; undefined where it does not. */
async function directoryEnd(chain: PartChain, from: number): Promise<number | undefined> {
  for (let at = from;;) {
    const bytes = await chain.view(at, SHORTEST_RECORD);
    if (bytes.length < SHORTEST_END) return undefined;
    const view = numbers(bytes);
    const signature = view.getUint32(0, true);
    if (signature === END) return at + SHORTEST_END + view.getUint16(20, true);
    if (signature === LOCATOR) at += 20;
    else if (signature === WIDE_END) at += 12 + Number(view.getBigUint64(4, true));
    else if (signature === RECORD && bytes.length === SHORTEST_RECORD) {
      const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(place, true));
      at += SHORTEST_RECORD + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
    } else return undefined;
  }
}
