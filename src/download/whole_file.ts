/** A part as a whole file, from some byte on, and what to think of it. */
import { SitehaulError } from "../base/errors.ts";
import { Beginning, startsArchive } from "./beginning.ts";
import { type DirectBytes, fetchDirect } from "./direct.ts";
import type { PartFile } from "./part_file.ts";
import { readBlocks } from "./read_blocks.ts";
import type { PartSource } from "./source.ts";

/** What is known of a site's whole files; shared by all parts of a download. */
export interface WholeFiles {
  /** Whether they are taken for what is on the server. */
  areBelieved: boolean;
  /** What has proven that they arrive altered. */
  altered?: string | undefined;
}

/** Progress passes through every layer, so it is not reported for each chunk. */
const TELL_EVERY_BYTES = 512 * 1024;

/** How to ask for a whole file. */
export interface RestOptions {
  /** Whether what is there may be given up where the server cannot begin in the middle. */
  readonly mayRestart: boolean;
  /** Whether it must begin like a file. @default {false} */
  readonly mustLookRight?: boolean;
  /** Asks for it, from some byte on. @default {fetchDirect} */
  readonly open?: (from: number) => Promise<DirectBytes>;
}

/** What came begins like no file: a page, a notice, a refusal. */
export class StrangeBeginning extends SitehaulError {
  /** What stood where the file should have begun. */
  readonly beginning: Beginning;

  /**
   * @param name the file
   * @param beginning what came
   * @param shown the same for people
   */
  constructor(name: string, beginning: Beginning, shown: string) {
    super("download/failed", `${name}, requested as a whole file, begins with ${shown}`, {
      hint: 'Download it with `mode: "chunk"`: nothing gets into segments unnoticed.',
    });
    this.beginning = beginning;
  }
}

/** More came than the file has, so that nothing of it can be believed. */
export class TooLong extends SitehaulError {
  /** @param name the file */
  constructor(name: string) {
    super("download/failed", `${name}, requested as a whole file, is longer than it should be`, {
      hint: "The file may be changing on the server. Check the backup record again.",
    });
  }
}

/**
 * Asks for all that is missing. A server that cannot begin in the middle sends the part from its
 * beginning: then what is there is given up if that is allowed; else the result is `false`.
 *
 * @throws {StrangeBeginning} or {@linkcode TooLong}, after which nothing is there any more
 */
export async function* fetchRest(
  source: PartSource,
  file: PartFile,
  options: RestOptions,
): AsyncGenerator<number, boolean, void> {
  const { mayRestart, mustLookRight = false } = options;
  const { open = (from: number) => fetchDirect(source, from) } = options;
  const { part: { name, size }, isOnly } = source;
  if (file.bytes === size) return true;
  // Where the size is unknown, an end that is there already looks like a failure.
  const wanted = size === undefined && mayRestart ? 0 : file.bytes;
  const { body, from, isNamed, end } = await open(wanted);
  if (from !== file.bytes && !mayRestart) {
    await body.cancel().catch(() => {});
    return false;
  }
  const look = mustLookRight && from === 0 ? new Beginning(startsArchive(name, isOnly)) : undefined;
  let isWhole = false;
  try {
    // What is there is of no use when the server begins elsewhere.
    if (from !== file.bytes) await file.truncate(from);
    let told = file.bytes;
    file.learn({ hasWhole: true });
    for await (const piece of readBlocks(body)) {
      if (look?.take(piece)) await refuseStrange(name, look, file);
      if (file.bytes + piece.byteLength > (end ?? Infinity)) throw await tooLong(name, look, file);
      await file.append(piece);
      if (file.bytes - told < TELL_EVERY_BYTES) continue;
      told = file.bytes;
      yield told;
    }
    await refuseStrange(name, look, file);
    if (file.bytes < (end ?? 1)) throw endedEarly(name, file, end);
    isWhole = true;
    return true;
  } finally {
    // Fails once somebody has begun to read, which closes it as well.
    await body.cancel().catch(() => {});
    // It may have been anything, such as a page without a type: nothing is built on top of that.
    if (!isNamed && !isWhole) await file.truncate(from);
  }
}

async function refuseStrange(
  name: string,
  look: Beginning | undefined,
  file: PartFile,
): Promise<void> {
  const strange = look?.strange;
  if (look === undefined || strange === undefined) return;
  await file.truncate(0);
  throw new StrangeBeginning(name, look, strange);
}

/** What stands in front may be what makes it too long. */
async function tooLong(
  name: string,
  look: Beginning | undefined,
  file: PartFile,
): Promise<TooLong> {
  await refuseStrange(name, look, file);
  await file.truncate(0);
  return new TooLong(name);
}

/** Where the answer did not say how long it is, its end looks like the end of the file. */
function endedEarly(
  name: string,
  { bytes }: PartFile,
  end: number | undefined,
): SitehaulError {
  if (end === undefined) {
    return new SitehaulError("download/failed", `Cannot fetch ${name}: what comes is empty`, {
      hint: 'Check the backup record again, or try `mode: "chunk"`.',
    });
  }
  return new SitehaulError("network/reset", `${name} ended after ${bytes} of ${end} bytes`, {
    hint: 'The server, or something in front of it, cuts long replies short: try `mode: "chunk"`.',
  });
}

/**
 * Whether a file begins otherwise in segments. What begins like a page may be a file for all that,
 * such as a dump of one; where there is no segment to compare with, nothing is proven.
 *
 * @param firstSegment requests it
 */
export async function isAltered(
  { beginning }: StrangeBeginning,
  firstSegment: () => Promise<Uint8Array>,
): Promise<boolean> {
  try {
    return !beginning.agreesWith(await firstSegment());
  } catch {
    return false;
  }
}
