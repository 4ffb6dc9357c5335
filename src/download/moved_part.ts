/**
 * Making sure that a number still means the same part. The server's numbers are positions among the files
 * that exist now, and segments, unlike whole files, do not tell whose they are.
 */
import { SitehaulError } from "../base/errors.ts";
import { isInTheWay, isSameName, isText, sentName } from "./direct.ts";
import type { PartFile } from "./part_file.ts";
import type { PartSource } from "./source.ts";

/**
 * The number under which the site sends a part after others were lost: the one in its list, or the one
 * that the part had before. The name that comes with a whole file tells; without one, the list counts.
 */
export async function numberNow(source: PartSource, original: number): Promise<number> {
  const { part } = source;
  if (original === part.part) return part.part;
  for (const number of [part.part, original]) {
    if (await isSentAs(source, number)) return number;
  }
  return part.part;
}

async function isSentAs(
  { caller, id, part, signal }: PartSource,
  number: number,
): Promise<boolean> {
  const ask = async ({ retry }: { readonly retry: boolean }) => {
    const options = { signal, retry };
    const response = await caller.open("downloadDirect", { id, part: number }, options);
    const sent = sentName(response);
    if (sent !== undefined || !isText(response)) {
      await response.body?.cancel();
      return sent;
    }
    const error = await caller.refusalIn(response, "downloadDirect");
    // A page in the way is no answer to the question.
    if (isInTheWay(error)) throw error;
    return undefined;
  };
  try {
    const sent = await caller.outlast(ask, { signal });
    return sent !== undefined && isSameName(sent, part.name);
  } catch (error) {
    signal?.throwIfAborted();
    if (isInTheWay(error)) throw error;
    return false;
  }
}

/**
 * Reads the record once more before a part gets its name.
 *
 * @throws {SitehaulError} `download/no-such-part` when its number has moved meanwhile: then it may be
 * made of two different files, and goes
 */
export async function refuseMoved(
  { caller, id, part, signal }: PartSource,
  file: PartFile,
): Promise<void> {
  const { files = [] } = await caller.outlast(
    ({ retry }) => caller.send("getBackupInfo", { id }, { signal, retry }),
    { signal },
  );
  const now = files.find(({ name }) => name === part.name);
  if (now?.part === part.part && now.size === part.size) return;
  await file.truncate(0);
  throw new SitehaulError(
    "download/no-such-part",
    `The files of backup ${id} changed on the server while ${part.name} was downloaded`,
    { hint: "Run the same command again." },
  );
}
