/** A part to receive, in tests. */
import { createHash, randomBytes } from "node:crypto";
import type { PartFile } from "../../src/download/part_file.ts";
import type { PartIdentity } from "../../src/download/transfer_state.ts";

export const MIB = 1024 * 1024;
/** The bytes of the part. */
export const content = new Uint8Array(randomBytes(20 * MIB + 77));
export const sha256 = createHash("sha256").update(content).digest("hex");
/** What is noted of {@linkcode content}, and has to be the same for a download to go on. */
export const identity: PartIdentity = {
  site: "www.example.com",
  record: 7,
  start: "2026-11-24T03:00:00.000Z",
  name: "a.jpa",
  size: content.length,
};

/** Appends the bytes up to that one. */
export async function fill(file: PartFile, upTo: number): Promise<void> {
  while (file.bytes < upTo) {
    await file.append(content.subarray(file.bytes, Math.min(upTo, file.bytes + MIB)));
  }
}
