/**
 * Walks through a JPS archive.
 * @module
 */
import { type Entry, failureAt, moment, permissions, readTarget, type Walk } from "./entry.ts";
import { findSignature } from "./find_signature.ts";
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

/** Room for any entity header: its length is a number of 16 bits. */
const LONGEST_HEADER = (1 << 16) + 7;

/** After so many headers that make no sense no further entry is looked for. */
const MOST_FAILURES = 1000;

const SIGNATURE: Uint8Array = new TextEncoder().encode("JPF");

/** Reads the archive header of a chain that begins with `JPS`. */
export async function openJps(chain: PartChain): Promise<JpsHeader | Fault> {
  return readJpsHeader(await chain.view(0, LONGEST_HEADER));
}

/** What is at a position. */
interface Met {
  readonly entity: JpsEntity;
  /** Where the data begins. */
  readonly data: number;
  readonly extent: Extent;
  readonly decoder: Decoder;
}

/** A fault, and from where the next entity may be looked for. */
interface Broken extends Fault {
  readonly retry: number;
}

/** All entries in order; after damage it continues with the next valid entry. */
export async function* walkJps(
  chain: PartChain,
  header: JpsHeader,
  password: PasswordSource,
): Walk {
  const unlocker = new Unlocker(header.key, password);
  const tally = new Tally();
  let at = header.length;
  while (at < chain.size) {
    const bytes = await chain.view(at, LONGEST_HEADER);
    if (isMark(bytes, 0x45)) {
      yield* checkEnd(chain, at, readJpsEnd(bytes), tally);
      return;
    }
    const met = await readAt(chain, at, bytes, unlocker);
    if ("code" in met) {
      tally.isBroken = true;
      if (met.code === "password") {
        yield { problem: chain.problem(0, met.code, met.message) };
        // A wrong password leaves in doubt whether this is the archive that was meant.
        if (password === undefined) yield* skimJps(chain, at);
        return;
      }
      yield { problem: chain.problem(at, met.code, met.message + tally.after(met), met) };
      const next = await nextEntity(chain, met.retry, unlocker);
      if (next === undefined) return;
      at = next;
      continue;
    }
    const entry = await makeEntry(chain, at, met);
    yield { entry };
    tally.add(entry);
    at = met.extent.end;
  }
  const message = "the record at the end of the archive is missing: the archive is cut off";
  yield { problem: chain.problem(at, "end-record", message) };
}

async function readAt(
  chain: PartChain,
  at: number,
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
  if (data > chain.size) {
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
  const extent = await findExtent(chain, data);
  if ("code" in extent) return { ...extent, entry: entity.path, retry: data };
  return { entity, data, extent, decoder: unlocker.decoder };
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

async function makeEntry(chain: PartChain, offset: number, met: Met): Promise<Entry> {
  const { entity, data, extent, decoder } = met;
  const { type, size, method, mode, mtime, ...name } = entity;
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
    ...(type === "link" ? await readTarget(content(), size) : {}),
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
