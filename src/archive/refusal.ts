/** Why something was not written, and what the file system's own errors mean. */
import type { ProblemCode } from "./problem.ts";
import { systemCode } from "../base/message_text.ts";

/** Why an entry was not written: the others may still be. */
export class Refusal extends Error {
  /** Of the problem that is reported for the entry. */
  readonly code: ProblemCode;

  /** Takes the kind, and half a sentence. */
  constructor(code: ProblemCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** What would hit every other entry as well: no room, or nothing may be written at all. */
const FOR_ALL: readonly string[] = ["ENOSPC", "EDQUOT", "EROFS"];

/** Does something to the file system. What it refuses to this entry alone is a {@linkcode Refusal}. */
export async function attempt<T>(action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
}

/** What an error of the file system means for one entry; undefined if it is not about that entry. */
function refusalOf(error: unknown): Refusal | undefined {
  const code = systemCode(error);
  if (!(error instanceof Error) || code === undefined || FOR_ALL.includes(code)) return undefined;
  if (code === "ENAMETOOLONG") {
    return new Refusal("name-too-long", "the name is too long for this file system", error);
  }
  if (code === "EILSEQ" || code === "EINVAL") {
    return new Refusal("name-refused", "this file system does not take such a name", error);
  }
  return new Refusal("unwritable", `it cannot be written: ${reasonOf(error, code)}`, error);
}

/** `EACCES: permission denied, open '/a/b'` without the path, which the entry tells better. */
function reasonOf({ message }: Error, code: string): string {
  const words = /^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1];
  return words === undefined ? code : `${words} (${code})`;
}
