/** Walks through a ZIP archive. */
import { messageOf } from "../base/message_text.ts";
import type { Walk } from "./entry.ts";
import { brokenProblem, type Gap, Gaps } from "./gaps.ts";
import type { PartChain } from "./part_chain.ts";
import { declaredGaps } from "./part_files.ts";
import { findDirectory, readDirectory } from "./zip_directory.ts";
import { readZipEnd, type ZipEnd } from "./zip_end.ts";
import { readEntry, type ZipArchive } from "./zip_entry.ts";
import { readLocal, SHORTEST_LOCAL } from "./zip_local.ts";
import { listLocals, LocalIndex, localKey } from "./zip_locals.ts";
import { nameOf } from "./zip_name.ts";
import { ZipRanges } from "./zip_ranges.ts";
import type { ZipEntity } from "./zip_record.ts";
import { isUnharmed, walkWithoutDirectory } from "./zip_salvage.ts";
import { Zeros } from "./zeros.ts";

/** Number of records kept in memory; a longer directory is read again. */
const MOST_KEPT = 10_000;

/** What the end record says, and which parts are missing. */
export async function openZip(
  chain: PartChain,
  known: readonly Gap[],
): Promise<{ readonly end: ZipEnd | undefined; readonly gaps: Gaps }> {
  const end = await readZipEnd(chain);
  const gaps = new Gaps(chain.parts, known);
  const declared = declaredGaps(chain.parts, known, end?.parts ?? 0);
  // The number of parts may be as wrong as that of a part is in some directories.
  const isLie = declared !== known && await isUnharmed(chain, gaps);
  return { end, gaps: isLie ? gaps : new Gaps(chain.parts, declared) };
}

/** All entries in the order of the directory; without one, in the order of the local headers. */
export function walkZip(archive: ZipArchive): Walk {
  return new ZipWalk(archive).entries();
}

/** The records of a directory. */
interface Survey {
  /** Where two entries share bytes, as far as the directory shows it. */
  readonly overlap: number | undefined;
  /** Why the directory cannot be read to its end. */
  readonly failure: string | undefined;
  readonly count: number;
  /** Whether it accounts for the beginning of the archive. */
  readonly isOwn: boolean;
  /** Starts from the first record each time. */
  readonly records: () => AsyncIterable<ZipEntity> | Iterable<ZipEntity>;
}

/**
 * Looks through the directory before any entry is read. Local headers may be longer than is known
 * there, never shorter.
 */
async function survey(archive: ZipArchive, read: () => AsyncIterable<ZipEntity>): Promise<Survey> {
  const { gaps, start = 0 } = archive;
  const ranges = new ZipRanges();
  const kept: ZipEntity[] = [];
  let [count, failure, isOwn] = [0, undefined as string | undefined, false];
  try {
    for await (const record of read()) {
      if (++count <= MOST_KEPT) kept.push(record);
      const { offset, name, storedSize, missingPart } = record;
      isOwn ||= missingPart !== undefined || offset <= start + MARK;
      if (missingPart !== undefined) continue;
      const end = offset + SHORTEST_LOCAL + name.length + storedSize;
      // Where the end of a part is missing, what follows it comes earlier.
      const least = Math.max(offset, end - gaps.slackWithin(offset, end));
      ranges.add(offset, gaps.within(offset, end)?.at ?? least);
    }
  } catch (error) {
    failure = messageOf(error);
  }
  const records = () => count > MOST_KEPT ? read() : kept;
  isOwn ||= count === 0 || failure !== undefined || await hasFirst(archive, records());
  return { overlap: ranges.overlap(), failure, count, isOwn, records };
}

/** What stands before the first entry of a split archive, or of one that did not need to be. */
const MARK = 4;

/** Whether one of the records is that of the first entry, wherever it says that the entry is. */
async function hasFirst(
  { chain, start = 0 }: ZipArchive,
  records: AsyncIterable<ZipEntity> | Iterable<ZipEntity>,
): Promise<boolean> {
  const local = await readLocal(chain, start) ?? await readLocal(chain, start + MARK);
  if (local === undefined) return false;
  const key = localKey(local);
  for await (const record of records) if (localKey(record) === key) return true;
  return false;
}

/** The state of one pass over the directory, and over the entries that it names. */
class ZipWalk {
  readonly #archive: ZipArchive;
  readonly #chain: PartChain;
  readonly #ranges = new ZipRanges();
  readonly #zeros: Zeros;
  /** Where entries are by their local headers; looked up once the directory was found wrong. */
  #index: LocalIndex | undefined;
  /** Whether the directory's places are not to be trusted at all. */
  #isLying = false;
  #displaced = 0;

  constructor(archive: ZipArchive) {
    this.#archive = archive;
    this.#chain = archive.chain;
    this.#zeros = new Zeros(archive.chain);
  }

