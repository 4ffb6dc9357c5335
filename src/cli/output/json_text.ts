/** JSON that a terminal can be shown. */
import { withEscapes } from "../../base/message_text.ts";

/**
 * The value as JSON in which every control character, everything that turns the reading direction and
 * everything that is not seen is escaped. Whoever parses it gets the same value.
 */
export function jsonText(value: unknown, indent?: number): string {
  return withEscapes(JSON.stringify(value, null, indent));
}
