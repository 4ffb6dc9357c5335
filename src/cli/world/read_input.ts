/**
 * Files that the user names: also pipes, such as `<(pass show shop)`, to which nobody may ever write,
 * and devices, which may never end.
 */
import { unlessAborted } from "../../base/abort.ts";
import { type ErrorCode, SitehaulError } from "../../base/errors.ts";
import { messageOf } from "../../base/message_text.ts";

/** How to read a named file. */
export interface InputOptions {
  /** Ends it: a pipe may wait for its other end for ever. */
  readonly signal: AbortSignal;
  /** The most bytes that such a file has. */
  readonly most: number;
}

const PIECE_BYTES = 64 * 1024;

/**
 * The bytes of a file, a pipe or a device, to its end.
 *
 * @throws {Error} when it cannot be read or is larger, and the reason of the signal
 */
export async function readInput(path: string, { signal, most }: InputOptions): Promise<Uint8Array> {
  const { open } = await import("node:fs/promises");
  // To open a pipe waits for its other end; what is opened too late is closed again.
  const opening = open(path);
  opening.then((file) => signal.aborted ? file.close() : undefined).catch(() => {});
  const file = await unlessAborted(opening, signal);
  try {
    const pieces: Uint8Array[] = [];
    for (let total = 0;;) {
      const piece = new Uint8Array(PIECE_BYTES);
      const { bytesRead } = await unlessAborted(file.read(piece, 0, piece.length), signal);
      if (bytesRead === 0) return joined(pieces, total);
      pieces.push(piece.subarray(0, bytesRead));
      total += bytesRead;
      if (total > most) throw new Error(`it has more than ${most} bytes`);
    }
  } finally {
    // While a read is waiting, this would wait for it.
    if (!signal.aborted) await file.close();
  }
}

/** How to read a file, and what to say when that fails. */
export interface NamedInput extends InputOptions {
  /** What it is: `Cannot read` and this begin the message. */
  readonly what: string;
  readonly hint: string;
  /** @default {"usage/value"} */
  readonly code?: ErrorCode;
}

/**
 * The same as a text in UTF-8.
 *
 * @throws {SitehaulError} with the code that was given
 */
export async function readNamedText(
  path: string,
  { what, hint, code = "usage/value", ...options }: NamedInput,
): Promise<string> {
  try {
    return new TextDecoder().decode(await readInput(path, options));
  } catch (cause) {
    throw new SitehaulError(code, `Cannot read ${what}: ${messageOf(cause)}`, { hint, cause });
  }
}

function joined(pieces: readonly Uint8Array[], total: number): Uint8Array {
  const whole = new Uint8Array(total);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
