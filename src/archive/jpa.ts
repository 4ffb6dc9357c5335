/** Walks through a JPA archive. */
import { restOf } from "./cut_entry.ts";
import {
  decodedName,
  type Entry,
  failureAt,
  moment,
  permissions,
  readTarget,
  type Walk,
} from "./entry.ts";
import { brokenProblem, type Seam } from "./gaps.ts";
import { inflateRange } from "./inflate.ts";
import {
  type Fault,
  isEntity,
  type JpaEntity,
  type JpaHeader,
  readEntity,
  readJpaHeader,
} from "./jpa_header.ts";
import { type JpaArchive, LONGEST_HEADER, searchEntity, versionsBetween } from "./jpa_search.ts";
import type { PartChain } from "./part_chain.ts";
import { Tally } from "./tally.ts";
import { Zeros } from "./zeros.ts";

/** Reads the archive header at a place where `JPA` stands: it lies in one part. */
export async function openJpa(chain: PartChain, start: number): Promise<JpaHeader | Fault> {
  const room = (chain.parts[0]?.size ?? 0) - start;
  const header = readJpaHeader(await chain.view(start, Math.min(LONGEST_HEADER, room)));
  return "code" in header ? header : { ...header, length: start + header.length };
}

/** All entries in order; after damage it continues with the next valid entry. */
export function walkJpa(archive: JpaArchive): Walk {
  return new JpaWalk(archive).entries();
}

/** The state of one pass over the entities: where it is, and what it has lost. */
class JpaWalk {
  readonly #archive: JpaArchive;
  readonly #chain: PartChain;
  readonly #begin: number;
  readonly #tally = new Tally();
  readonly #zeros: Zeros;
  /** Where the next entity is. */
  #at: number;
  /** From where to search for it, if it is not there. */
  #doubtful: number;
  /** Whether the place was found by searching, here or before. */
  #isFound = false;
  /** How many seams lie behind. */
  #passed = 0;
  /** How many entries must have been lost. */
  #lost = 0;
  /** What was known before the first search. */
  #versions: ReadonlyMap<number, number> | undefined;

  constructor(archive: JpaArchive) {
    this.#archive = archive;
    this.#chain = archive.chain;
    this.#zeros = new Zeros(archive.chain);
    this.#begin = archive.header?.length ?? 0;
    this.#at = this.#begin;
    this.#doubtful = this.#at + 1;
    this.#tally.isBroken = archive.header === undefined || archive.gaps.seams.length > 0;
  }