  async *entries(): Walk {
    const chain = this.#chain;
    // What is at the end of the parts that are here then is the directory of an inner archive.
    const isCut = this.#archive.gaps.seams.some(({ at }) => at === chain.size);
    if (isCut) return yield* walkWithoutDirectory(this.#archive, "");
    const { gaps, end } = this.#archive;
    const directory = await findDirectory(chain, gaps, end);
    if (end === undefined || typeof directory === "string") {
      return yield* walkWithoutDirectory(this.#archive, String(directory));
    }
    const found = await survey(this.#archive, () => readDirectory(chain, gaps, end, directory));
    const { overlap, count, records } = found;
    const foreign = found.isOwn ? undefined : "it is that of an archive in the archive";
    const failure = found.failure ?? foreign;
    if (failure !== undefined) return yield* walkWithoutDirectory(this.#archive, failure);
    if (overlap !== undefined) {
      this.#isLying = await this.#canReplace(records());
      if (!this.#isLying) yield shared(chain, overlap);
    }
    for await (const record of records()) yield* this.#record(record);
    const late = this.#ranges.overlap();
    if (overlap === undefined && late !== undefined) yield shared(chain, late);
    if (this.#displaced > 0) yield displaced(chain, this.#displaced, count);
    const trailing = chain.size - end.end;
    if (trailing > 0) {
      const message = `${trailing} bytes follow the end of the archive`;
      yield { problem: chain.problem(end.end, "trailing-data", message, { severity: "warning" }) };
    }
  }

  /** The local header of a record; one that is cut by the end of a short part only if it agrees. */
  async #localOf(record: ZipEntity) {
    const local = await readLocal(this.#chain, record.offset);
    const room = this.#archive.gaps.roomFor(record.offset);
    if (local === undefined || local.length <= room) return local;
    return localKey(local) === localKey(record) ? local : undefined;
  }

  async #isAt(record: ZipEntity): Promise<boolean> {
    return (await this.#localOf(record))?.name === record.name;
  }

  async *#record(record: ZipEntity): Walk {
    const own = this.#isLying ? undefined : await this.#localOf(record);
    const isOwn = own !== undefined && own.name === record.name;
    const place = isOwn ? undefined : await this.#find(record);
    if (place !== undefined) {
      const local = await readLocal(this.#chain, place.offset);
      if (local === undefined) return;
      if (place.offset !== record.offset) this.#displaced++;
      const found = { record: { ...record, offset: place.offset }, local, isFound: place.isFound };
      return yield* readEntry(this.#archive, found, this.#isLying ? this.#ranges : undefined);
    }
    if (own !== undefined) {
      return yield* readEntry(this.#archive, { record, local: own }, this.#ranges);
    }
    yield await this.#lost(record);
  }

  /** The entry by its local header, wherever that is; it must agree in everything with the record. */
  async #find(record: ZipEntity) {
    this.#index ??= new LocalIndex(await listLocals(this.#chain, this.#archive.gaps));
    return this.#index.take(record);
  }

  /**
   * Whether the local headers can stand for the places that the directory gives: if some of those are
   * wrong, and the local headers have all entries, or all but those in missing parts. Each is used
   * once, so no bytes are shared.
   */
  async #canReplace(records: AsyncIterable<ZipEntity> | Iterable<ZipEntity>): Promise<boolean> {
    const locals = await listLocals(this.#chain, this.#archive.gaps);
    const index = new LocalIndex(locals);
    let [found, lost, wrong] = [0, 0, 0];
    for await (const record of records) {
      const place = index.take(record);
      if (place === undefined) lost++;
      else found++;
      const isMissing = record.missingPart !== undefined;
      if (!isMissing && place?.offset !== record.offset && !await this.#isAt(record)) wrong++;
    }
    const mayLose = found > 0 && this.#archive.gaps.seams.length > 0;
    if (wrong === 0 || lost > 0 && !mayLose) return false;
    this.#index = new LocalIndex(locals);
    return true;
  }

  async #lost(record: ZipEntity) {
    const { offset, missingPart } = record;
    const [chain, { path }] = [this.#chain, nameOf(record, this.#archive.encoding)];
    const seam = this.#archive.gaps.seams[0];
    const names = missingPart === undefined ? seam?.names : [missingPart];
    if (seam !== undefined && names !== undefined && (missingPart !== undefined || this.#isLying)) {
      const at = this.#isLying ? chain.size : offset;
      return { problem: brokenProblem(chain, at, { ...seam, names }, path) };
    }
    const says = "the entry should start here, but its local header is missing";
    const message = await this.#zeros.explain(says, offset);
    return { problem: chain.problem(offset, "entry-header", message, { entry: path }) };
  }
}

function shared(chain: PartChain, at: number) {
  return { problem: chain.problem(at, "overlap", "two entries claim the same bytes") };
}

/** Split archives of Akeeba Backup 7.5.0.1 have such directories. */
function displaced(chain: PartChain, count: number, all: number) {
  const message = `the directory gives a wrong place for ${count} of ${all} entries; ` +
    "their local headers agree with it in all else";
  return { problem: chain.problem(chain.size, "directory", message, { severity: "warning" }) };
}
