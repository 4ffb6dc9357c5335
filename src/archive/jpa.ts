/**
 * Walks through a JPA archive.
 * @module
 */
import { type Entry, failureAt, moment, permissions, readTarget, type Walk } from "./entry.ts";
import { findSignature } from "./find_signature.ts";
import { inflateRange } from "./inflate.ts";
import {
  type Fault,
  isEntity,
  type JpaEntity,
  type JpaHeader,
  readEntity,
  readJpaHeader,
} from "./jpa_header.ts";
import type { PartChain } from "./part_chain.ts";
import { Tally } from "./tally.ts";

/** More than any entity header takes: its length is a number of 16 bits. */
const LONGEST_HEADER = 1 << 16;

const SIGNATURE: Uint8Array = new TextEncoder().encode("JPF");

/** Reads the archive header of a chain that begins with `JPA`. */
export async function openJpa(chain: PartChain): Promise<JpaHeader | Fault> {
  return readJpaHeader(await chain.view(0, LONGEST_HEADER));
}

/** All entries in order; after damage it continues with the next valid entry. */
export async function* walkJpa(chain: PartChain, header: JpaHeader): Walk {
  const tally = new Tally();
  let at = header.length;
  /** Where to look for the next entry when there is none where it should be. */
  let doubtful = at + 1;
  while (at < chain.size) {
    const bytes = await chain.view(at, LONGEST_HEADER);
    const entity = readEntity(bytes);
    const fault = "code" in entity ? entity : misfit(entity, chain.size - at);
    if (fault !== undefined) {
      if (isEnd(header, tally, bytes)) {
        yield { problem: trailing(chain, at) };
        break;
      }
      tally.isBroken = true;
      yield { problem: chain.problem(at, fault.code, fault.message + tally.after(fault), fault) };
      const next = await nextEntity(chain, at, fault, doubtful);
      if (next === undefined) break;
      [at, doubtful] = [next, next + 1];
      continue;
    }
    if ("code" in entity) break;
    const state = { isBad: false };
    const entry = await makeEntry(chain, at, entity, state);
    yield { entry };
    tally.add(entry);
    const data = at + entity.length;
    at = data + entity.storedSize;
    doubtful = state.isBad ? data : at + 1;
  }
  if (!tally.isBroken) yield* checkTally(chain, header, tally);
}

function misfit(entity: JpaEntity, room: number): Fault | undefined {
  const { length, storedSize, path } = entity;
  if (length + storedSize <= room) return undefined;
  const message = Number.isFinite(storedSize)
    ? `the archive ends after ${room - length} of its ${storedSize} bytes`
    : "it declares more bytes than any archive can have";
  return { code: "truncated", message, entry: path };
}

/** Bytes after the last entry that was promised are no damage to the entries. */
function isEnd(header: JpaHeader, { entries, isBroken }: Tally, bytes: Uint8Array): boolean {
  return !isBroken && header.entries > 0 && entries === header.entries && !isEntity(bytes);
}

function trailing(chain: PartChain, at: number) {
  const message = `${chain.size - at} bytes follow the last entry`;
  return chain.problem(at, "trailing-data", message, { severity: "warning" });
}

/** The next entity: where the header says, or else the next one that makes sense. */
async function nextEntity(
  chain: PartChain,
  at: number,
  fault: Fault,
  doubtful: number,
): Promise<number | undefined> {
  const told = at + (fault.length ?? Infinity);
  if (told === chain.size) return told;
  if (told < chain.size && isEntity(await chain.view(told, 3))) return told;
  return await findSignature(chain, Math.min(doubtful, at + 1), SIGNATURE, async (place) => {
    if (place === at) return false;
    const entity = readEntity(await chain.view(place, LONGEST_HEADER));
    if ("code" in entity || entity.path.includes("\0")) return false;
    const end = place + entity.length + entity.storedSize;
    return end === chain.size || end < chain.size && isEntity(await chain.view(end, 3));
  });
}

async function makeEntry(
  chain: PartChain,
  offset: number,
  entity: JpaEntity,
  state: { isBad: boolean },
): Promise<Entry> {
  const { type, size, storedSize, isDeflated, mode, mtime, length, ...name } = entity;
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
  const target = type === "link" ? await readTarget(content(), size) : {};
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
