/** Walks through a JPS archive. */
import {
  decodedName,
  type Entry,
  failureAt,
  moment,
  permissions,
  readTarget,
  type Walk,
} from "./entry.ts";
import { findSignature } from "./find_signature.ts";
import { brokenProblem, type Gaps } from "./gaps.ts";
import { type Extent, findExtent, readBlocks } from "./jps_blocks.ts";
import { type Decoder, readBlob } from "./jps_crypto.ts";
import {
  END_RECORD,
  isMark,
  type JpsEnd,
  type JpsEntity,
  type JpsHeader,
  readJpsEnd,
  readJpsHeader,
} from "./jps_header.ts";
import { type Fault, numbers } from "./jpa_header.ts";
import type { PartChain } from "./part_chain.ts";
import { skimJps } from "./jps_skim.ts";
import { Unlocker } from "./jps_password.ts";
import type { PasswordSource } from "./jps_password.ts";
import { Tally } from "./tally.ts";
import { Zeros } from "./zeros.ts";

/** Room for any entity header: its length is a number of 16 bits. */
const LONGEST_HEADER = (1 << 16) + 7;

/** After so many headers that make no sense no further entry is looked for. */
const MOST_FAILURES = 1000;

const SIGNATURE: Uint8Array = new TextEncoder().encode("JPF");

/** Reads the archive header at a place where `JPS` stands: it lies in one part. */
export async function openJps(chain: PartChain, start: number): Promise<JpsHeader | Fault> {
  const room = (chain.parts[0]?.size ?? 0) - start;
  const header = readJpsHeader(await chain.view(start, Math.min(LONGEST_HEADER, room)));
  return "code" in header ? header : { ...header, length: start + header.length };
}

/** What a walk needs to know of an archive. */
export interface JpsArchive {
  readonly chain: PartChain;
  readonly gaps: Gaps;
  readonly header: JpsHeader;
  /** The encoding of names that are not UTF-8; without one their bytes are spelled. */
  readonly encoding: string | undefined;
}

/** An entity that was decrypted, and how to read its data. */
interface Met {
  readonly entity: JpsEntity;
  /** Position of the first block of its data. */
  readonly data: number;
  readonly extent: Extent;
  readonly decoder: Decoder;
}

/** A fault, and from where the next entity may be looked for. */
interface Broken extends Fault {
  readonly retry: number;
  /** The entity of a file whose data is cut off. */
  readonly cut?: Met;
}

/** All entries in order; after damage it continues with the next valid entry. */
export function walkJps(archive: JpsArchive, password: PasswordSource): Walk {
  return new JpsWalk(archive, password).entries();
}

/** The state of one pass over the entities, and the password once it is known. */
class JpsWalk {
  readonly #archive: JpsArchive;
  readonly #chain: PartChain;
  readonly #password: PasswordSource;
  readonly #unlocker: Unlocker;
  readonly #tally = new Tally();
  readonly #zeros: Zeros;
  #at: number;
  /** How many seams lie behind. */
  #passed = 0;
  /** Whether nothing further can be found. */
  #isOver = false;

  constructor(archive: JpsArchive, password: PasswordSource) {
    this.#archive = archive;
    this.#chain = archive.chain;
    this.#password = password;
    this.#unlocker = new Unlocker(archive.header.key, password);
    this.#zeros = new Zeros(archive.chain);
    this.#at = archive.header.length;
    this.#tally.isBroken = archive.gaps.seams.length > 0;
  }

