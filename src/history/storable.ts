/** Texts as they are kept: without secrets, and no longer than they are useful. */
import { cutOff } from "../base/message_text.ts";
import { type Redactor, redactText } from "../base/redact.ts";

/** Longer texts of a site say nothing more. */
const LONGEST = 2_000;

/** What makes of texts what is kept of them. The same text always becomes the same. */
export interface Storable {
  text(text: string): string;
  /** For SQLite, to which what is missing is `null`. */
  optional(text: string | undefined): string | null;
  /** Values as JSON; what is kept of their texts stands in it. */
  json(values: unknown): string;
}

/** @param redact takes out secrets, besides those that are secret by their place */
export function storableBy(redact: Redactor = (text) => text): Storable {
  // Databases refuse a half of a pair of letters, and end a text at NUL.
  const kept = (given: string) => given.toWellFormed().replaceAll("\0", "\ufffd");
  const text = (given: string) => cutOff(redact(redactText(kept(given))), LONGEST);
  return {
    text,
    optional: (given) => given === undefined ? null : text(given),
    json: (values) =>
      JSON.stringify(values, (_, value) => typeof value === "string" ? text(value) : value),
  };
}
