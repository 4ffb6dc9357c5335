/**
 * Where the bytes of a part come from.
 * @module
 */
import type { Caller } from "../connection/caller.ts";
import type { Part } from "../protocol/replies.ts";

/** One part of one backup record of one site. */
export interface PartSource {
  /** The site. */
  readonly caller: Caller;
  /** The number of the backup record. */
  readonly id: number;
  /** The part. */
  readonly part: Part;
  /** Whether it is the only one of the backup. */
  readonly isOnly: boolean;
  /** Aborts it. */
  readonly signal?: AbortSignal | undefined;
}
