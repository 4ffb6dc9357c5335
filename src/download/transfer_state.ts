/** The small file beside a part on its way: what is safely on the disk, and what should be. */
import { readFile } from "node:fs/promises";
import * as z from "zod";
import { withWriteError } from "../files/disk.ts";
import { removeForeign } from "../files/own_file.ts";
import { removeTemporariesOf } from "../files/temporary_name.ts";
import { writeWhole } from "../files/write_whole.ts";

const stateSchema = z.object({
  schema: z.literal(1),
  /** The site: host and path of its root, without credentials. */
  site: z.string(),
  /** Of the backup that the part belongs to. */
  record: z.int(),
  /** When that backup began: record numbers are used again after a restore of the site. */
  start: z.string(),
  /** The file's name on the server. */
  name: z.string(),
  /** Its size there, bytes; absent where the server does not know it. */
  size: z.int().nonnegative().optional(),
  /** Number of bytes that are safely on the disk. */
  bytes: z.int().nonnegative(),
  /**
   * How much has been written, and the checksum of that, SHA-256 in hex: a program that was killed leaves
   * all of it behind, a computer that crashed perhaps not. Earlier versions wrote none.
   */
  received: z.object({ bytes: z.int().nonnegative(), sha256: z.string() }).optional()
    .catch(undefined),
  facts: z.object({
    /** The size of a full segment on this server, bytes, once it is known. */
    segmentSize: z.int().positive().optional(),
    /** Whether any of it came as a whole file, rather than in segments. */
    hasWhole: z.boolean().optional(),
    /** Why whole files of this site are not believed, if they arrive altered. */
    altered: z.string().optional(),
    // Earlier versions wrote none: then the worse is assumed.
  }).catch({ hasWhole: true }),
  /** The checksum of the part, once it is whole and under its name: SHA-256 in hex. */
  sha256: z.string().optional(),
}).readonly();

/** How far a part is, and which one it is. */
export type TransferState = z.output<typeof stateSchema>;

/** What is learned while a part is fetched, and worth knowing in the next run. */
export type TransferFacts = Readonly<TransferState["facts"]>;

/** What part it is: what is on the disk is taken up only for the very same. */
export type PartIdentity = Omit<
  TransferState,
  "schema" | "bytes" | "received" | "facts" | "sha256"
>;

/**
 * The state of that very part; `undefined` for none, for another one's, and for a damaged file.
 *
 * @throws {SitehaulError} `file/write` when what is none of this user's cannot be removed
 */
export async function readState(
  path: string,
  identity: PartIdentity,
): Promise<TransferState | undefined> {
  await withWriteError(path, () => Promise.resolve(removeForeign(path)));
  try {
    const state = stateSchema.parse(JSON.parse(await readFile(path, "utf8")));
    const same = (["site", "record", "start", "name", "size"] as const)
      .every((key) => state[key] === identity[key]);
    return same && state.bytes <= (state.size ?? Infinity) ? state : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The same for whoever has the claim on the part: what a run that was killed while it wrote the state
 * has left beside it goes.
 *
 * @throws {SitehaulError} see `readState`
 */
export async function takeUpState(
  path: string,
  identity: PartIdentity,
): Promise<TransferState | undefined> {
  await removeTemporariesOf(path);
  return await readState(path, identity);
}

/**
 * Replaces the state atomically. It need not be synced: a power failure may take it back to an
 * earlier one, or to none, which costs bytes and never makes wrong ones.
 *
 * @throws {SitehaulError} `file/write`
 */
export async function writeState(
  target: string,
  path: string,
  state: TransferState,
): Promise<void> {
  const text = JSON.stringify(state);
  await withWriteError(target, () => writeWhole(path, text, { sync: false }));
}
