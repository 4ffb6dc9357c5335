/** download and downloadDirect. */
import { Buffer } from "node:buffer";
import type { Call } from "./call.ts";
import { has, intOf } from "../wire/parameters.ts";
import { data, refusal, type Reply } from "../wire/reply.ts";
import type { SitePart } from "../archives/site_part.ts";

const MEBIBYTE = 1_048_576;

/**
 * A segment of a part in Base64. `chunk_size` moves the place but not the length, as observed in
 * every version: only 1 gives the whole file.
 */
export async function download(call: Call): Promise<Reply> {
  const { behaviour, parameters } = call;
  const found = partFor(call);
  if (typeof found === "string") {
    return isCrash(call, found) ? { kind: "crash" } : refusal(404, found);
  }
  const segment = intOf(parameters, "segment", 1);
  if (segment < 1) return refusal(500, "Error reading specified segment");
  const unit = behaviour.segmentBytes;
  const offset = unit * intOf(parameters, "chunk_size", 1) * (segment - 1);
  if (offset > found.size) return refusal(404, "Invalid segment");
  const bytes = await readWhole(found, offset, Math.min(unit, found.size - offset));
  return data(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"));
}

/** The bytes alone, without an envelope. */
export function downloadDirect(call: Call): Reply {
  const found = partFor(call);
  return typeof found === "string"
    ? { kind: "blank", reason: found }
    : { kind: "file", part: found };
}

const INVALID_PART = "Invalid backup part";

/** Without files and without `part_id`, the download crashes (observed: 9.1.1 for WordPress). */
function isCrash({ site, behaviour, parameters }: Call, refused: string): boolean {
  if (behaviour.era !== "standalone-8" || refused !== INVALID_PART) return false;
  const record = site.record(intOf(parameters, "backup_id"));
  return record?.parts.length === 0 && !has(parameters, "part_id");
}

function partFor({ site, parameters }: Call): SitePart | string {
  const record = site.record(intOf(parameters, "backup_id"));
  if (record === undefined) return "Invalid backup record identifier";
  const part = record.parts[intOf(parameters, "part_id", 1) - 1];
  return part === undefined || record.status === "fail" ? INVALID_PART : part;
}

async function readWhole(part: SitePart, offset: number, length: number): Promise<Uint8Array> {
  const whole = new Uint8Array(Math.min(length, MEBIBYTE * 2));
  let filled = 0;
  while (filled < whole.length) {
    const bytes = await part.read(offset + filled, whole.length - filled);
    if (bytes.length === 0) break;
    whole.set(bytes, filled);
    filled += bytes.length;
  }
  return whole.subarray(0, filled);
}
