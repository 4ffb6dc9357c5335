/** One part of a download, from the request to the file. */
import { join } from "node:path";
import { sizeIfSame } from "../files/checksum.ts";
import type { DownloadedPart, PartsEvent } from "./parts_events.ts";
import { safeFileName } from "../files/file_name.ts";
import type { Fetching, Settings } from "./bytes_source.ts";
import { finishedBefore } from "./finished_part.ts";
import { apiWayOf } from "./from_site.ts";
import { PartFile } from "./part_file.ts";
import type { PartIdentity, TransferFacts } from "./transfer_state.ts";

/** A part that is there already, and what is known of it. */
export interface PartThere {
  readonly part: DownloadedPart;
  readonly facts: TransferFacts;
}

/** Where finished parts may be, and how they are recognised. */
export interface KnownParts {
  /** Where the files of an earlier download would be. */
  readonly dir: string;
  /** Checksums by name: sha256 in hex. */
  readonly checksums?: Readonly<Record<string, string>> | undefined;
}

/** The part, if it is there already: of an earlier download, or of this one before it broke off. */
export async function partThere(
  fetching: Fetching,
  { dir, checksums }: KnownParts,
): Promise<PartThere | undefined> {
  const { name, size } = fetching.part;
  const path = join(dir, safeFileName(name));
  const part = { type: "part", name, path, wasThere: true } as const;
  const known = checksums?.[name];
  const there = known === undefined ? undefined : await sizeIfSame(path, size, known);
  if (known !== undefined && there !== undefined) {
    return { part: { ...part, size: there, sha256: known }, facts: {} };
  }
  const finished = await finishedBefore(path, identityOf(fetching));
  if (finished === undefined) return undefined;
  const { facts, ...found } = finished;
  return { part: { ...part, ...found, way: apiWayOf(facts) }, facts };
}

function identityOf({ caller, record, part: { name, size } }: Fetching): PartIdentity {
  const { id, start = "" } = record;
  return { site: caller.site.replace(/^\w+:\/\//, ""), record: id, start, name, size };
}

/** Receives it under another name, and renames it once it is complete. */
export async function* fetchOne(
  fetching: Fetching,
  settings: Settings,
): AsyncGenerator<PartsEvent, void, void> {
  const { part: { name, size }, index, count } = fetching;
  const { source } = settings;
  const path = join(settings.dir, safeFileName(name));
  const file = await PartFile.open(path, identityOf(fetching));
  let isDone = false;
  try {
    let paid = file.bytes;
    const pay = async () => {
      await settings.pace?.(Math.max(0, file.bytes - paid), settings.signal);
      paid = file.bytes;
    };
    for await (const received of source.fetch(fetching, file, settings)) {
      await pay();
      yield typeof received === "number"
        ? { type: "progress", name, received, size, index: index + 1, count }
        : { type: "doubted", reason: received.doubt };
    }
    await pay();
    const sha256 = await file.finish(settings.keepsBefore);
    isDone = true;
    const way = source.wayOf(file);
    yield { type: "part", name, path, size: file.bytes, sha256, wasThere: false, way };
  } finally {
    if (!isDone) await file.suspend();
  }
}
