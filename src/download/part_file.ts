/**
 * A part on its way to the disk: a temporary file that can be taken up again after any interruption.
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SitehaulError } from "../errors.ts";
import { disk } from "./disk.ts";
import { readState, type TransferState, writeState } from "./transfer_state.ts";

/** After so many bytes they are synced and noted, while more come in. */
const CHECKPOINT_BYTES = 4 * 1024 * 1024;

/** So many bytes may be lost in a crash: who is that far ahead of the disk waits for it. */
const MOST_UNNOTED_BYTES = 8 * 1024 * 1024;

/** How much is read at once when a checksum is computed again. */
const BLOCK_BYTES = 1024 * 1024;

/** What part it is: what is on the disk is taken up only for the very same. */
export type PartIdentity = Omit<TransferState, "schema" | "bytes" | "segmentSize">;

/** The paths beside a target, made of its name so that the next run finds them. */
export function workPaths(target: string): { readonly temporary: string; readonly state: string } {
  const temporary = join(dirname(target), `.${basename(target)}.part`);
  return { temporary, state: `${temporary}.json` };
}

/** A part that is being received. Bytes are appended in order; the checksum goes along. */
export class PartFile {
  readonly #target: string;
  readonly #identity: PartIdentity;
  readonly #file: FileHandle;
  #hash: Hash;
  #bytes: number;
  #noted: number;
  #segmentSize: number | undefined;
  #noting: Promise<void> | undefined;
  #noteError: unknown;

  private constructor(target: string, identity: PartIdentity, file: FileHandle) {
    this.#target = target;
    this.#identity = identity;
    this.#file = file;
    this.#hash = createHash("sha256");
    this.#bytes = 0;
    this.#noted = 0;
  }

  /**
   * Opens the temporary file of a target, and takes up what an earlier run has left of the same part.
   *
   * @throws {SitehaulError} `file/write`
   */
  static async open(target: string, identity: PartIdentity): Promise<PartFile> {
    const { temporary, state } = workPaths(target);
    const before = await readState(state, identity);
    const file = await disk(
      target,
      () => open(temporary, before === undefined ? "w+" : "a+", 0o600),
    );
    const part = new PartFile(target, identity, file);
    try {
      if (before !== undefined) await part.#takeUp(before);
    } catch (error) {
      await file.close();
      throw error;
    }
    return part;
  }

  /** How many bytes there are so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The size of a full segment on this server, once it is known. */
  get segmentSize(): number | undefined {
    return this.#segmentSize;
  }

  set segmentSize(value: number | undefined) {
    this.#segmentSize = value;
  }

  /** The noted bytes were synced before they were noted; what stands behind them may be torn. */
  async #takeUp({ bytes, segmentSize }: TransferState): Promise<void> {
    const { size } = await disk(this.#target, () => this.#file.stat());
    this.#segmentSize = segmentSize;
    await this.truncate(Math.min(bytes, size));
  }

  /** Goes back to an earlier length. */
  async truncate(bytes: number): Promise<void> {
    await this.#settleNote();
    await disk(this.#target, () => this.#file.truncate(bytes));
    this.#bytes = bytes;
    this.#noted = Math.min(this.#noted, bytes);
    this.#hash = await disk(this.#target, () => hashOf(this.#file, bytes));
  }

  /** @throws {SitehaulError} `download/failed` when there are more bytes than there should be */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#bytes + bytes.byteLength > this.#identity.size) {
      throw new SitehaulError(
        "download/failed",
        `Cannot finish ${this.#target}: the site sends more than the ${this.#identity.size} bytes ` +
          "it announced",
        { hint: "The file may be changing on the server. Look at the backup record again." },
      );
    }
    await disk(this.#target, () => writeAll(this.#file, bytes, this.#bytes));
    this.#hash.update(bytes);
    this.#bytes += bytes.byteLength;
    const unnoted = this.#bytes - this.#noted;
    if (unnoted >= CHECKPOINT_BYTES) this.#noteSoon();
    if (unnoted >= MOST_UNNOTED_BYTES) await this.#settleNote();
  }

  /** Begins a note, unless one is under way. */
  #noteSoon(): void {
    this.#noting ??= this.#note().catch((error) => {
      this.#noteError = error;
    }).finally(() => {
      this.#noting = undefined;
    });
  }

  /** Syncs what is there, and then notes it: never more than is safely on the disk. */
  async #note(): Promise<void> {
    const bytes = this.#bytes;
    await disk(this.#target, () => this.#file.datasync());
    await writeState(this.#target, workPaths(this.#target).state, {
      ...this.#identity,
      schema: 1,
      bytes,
      segmentSize: this.#segmentSize,
    });
    this.#noted = bytes;
  }

  /** Waits for the note that is under way; its failure is told here. */
  async #settleNote(): Promise<void> {
    await this.#noting;
    if (this.#noteError !== undefined) throw this.#noteError;
  }

  /**
   * Gives the file its name, if it is whole. What stood there before is untouched until then.
   *
   * @returns the checksum: sha256 in hex
   * @throws {SitehaulError} `download/failed` when bytes are missing
   */
  async finish(): Promise<string> {
    const { size } = this.#identity;
    if (this.#bytes !== size) {
      throw new SitehaulError(
        "download/failed",
        `Cannot finish ${this.#target}: received ${this.#bytes} of ${size} bytes`,
        { hint: "Run the same command again: it goes on from there." },
      );
    }
    const { temporary, state } = workPaths(this.#target);
    await this.#settleNote();
    await disk(this.#target, () => this.#file.sync());
    await disk(this.#target, () => this.#file.close());
    await disk(this.#target, () => rename(temporary, this.#target));
    await rm(state, { force: true });
    return this.#hash.digest("hex");
  }

  /** Keeps what there is for the next run. Never throws: there may be no disk left to write to. */
  async suspend(): Promise<void> {
    try {
      await this.#settleNote();
      if (this.#bytes > this.#noted) await this.#note();
    } catch {
      // What was noted before still holds.
    }
    await this.#file.close().catch(() => {});
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.byteLength;) {
    const rest = bytes.byteLength - written;
    const { bytesWritten } = await file.write(bytes, written, rest, position + written);
    written += bytesWritten;
  }
}

/** Whether a file is there with that size and checksum (sha256 in hex). */
export async function holds(path: string, size: number, sha256: string): Promise<boolean> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return false;
  try {
    if ((await file.stat()).size !== size) return false;
    return (await hashOf(file, size)).digest("hex") === sha256;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

/** The checksum of the first bytes of a file, ready to go on. */
async function hashOf(file: FileHandle, bytes: number): Promise<Hash> {
  const hash = createHash("sha256");
  const block = new Uint8Array(BLOCK_BYTES);
  for (let position = 0; position < bytes;) {
    const length = Math.min(BLOCK_BYTES, bytes - position);
    const { bytesRead } = await file.read(block, 0, length, position);
    if (bytesRead === 0) break;
    hash.update(block.subarray(0, bytesRead));
    position += bytesRead;
  }
  return hash;
}
