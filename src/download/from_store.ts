/**
 * A part from a folder that is reached by FTP or SFTP, under the same name as on the site.
 * @module
 */
import { unlessAborted } from "../base/abort.ts";
import { isSitehaulError, SitehaulError } from "../base/errors.ts";
import type { Part } from "../protocol/replies.ts";
import type { Sleep } from "../transport/transport.ts";
import type { PartFile } from "./part_file.ts";
import type { RemoteStore } from "../stores/remote_settings.ts";

/** Attempts to fetch a file. */
const ATTEMPTS = 3;

/** Progress passes through every layer, so it is not reported for each chunk. */
const TELL_EVERY_BYTES = 512 * 1024;

/**
 * Fetches what is missing of a part; resumes where it was when the connection broke.
 *
 * @returns a generator of the number of bytes there are so far
 * @throws {SitehaulError} `download/no-files` when it is not in that folder, `download/failed` when
 * it has another size there
 */
export async function* fetchFromStore(
  store: RemoteStore,
  { name, size: expected }: Part,
  file: PartFile,
  { sleep, signal }: { readonly sleep: Sleep; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<number, void, void> {
  const size = await refuseOtherFile(store, name, expected);
  for (let attempt = 1; file.bytes < size; attempt++) {
    try {
      if (attempt > 1) await refuseChangedFile(store, { name, size }, file);
      let told = file.bytes;
      for await (const piece of untilAborted(store.read(name, file.bytes), signal)) {
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
  store: RemoteStore,
  { name, size }: { readonly name: string; readonly size: number },
  file: PartFile,
): Promise<void> {
  try {
    await refuseOtherFile(store, name, size);
  } catch (error) {
    if (isSitehaulError(error, "download/failed", "download/no-files")) await file.truncate(0);
    throw error;
  }
}

/** Whoever made the store may have given it no signal, and its server may be silent. */
async function* untilAborted<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  signal?.throwIfAborted();
  const iterator = source[Symbol.asyncIterator]();
  let isDone = false;
  try {
    while (true) {
      const { done, value } = await unlessAborted(iterator.next(), signal);
      if (done === true) break;
      yield value;
    }
    isDone = true;
  } finally {
    const returned = isDone ? undefined : iterator.return?.();
    // Behind a read that is under way it would wait for that.
    if (signal?.aborted === true) returned?.catch(() => {});
    else await returned;
  }
}

/** The size of the file there: the one in the record, if that has any. */
async function refuseOtherFile(
  store: RemoteStore,
  name: string,
  size: number | undefined,
): Promise<number> {
  const there = await store.size(name);
  if (there !== undefined && there === (size ?? there)) return there;
  if (there === undefined) {
    throw new SitehaulError("download/no-files", `There is no ${name} in the folder of --url`, {
      hint: "The URL must point to the folder where the site stores its backups.",
    });
  }
  throw new SitehaulError(
    "download/failed",
    `${name} has ${there} bytes in the folder of --url; the site's record says ${size}`,
    {
      hint: "The URL may point to the folder of another site, or the file is still being written.",
    },
  );
}
