/** Parts that are whole, while their siblings are still on their way. */
import { rm } from "node:fs/promises";
import { sizeIfSame } from "../files/checksum.ts";
import { workPaths } from "./part_file.ts";
import { type PartIdentity, readState, type TransferFacts } from "./transfer_state.ts";

/** A part that an earlier run has finished. */
export interface FinishedPart {
  /** Bytes, as they are on the disk now. */
  readonly size: number;
  /** Its checksum: sha256 in hex. */
  readonly sha256: string;
  /** What was learned while it was fetched. */
  readonly facts: TransferFacts;
}

/** What an earlier run has finished, if it is still what it was then. */
export async function finishedBefore(
  target: string,
  identity: PartIdentity,
): Promise<FinishedPart | undefined> {
  const { sha256, facts = {} } = await readState(workPaths(target).state, identity) ?? {};
  if (sha256 === undefined) return undefined;
  const size = await sizeIfSame(target, identity.size, sha256);
  return size === undefined ? undefined : { size, sha256, facts };
}

/** Removes what is known of a part, once all of its siblings are there as well. */
export async function forgetState(target: string): Promise<void> {
  await rm(workPaths(target).state, { force: true });
}
