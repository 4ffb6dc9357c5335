/** What can be proven of a JPS archive without its password: the lengths are not encrypted. */
import type { Seam } from "./gaps.ts";
import { numbers } from "./jpa_header.ts";
import { findExtent } from "./jps_blocks.ts";
import { readBlob } from "./jps_crypto.ts";
import { END_RECORD, isMark, readJpsEnd } from "./jps_header.ts";
import type { PartChain } from "./part_chain.ts";
import type { Problem, ProblemCode } from "./problem.ts";

/** Bytes before the encrypted header of an entry: `JPF`, and lengths of two bytes; the first is that of the header. */
const LENGTHS = 7;

/**
 * Walks over entries without decrypting them; stops at the first damage, and where parts are missing.
 */
export async function* skimJps(
  chain: PartChain,
  from: number,
  seam: Seam | undefined,
): AsyncGenerator<{ problem: Problem }, void, void> {
  const say = (at: number, code: ProblemCode, message: string) => ({
    problem: chain.problem(at, code, message),
  });
  const to = seam?.at ?? chain.size;
  let at = from;
  let [entries, storedSize] = [0, 0];
  while (at < to) {
    const head = await chain.view(at, END_RECORD);
    if (isMark(head, 0x45)) break;
    if (!isMark(head, 0x46) || head.length < LENGTHS) {
      const message = "an entry should start here, but its signature is missing";
      return yield say(at, "entry-header", message);
    }
    const length = numbers(head).getUint16(3, true);
    const data = at + LENGTHS + length;
    if (data > chain.size || readBlob(await chain.view(at + LENGTHS, length)) === undefined) {
      return yield say(at, "entry-header", "the encrypted header of the entry is damaged");
    }
    const extent = await findExtent(chain, data, to);
    if ("code" in extent) {
      const isKnown = extent.code === "truncated" && seam !== undefined;
      return isKnown ? undefined : yield say(at, extent.code, extent.message);
    }
    entries++;
    storedSize += extent.storedSize;
    at = extent.end;
  }
  if (seam !== undefined) return;
  const end = readJpsEnd(await chain.view(at, END_RECORD));
  if (end === undefined) {
    yield say(at, "end-record", "the record at the end is missing: the archive is cut off");
  } else if (end.entries !== entries) {
    yield say(at, "count", `the archive declares ${end.entries} entries, but there are ${entries}`);
  } else if (end.storedSize !== storedSize % 2 ** 32) {
    const message =
      `the archive declares ${end.storedSize} stored bytes, but there are ${storedSize}`;
    yield say(at, "total-size", message);
  }
}