  async *entries(): Walk {
    const chain = this.#chain;
    while (this.#at < chain.size && !this.#isOver) {
      const [at, limit] = [this.#at, this.#limit];
      const bytes = await chain.view(at, Math.min(LONGEST_HEADER, limit - at));
      if (isMark(bytes, 0x45)) {
        yield* checkEnd(chain, at, readJpsEnd(bytes), this.#tally);
        return;
      }
      if (at === limit) {
        await this.#search(at);
        continue;
      }
      const met = await readAt({ chain, at, limit }, bytes, this.#unlocker);
      if ("code" in met) {
        yield* this.#repair(met);
        continue;
      }
      const entry = await makeEntry(chain, at, met, this.#archive.encoding);
      yield { entry };
      this.#tally.add(entry);
      this.#at = met.extent.end;
    }
    // A last part that is missing has been reported as such.
    if (this.#isOver || this.#archive.gaps.seams.some(({ at }) => at === chain.size)) return;
    const message = "the record at the end of the archive is missing: the archive is cut off";
    yield { problem: chain.problem(this.#at, "end-record", message) };
  }

  /** Where the parts end that follow each other. */
  get #limit(): number {
    return this.#archive.gaps.seams[this.#passed]?.at ?? this.#chain.size;
  }

  async *#repair(met: Broken): Walk {
    const [chain, at] = [this.#chain, this.#at];
    const seam = this.#archive.gaps.seams[this.#passed];
    this.#tally.isBroken = true;
    if (met.code === "password") {
      this.#isOver = true;
      yield { problem: chain.problem(0, met.code, met.message) };
      // A wrong password leaves in doubt whether this is the archive that was meant.
      if (this.#password === undefined) yield* skimJps(chain, at, seam);
      return;
    }
    const rest = met.cut === undefined
      ? {}
      : { rest: await makeEntry(chain, at, met.cut, this.#archive.encoding) };
    if (seam === undefined || met.code !== "truncated") {
      const message = await this.#zeros.explain(met.message, at) + this.#tally.after(met);
      const problem = chain.problem(at, met.code, message, met);
      await this.#search(met.retry);
      // If something follows, the archive is not cut off there: then a length is wrong.
      yield { problem, ...(this.#isOver ? rest : {}) };
      return;
    }
    if (met.entry !== undefined) {
      yield { problem: brokenProblem(chain, at, seam, met.entry), ...rest };
    }
    await this.#search(met.retry);
  }

  /** Only a header that can be decrypted is taken for one: nothing in an encrypted file looks so. */
  async #search(from: number): Promise<void> {
    const next = await nextEntity(this.#chain, from, this.#unlocker);
    this.#isOver = next === undefined;
    this.#at = next ?? this.#chain.size;
    this.#passed = this.#archive.gaps.seams.filter((seam) => seam.at <= this.#at).length;
  }
}

/** A place, and where the parts end that follow each other. */
interface Spot {
  readonly chain: PartChain;
  readonly at: number;
  readonly limit: number;
}

async function readAt(
  { chain, at, limit }: Spot,
  bytes: Uint8Array,
  unlocker: Unlocker,
): Promise<Met | Broken> {
  const retry = at + 1;
  if (bytes.length < 7) {
    return { code: "truncated", message: "the archive ends within an entry header", retry };
  }
  if (!isMark(bytes, 0x46)) {
    const message = "an entry should start here, but its signature is missing";
    return { code: "entry-header", message, retry };
  }
  const data = at + 7 + numbers(bytes).getUint16(3, true);
  if (data > limit) {
    return { code: "truncated", message: "the archive ends within an entry header", retry };
  }
  const blob = readBlob(bytes.subarray(7, data - at));
  const entity = blob === undefined ? undefined : await unlocker.read(blob);
  if (entity === "locked") return { code: "password", message: unlocker.refusal, retry };
  if (entity === undefined) {
    const message = "the encrypted header of the entry is invalid";
    return { code: "entry-header", message, retry };
  }
  if (entity.method > 1) {
    const message = "the entry is compressed with bzip2; only deflate is supported";
    return { code: "unsupported", message, entry: entity.path, retry: data };
  }
  const extent = await findExtent(chain, data, limit);
  const { decoder } = unlocker;
  if (!("code" in extent)) return { entity, data, extent, decoder };
  const { whole } = extent;
  const isCut = whole !== undefined && whole.end > data && entity.type === "file";
  const cut = isCut ? { cut: { entity, data, extent: whole, decoder } } : {};
  return { ...extent, entry: entity.path, retry: data, ...cut };
}

async function nextEntity(
  chain: PartChain,
  from: number,
  unlocker: Unlocker,
): Promise<number | undefined> {
  return await findSignature(chain, from, SIGNATURE, async (place) => {
    if (unlocker.failures >= MOST_FAILURES) return false;
    const bytes = await chain.view(place, LONGEST_HEADER);
    if (bytes.length < 7) return false;
    const blob = readBlob(bytes.subarray(7, 7 + numbers(bytes).getUint16(3, true)));
    return blob !== undefined && await unlocker.read(blob) !== undefined;
  });
}

async function makeEntry(
  chain: PartChain,
  offset: number,
  met: Met,
  encoding: string | undefined,
): Promise<Entry> {
  const { entity, data, extent, decoder } = met;
  const { type, size, method, mode, mtime } = entity;
  const name = decodedName(entity, encoding);
  const fail = failureAt(chain, data, { entry: name.path });
  const content = () => {
    const range = [data, extent.end] as const;
    return readBlocks(chain, range, { size, isDeflated: method === 1 }, decoder, fail);
  };
  return {
    ...name,
    type,
    size,
    storedSize: extent.storedSize,
    mode: permissions(mode),
    mtime: moment(mtime),
    ...(type === "link" ? await readTarget(content(), size, encoding) : {}),
    offset,
    part: chain.at(offset).part,
    content,
  };
}

function* checkEnd(chain: PartChain, at: number, end: JpsEnd | undefined, tally: Tally) {
  const say = (code: "end-record" | "count" | "total-size", message: string) => ({
    problem: chain.problem(at, code, message),
  });
  if (end === undefined) {
    yield say("end-record", "the record at the end of the archive is cut off");
    return;
  }
  const rest = chain.size - at - END_RECORD;
  if (rest > 0) {
    const message = `${rest} bytes follow the end of the archive`;
    yield {
      problem: chain.problem(at + END_RECORD, "trailing-data", message, { severity: "warning" }),
    };
  }
  if (tally.isBroken) return;
  const { entries, size, storedSize } = tally;
  if (end.entries !== entries) {
    yield say("count", `the archive declares ${end.entries} entries, but there are ${entries}`);
  } else if (end.size !== size % 2 ** 32 || end.storedSize !== storedSize % 2 ** 32) {
    const message = `the archive declares ${end.size} bytes (${end.storedSize} stored), ` +
      `the entries have ${size} (${storedSize} stored)`;
    yield say("total-size", message);
  }
}
