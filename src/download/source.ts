/** Where the bytes of a part come from. */
import type { Caller } from "../connection/caller.ts";
import type { Part } from "../protocol/replies.ts";

/** One part of one backup record of one site. */
export interface PartSource {
  /** Sends the calls. */
  readonly caller: Caller;
  /** The number of the backup record. */
  readonly id: number;
  /** With the server's number of now. */
  readonly part: Part;
  /** Then the archive begins and ends in it, and its first bytes are known beforehand. */
  readonly isOnly: boolean;
  /** Ends the request, and the reading of its answer. */
  readonly signal?: AbortSignal | undefined;
}