  async *entries(): Walk {
    const [chain, { header, gaps }] = [this.#chain, this.#archive];
    if (header === undefined) await this.#search(0);
    while (this.#at < chain.size) {
      const [at, seam] = [this.#at, gaps.seams[this.#passed]];
      const room = (seam?.at ?? chain.size) - at;
      if (room === 0) {
        this.#lost++;
        await this.#search(at);
        continue;
      }
      const { bytes, entity } = await this.#read(room);
      const end = "code" in entity ? 0 : entity.length + entity.storedSize;
      const tear = "code" in entity
        ? undefined
        : await gaps.tornBy({ from: at, length: end, room }, (end) => this.#mayEnd(end));
      if ("code" in entity) {
        yield* this.#repair(entity, bytes);
      } else if (tear !== undefined) {
        this.#tally.isBroken = true;
        yield* this.#cross(tear, entity);
      } else if (end <= room) {
        const { encoding } = this.#archive;
        const state = { isBad: false, isFound: this.#isFound, encoding };
        const entry = await makeEntry(chain, at, entity, state);
        yield { entry };
        this.#goOn(entry, entity.length, state.isBad);
      } else if (seam === undefined || !Number.isFinite(end)) {
        yield* this.#repair(misfit(entity, room), bytes, entity);
      } else yield* this.#cross(seam, entity);
    }
    if (header !== undefined && !this.#tally.isBroken) {
      yield* checkTally(chain, header, this.#tally);
    }
  }

  /** The entity that begins here; a header that is cut by the end of a short part only if it fits. */
  async #read(room: number): Promise<{ bytes: Uint8Array; entity: JpaEntity | Fault }> {
    const [chain, at] = [this.#chain, this.#at];
    const least = Math.min(LONGEST_HEADER, room, this.#archive.gaps.roomFor(at));
    const bytes = await chain.view(at, least);
    const entity = readEntity(bytes);
    if (!("code" in entity) || entity.code !== "truncated" || least === room) {
      return { bytes, entity };
    }
    const further = readEntity(await chain.view(at, Math.min(LONGEST_HEADER, room)));
    const isWhole = !("code" in further) &&
      await this.#mayEnd(at + further.length + further.storedSize);
    return { bytes, entity: isWhole ? further : entity };
  }

  async #mayEnd(end: number): Promise<boolean> {
    return end === this.#chain.size || await this.#isEntity(end) ||
      this.#archive.gaps.seams.some((seam) => seam.at === end);
  }

  #goOn(entry: Entry, length: number, isBad: boolean): void {
    this.#tally.add(entry);
    const data = this.#at + length;
    this.#at = data + entry.storedSize;
    this.#doubtful = isBad ? data : this.#at + 1;
  }

  /** An entity that continues in missing parts. */
  async *#cross(seam: Seam, entity: JpaEntity): Walk {
    const { path, length, storedSize } = entity;
    const rest = await this.#restOf(entity, this.#at, seam.at);
    yield { problem: brokenProblem(this.#chain, this.#at, seam, path), ...rest };
    const { gaps } = this.#archive;
    const tear = seam.isTear ? seam : undefined;
    const { at, isExact, hidesMore } = gaps.beyond(this.#at + length, storedSize, tear);
    this.#lost += hidesMore ? 2 : 1;
    if (isExact && await this.#isEntity(at)) this.#jump(at);
    else await this.#search(at);
  }

  /** Tells the end from damage, and searches for the next entity behind damage. */
  async *#repair(fault: Fault, bytes: Uint8Array, cut?: JpaEntity): Walk {
    const [chain, tally, at] = [this.#chain, this.#tally, this.#at];
    if (isEnd(this.#archive.header, tally, bytes)) {
      yield { problem: trailing(chain, at) };
      return this.#jump(chain.size);
    }
    tally.isBroken = true;
    const message = await this.#zeros.explain(fault.message, at) + tally.after(fault);
    const problem = chain.problem(at, fault.code, message, fault);
    const rest = cut === undefined ? {} : await this.#restOf(cut, at, chain.size);
    const from = Math.min(this.#doubtful, at + 1);
    // If the last entry only said that it was longer than it is, none is lost.
    this.#lost += from < at ? 0 : 1;
    const told = at + (fault.length ?? Infinity);
    if (told === chain.size || await this.#isEntity(told)) this.#jump(told);
    else await this.#search(from);
    // If something follows, the archive is not cut off there: then the entry's size is wrong.
    yield { problem, ...(this.#at < chain.size ? {} : rest) };
  }

  /** What there is of a file up to some place. */
  async #restOf(entity: JpaEntity, at: number, to: number) {
    const state = { isBad: false, isFound: this.#isFound, encoding: this.#archive.encoding };
    const { length, isDeflated, storedSize, type } = entity;
    if (type !== "file" || !Number.isFinite(storedSize)) return {};
    const entry = await makeEntry(this.#chain, at, entity, state);
    return restOf(this.#chain, entry, { from: at + length, to, isDeflated });
  }

  async #isEntity(at: number): Promise<boolean> {
    return at < this.#chain.size && isEntity(await this.#chain.view(at, 3));
  }

  async #search(from: number): Promise<void> {
    const [archive, count] = [this.#archive, this.#tally.entries + this.#lost];
    const versions = this.#versions ??= await versionsBetween(archive, this.#begin, this.#at);
    const next = await searchEntity(archive, from, { count, versions });
    this.#isFound = true;
    this.#jump(next ?? this.#chain.size);
  }

  #jump(at: number): void {
    this.#at = at;
    this.#doubtful = at + 1;
    this.#passed = this.#archive.gaps.seams.filter((seam) => seam.at <= at).length;
  }
}

function misfit({ length, storedSize, path }: JpaEntity, room: number): Fault {
  const message = Number.isFinite(storedSize)
    ? `the archive ends after ${room - length} of its ${storedSize} bytes`
    : "it declares more bytes than any archive can have";
  return { code: "truncated", message, entry: path };
}

/** Bytes after the last entry that was promised are no damage to the entries. */
function isEnd(
  header: JpaHeader | undefined,
  { entries, isBroken }: Tally,
  bytes: Uint8Array,
): boolean {
  return !isBroken && header !== undefined && header.entries > 0 && entries === header.entries &&
    !isEntity(bytes);
}

function trailing(chain: PartChain, at: number) {
  const message = `${chain.size - at} bytes follow the last entry`;
  return chain.problem(at, "trailing-data", message, { severity: "warning" });
}

async function makeEntry(
  chain: PartChain,
  offset: number,
  entity: JpaEntity,
  state: { isBad: boolean; readonly isFound: boolean; readonly encoding: string | undefined },
): Promise<Entry> {
  const { type, size, storedSize, isDeflated, mode, mtime, length } = entity;
  const name = decodedName(entity, state.encoding);
  const data = offset + length;
  const fail = failureAt(chain, data, { entry: name.path });
  const content = async function* (): AsyncGenerator<Uint8Array, void, void> {
    try {
      const range = [data, data + storedSize] as const;
      if (isDeflated) yield* inflateRange(chain, range, size, fail);
      else yield* chain.pieces(...range);
    } catch (error) {
      state.isBad = true;
      throw error;
    }
  };
  const target = type === "link" ? await readTarget(content(), size, state.encoding) : {};
  return {
    ...name,
    type,
    size,
    storedSize,
    mode: permissions(mode),
    mtime: moment(mtime),
    ...target,
    offset,
    part: chain.at(offset).part,
    ...(state.isFound ? { isFound: true } : {}),
    content,
  };
}

function* checkTally(chain: PartChain, header: JpaHeader, tally: Tally) {
  const { entries, size, storedSize } = header;
  if (entries === 0) {
    const message = "the archive header has not been filled in: the backup never finished";
    yield { problem: chain.problem(0, "header", message) };
    return;
  }
  if (tally.entries !== entries) {
    const message =
      `the archive header declares ${entries} entries, but there are ${tally.entries}`;
    yield { problem: chain.problem(chain.size, "count", message) };
    return;
  }
  const fold = (bytes: number) => header.isWide ? bytes : bytes % 2 ** 32;
  if (fold(tally.size) !== size || fold(tally.storedSize) !== storedSize) {
    const message = `the archive header declares ${size} bytes (${storedSize} stored), ` +
      `the entries have ${tally.size} (${tally.storedSize} stored)`;
    yield { problem: chain.problem(0, "total-size", message) };
  }
}
