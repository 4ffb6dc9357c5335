/**
 * How long a reply may be: small replies can take a lot of memory, and long ones are no replies.
 */
import type { Method } from "../protocol/method.ts";

/** What a reply may have where its method does not say. */
const REPLY_BYTES = 4 * 1024 * 1024;

/** What a refusal may have that came in the place of a file. */
export const REFUSAL_BYTES: number = 1024 * 1024;

/** How many bytes a reply to this call may have. */
export function replyLimit<P extends object, R>(
  { replyBytes = REPLY_BYTES }: Method<P, R>,
  parameters: P,
): number {
  return typeof replyBytes === "number" ? replyBytes : replyBytes(parameters);
}
