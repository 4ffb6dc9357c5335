/** Whatever was thrown, as an error of this library. */
import { SitehaulError } from "../base/errors.ts";
import { messageOf } from "../base/message_text.ts";

/** The error itself, if it is one; else a fault of the program. */
export function failureFrom(error: unknown): SitehaulError {
  if (error instanceof SitehaulError) return error;
  return new SitehaulError("internal", `internal error: ${messageOf(error)}`, { cause: error });
}
