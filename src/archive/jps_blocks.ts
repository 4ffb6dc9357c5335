/** The blocks in which a JPS archive keeps the data of an entry. */
import { type Fail, inflate, inflateSmall, isSmall } from "./inflate.ts";
import { type Fault, numbers } from "./jpa_header.ts";
import { type Decoder, isTail, readBlob, TAIL } from "./jps_crypto.ts";
import { isMark } from "./jps_header.ts";
import type { PartChain } from "./part_chain.ts";

/** The largest block that is read; the engine writes blocks of one MiB, at most ten. */
const LARGEST = 32 << 20;

/** The lengths before a block, encrypted and not. */
const LENGTHS = 8;

/** Where the data of an entry ends, and how much it is when decrypted. */
export interface Extent {
  readonly end: number;
  readonly storedSize: number;
}

/** Why the end is not found. */
export interface CutExtent extends Fault {
  /** The blocks before, where the data is cut off. */
  readonly whole?: Extent;
}

/**
 * Walks over blocks without decrypting them. No block can be taken for the mark of the next entity:
 * the length of an encrypted block is 8 or 12 modulo 16, and the marks read as a length are 10.
 *
 * @param to the end of the archive, or of the parts before one that is missing
 */
export async function findExtent(
  chain: PartChain,
  from: number,
  to: number,
): Promise<Extent | CutExtent> {
  let at = from;
  let storedSize = 0;
  while (at < to) {
    const head = await chain.view(at, LENGTHS);
    if (isMark(head, 0x46) || isMark(head, 0x45)) break;
    const lengths = readLengths(head);
    if (lengths !== undefined && !isBlockLength(lengths.encrypted)) break;
    const room = to - at - LENGTHS;
    if (lengths === undefined || lengths.encrypted > room) {
      const message = `the archive ends within the data, ${to - from} bytes after its start`;
      const isCut = lengths === undefined || lengths.encrypted <= LARGEST;
      return isCut
        ? { code: "truncated", message, whole: { end: at, storedSize } }
        : { code: "entry-size", message: "an encrypted block cannot be this long" };
    }
    const { encrypted, decrypted } = lengths;
    const tail = await chain.view(at + LENGTHS + encrypted - TAIL, TAIL);
    if (encrypted > LARGEST || encrypted < TAIL || !isTail(tail, decrypted)) {
      const message = "the length of an encrypted block is wrong, or its end is damaged";
      return { code: "entry-size", message };
    }
    storedSize += decrypted;
    at += LENGTHS + encrypted;
  }
  return { end: at, storedSize };
}

/** Whether a block can be this long; if not, there is something else here. */
function isBlockLength(encrypted: number): boolean {
  return encrypted % 16 === 8 || encrypted % 16 === 12;
}

function readLengths(head: Uint8Array): { encrypted: number; decrypted: number } | undefined {
  if (head.length < LENGTHS) return undefined;
  const view = numbers(head);
  return { encrypted: view.getUint32(0, true), decrypted: view.getUint32(4, true) };
}

/** The contents of an entry, decrypted and inflated block by block. */
export async function* readBlocks(
  chain: PartChain,
  [from, to]: readonly [number, number],
  { size, isDeflated }: { size: number; isDeflated: boolean },
  decoder: Decoder,
  fail: Fail,
): AsyncGenerator<Uint8Array, void, void> {
  let got = 0;
  for (let at = from; at < to;) {
    const lengths = readLengths(await chain.view(at, LENGTHS));
    if (lengths === undefined) throw fail("truncated", "a block is cut off");
    const blob = readBlob(await chain.view(at + LENGTHS, lengths.encrypted));
    const plain = blob && await decoder.decode(blob);
    if (plain === undefined) throw fail("inflate", "an encrypted block is invalid");
    for await (const piece of isDeflated ? inflateBlock(plain, size - got, fail) : [plain]) {
      got += piece.length;
      if (got > size) throw fail("size", `contains more than the ${size} bytes that it declares`);
      yield piece;
    }
    at += LENGTHS + lengths.encrypted;
  }
  if (got < size) throw fail("size", `contains ${got} bytes, but declares ${size}`);
}

async function* inflateBlock(
  plain: Uint8Array,
  size: number,
  fail: Fail,
): AsyncGenerator<Uint8Array, void, void> {
  const deflated = { storedSize: plain.length, size, least: 0 };
  if (isSmall(deflated)) yield inflateSmall(plain, deflated, fail);
  else yield* inflate(one(plain), deflated, fail);
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield await Promise.resolve(bytes);
}
