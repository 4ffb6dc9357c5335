/**
 * What is known of a plain dump: text without a checksum or an end mark. That the very same bytes come in
 * two different ways shows that they are what is on the server.
 */
import { createHash } from "node:crypto";
import type { Caller } from "../connection/caller.ts";
import type { Manifest, ManifestPart } from "../files/manifest.ts";
import { CONNECTIONS } from "../download/from_site.ts";
import { fetchDirect } from "../download/direct.ts";
import type { DownloadProgress } from "../download/parts_events.ts";
import { SMALLEST_SEGMENT } from "../download/fetch_part.ts";
import { planParts } from "../download/plan.ts";
import { readBlocks } from "../download/read_blocks.ts";
import { fetchSegments, release } from "../download/segments.ts";
import type { PartSource } from "../download/source.ts";
import { isSitehaulError } from "../base/errors.ts";
import type { BackupRecord } from "../protocol/replies.ts";
import { notProvable } from "./download_refusals.ts";

/** Whether a file is a database dump, which is no archive. */
export function isPlainDump(name: string): boolean {
  return /\.sql$/i.test(name);
}

/** What came of comparing. */
export interface Compared {
  /** The parts, with the ways in which the very same bytes came. */
  readonly parts: readonly ManifestPart[];
  /** The names of those that have other bytes in another way. */
  readonly differing: readonly string[];
}

/**
 * Requests all parts once more, each in the way in which it has not come yet, and compares checksums.
 * Nothing is written.
 *
 * @throws {SitehaulError} `delete/files` where they cannot be had in another way
 */
export async function* compareSecondWay(
  caller: Caller,
  record: BackupRecord,
  manifest: Manifest,
  signal: AbortSignal | undefined,
): AsyncGenerator<DownloadProgress, Compared, void> {
  const planned = planParts(record);
  const parts: ManifestPart[] = [];
  const differing: string[] = [];
  for (const [index, part] of planned.entries()) {
    const known = manifest.parts.find(({ name }) => name === part.name);
    if (known === undefined) throw notProvable(record);
    const { ways = ["whole"] } = known;
    if (ways.length > 1) {
      parts.push(known);
      continue;
    }
    const way = ways.includes("segments") ? "whole" : "segments";
    const source = { caller, id: record.id, part, isOnly: planned.length === 1, signal };
    const sum = createHash("sha256");
    let received = 0;
    try {
      for await (const bytes of bytesBy(way, source)) {
        sum.update(bytes);
        received += bytes.byteLength;
        if (way === "segments") release(bytes);
        const { name, size } = part;
        yield { type: "progress", name, received, size, index: index + 1, count: planned.length };
      }
    } catch (error) {
      const isForGood = isSitehaulError(error) && error.isPermanent && error.code !== "interrupted";
      throw isForGood ? notProvable(record, error) : error;
    }
    const isSame = sum.digest("hex") === known.sha256;
    if (!isSame) differing.push(part.name);
    parts.push(isSame ? { ...known, ways: [...ways, way].toSorted() } : known);
  }
  return { parts, differing };
}

async function* bytesBy(
  way: "whole" | "segments",
  source: PartSource,
): AsyncGenerator<Uint8Array, void, void> {
  const { caller, part: { size = Infinity }, signal } = source;
  if (way === "segments") {
    const last = Math.ceil(size / SMALLEST_SEGMENT);
    return yield* fetchSegments(source, { first: 1, last, connections: CONNECTIONS });
  }
  const ask = (options: { readonly retry: boolean }) => fetchDirect(source, 0, options);
  yield* readBlocks((await caller.outlast(ask, { signal })).body);
}
