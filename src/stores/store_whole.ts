/** Writing a file so that it is there whole or not at all. */
import { createHash, randomBytes } from "node:crypto";
import { isStorableName, storableName } from "../files/file_name.ts";
import { SitehaulError } from "../base/errors.ts";
import { untilAborted } from "./until_aborted.ts";
import type { Store, StoredFile, StoreListOptions, StoreWriteOptions } from "./store.ts";

/** How long to wait for a server to remove what a broken write has left, milliseconds. */
const DISCARD_MS = 5000;

/** How a store of one kind does it. */
export interface Writing {
  /** The store, for messages. */
  readonly place: string;
  /** Asked before anything is written. */
  isTaken(name: string): Promise<boolean>;
  /** Writes a new file; gives how many bytes the store then has of it. */
  put(temporary: string, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  /** Gives the file its name; `false` when that is taken by now. */
  rename(temporary: string, name: string): Promise<boolean>;
  /** Removes what was written so far; no error where there is nothing. */
  discard(temporary: string): Promise<unknown>;
}

/** What stands in for the name of a file that is being written. */
const UNFINISHED = /^\.(.+)\.[0-9a-f]{8}\.part$/s;

/** Which names are listed: those of the files that are there, or of what broken writes have left. */
export function isListed(name: string, { unfinished = false }: StoreListOptions): boolean {
  return unfinished ? isUnfinished(name) : isStorableName(name);
}

/** Whether it is the name of a file that is being written, or never was to its end. */
function isUnfinished(name: string): boolean {
  const [, meant = ""] = UNFINISHED.exec(name) ?? [];
  return isStorableName(meant);
}

/**
 * The name of a file that may be removed.
 *
 * @throws {SitehaulError} `download/path`
 */
export function removableName(name: string): string {
  return isUnfinished(name) ? name : storableName(name);
}

/**
 * Writes a file by way of a temporary name.
 *
 * @throws {SitehaulError} `file/exists`, `file/write`
 */
export async function storeWhole(
  writing: Writing,
  name: string,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: StoreWriteOptions,
): Promise<StoredFile> {
  const { place } = writing;
  const { size } = options;
  storableName(name);
  options.signal?.throwIfAborted();
  if (await writing.isTaken(name)) throw taken(name, place);
  const temporary = `.${name}.${randomBytes(4).toString("hex")}.part`;
  const source = new Source(asAnnounced(bytes, name, options));
  try {
    const stored = await writing.put(temporary, source.bytes());
    if (stored !== size) throw otherThan(name, `${place} has ${stored} of ${size} bytes of it`);
    options.signal?.throwIfAborted();
    if (!await writing.rename(temporary, name)) throw taken(name, place);
  } catch (error) {
    await writing.discard(temporary).catch(() => {});
    // What the source says is not for the store to explain.
    throw source.failure?.error ?? error;
  }
  return { name, size };
}

/** Removes what a broken write has left, if the server does so soon. */
export function discardFrom(store: Store): Writing["discard"] {
  return (temporary) => store.remove(temporary, { signal: AbortSignal.timeout(DISCARD_MS) });
}

/** Passes bytes on, and remembers if they could not be had. */
class Source {
  readonly #bytes: AsyncIterable<Uint8Array>;
  failure: { readonly error: unknown } | undefined;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#bytes = bytes;
  }

  async *bytes(): AsyncGenerator<Uint8Array, void, void> {
    try {
      yield* this.#bytes;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}

/** The bytes as they come; an error in the end where they are not those that were announced. */
async function* asAnnounced(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
  { size, sha256, signal }: StoreWriteOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const hash = createHash("sha256");
  let count = 0;
  for await (const piece of untilAborted(bytes, signal)) {
    count += piece.byteLength;
    if (count > size) throw otherThan(name, `there are more than ${size} bytes of it`);
    hash.update(piece);
    if (piece.byteLength > 0) yield piece;
  }
  if (count < size) throw otherThan(name, `there are only ${count} of ${size} bytes of it`);
  const found = hash.digest("hex");
  if (found !== sha256) throw otherThan(name, `its SHA-256 is ${found}, not ${sha256}`);
}

function otherThan(name: string, why: string): SitehaulError {
  return new SitehaulError("file/write", `Cannot store ${name}: ${why}`, {
    hint: "It may have changed while it was read. Verify the file, and store it again.",
  });
}

function taken(name: string, place: string): SitehaulError {
  return new SitehaulError(
    "file/exists",
    `Cannot store ${name}: ${place} has a file of that name`,
    {
      hint: "It stays as it is. Remove it first, or choose another folder.",
    },
  );
}
