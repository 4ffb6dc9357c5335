/** Parts from a store in which the site's files lie, under the same names as on the site. */
import { isSitehaulError, SitehaulError } from "../base/errors.ts";
import type { Part } from "../protocol/replies.ts";
import type { Sleep } from "../transport/transport.ts";
import type { PartFile } from "./part_file.ts";
import type { Store } from "../stores/store.ts";
import { untilAborted } from "../stores/until_aborted.ts";
import type { BytesSource } from "./bytes_source.ts";

/** Attempts to fetch a file. */
const ATTEMPTS = 3;

/** Progress passes through every layer, so it is not reported for each chunk. */
const TELL_EVERY_BYTES = 512 * 1024;

/** A stream needs no second one to keep the wire busy, and servers often allow few logins. */
export const STORE_CONNECTIONS: number = 1;

/** Takes the parts from files of the same names. */
export function fromStore(store: Store): BytesSource {
  return {
    connections: STORE_CONNECTIONS,
    resumes: true,
    fetch: ({ part }, file, settings) => fetchFromStore(store, part, file, settings),
    wayOf: () => "store",
  };
}

/**
 * Fetches what is missing of a part; resumes where it was when the connection broke.
 *
 * @returns a generator of the number of bytes there are so far
 * @throws {SitehaulError} `download/no-files` when it is not in that folder, `download/failed` when
 * it has another size there
 */
async function* fetchFromStore(
  store: Store,
  { name, size: expected }: Part,
  file: PartFile,
  { sleep, signal }: { readonly sleep: Sleep; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<number, void, void> {
  const size = await refuseOtherFile(store, { name, size: expected }, signal);
  for (let attempt = 1; file.bytes < size; attempt++) {
    try {
      if (attempt > 1) await refuseChangedFile(store, { name, size }, file, signal);
      let told = file.bytes;
      // A store of another make may not know the signal, and its server may be silent.
      for await (
        const piece of untilAborted(store.read(name, { from: file.bytes, signal }), signal)
      ) {
        await file.append(piece);
        if (file.bytes - told < TELL_EVERY_BYTES) continue;
        told = file.bytes;
        yield told;
      }
      if (file.bytes < size && attempt >= ATTEMPTS) return;
    } catch (error) {
      const isOver = attempt >= ATTEMPTS || signal?.aborted === true;
      if (isOver || !isSitehaulError(error) || error.isPermanent) throw error;
      await sleep(500 * 2 ** attempt, signal);
    }
  }
}

/** What was read before is of no use when the file is another one by now. */
async function refuseChangedFile(
  store: Store,
  { name, size }: { readonly name: string; readonly size: number },
  file: PartFile,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await refuseOtherFile(store, { name, size }, signal);
  } catch (error) {
    if (isSitehaulError(error, "download/failed", "download/no-files")) await file.truncate(0);
    throw error;
  }
}

/** The size of the file there: the one in the record, if that has any. */
async function refuseOtherFile(
  store: Store,
  { name, size }: { readonly name: string; readonly size?: number | undefined },
  signal: AbortSignal | undefined,
): Promise<number> {
  const there = (await store.stat(name, { signal }))?.size;
  if (there !== undefined && there === (size ?? there)) return there;
  if (there === undefined) {
    throw new SitehaulError("download/no-files", `There is no ${name} in the folder of the URL`, {
      hint: "The URL must point to the folder where the site stores its backups.",
    });
  }
  throw new SitehaulError(
    "download/failed",
    `${name} has ${there} bytes in the folder of the URL; the site's record says ${size}`,
    {
      hint: "The URL may point to the folder of another site, or the file is still being written.",
    },
  );
}
