/**
 * A part on its way to the disk: a temporary file that can be taken up again after any interruption.
 */
import { createHash, type Hash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SitehaulError } from "../base/errors.ts";
import { systemCode } from "../base/message_text.ts";
import { hashOf } from "../files/checksum.ts";
import { type Claim, claim } from "../files/claim.ts";
import { withWriteError } from "../files/disk.ts";
import { Background } from "./background.ts";
import { setAside } from "./set_aside.ts";
import {
  type PartIdentity,
  takeUpState,
  type TransferFacts,
  type TransferState,
  writeState,
} from "./transfer_state.ts";

/** What it may cost that the program is killed, where the rest can be asked for alone. Bytes. */
export const MAX_REFETCH_BYTES: number = 8 << 20;

/**
 * What it may cost that the whole computer crashes, in bytes: a writer this far ahead of the last sync
 * waits for it. Each sync waits for what others write to the same disk, so that more of them would make
 * a download last twice as long there.
 */
export const MAX_UNSYNCED_BYTES: number = 128 << 20;

/** Small pieces are gathered up to so many bytes: each write takes a turn of its own. */
const GATHER_BYTES = 256 * 1024;

/**
 * No more is written at once: for a large write Linux takes large pieces of memory, which a virtual
 * machine may have to ask its host for. Of 1 MiB each, a GiB took ten times as long (ext4, 6.18).
 */
const WRITE_BYTES = 64 * 1024;

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
  readonly #held: Claim;
  #hash: Hash;
  #written = 0;
  #synced = 0;
  /** What the last note says. */
  #noted = { synced: 0, received: 0 };
  /** Made when it is needed: whole blocks and segments do not go through it. */
  #gathered = new Uint8Array();
  #gatheredBytes = 0;
  #facts: TransferFacts = {};
  /** A writer so many bytes ahead of the last note waits for it. */
  mostUnnoted: number = MAX_REFETCH_BYTES;
  /** While little is new, nothing is synced before so many ms are over. */
  syncMs = 1000;
  #syncedAt = performance.now();
  readonly #syncing = new Background();
  readonly #noting = new Background();

  private constructor(target: string, identity: PartIdentity, file: FileHandle, held: Claim) {
    [this.#target, this.#identity] = [target, identity];
    [this.#file, this.#held] = [file, held];
    this.#hash = createHash("sha256");
  }

  /**
   * Opens the temporary file of a target, and takes up what an earlier run has left of the same part.
   *
   * @throws {SitehaulError} `file/write`
   */
  static async open(target: string, identity: PartIdentity): Promise<PartFile> {
    const { temporary, state } = workPaths(target);
    const held = claim(target, temporary);
    try {
      const before = await takeUpState(state, identity);
      const file = await withWriteError(target, () => openNoLink(temporary));
      const part = new PartFile(target, identity, file, held);
      try {
        if (before === undefined) await part.truncate(0);
        else await part.#takeUp(before);
      } catch (error) {
        await file.close();
        throw error;
      }
      return part;
    } catch (error) {
      held.release();
      throw error;
    }
  }

  /** Bytes received, those included that are not on the disk yet. */
  get bytes(): number {
    return this.#written + this.#gatheredBytes;
  }

  /** What was learned so far, in this run or an earlier one. */
  get facts(): TransferFacts {
    return this.#facts;
  }

  /** Something was learned; it is noted with the next bytes. */
  learn(facts: TransferFacts): void {
    this.#facts = { ...this.#facts, ...facts };
  }

  /** What was synced is there; of what follows it, the checksum of all tells. */
  async #takeUp({ bytes, received, facts }: TransferState): Promise<void> {
    const { size } = await withWriteError(this.#target, () => this.#file.stat());
    this.#facts = facts;
    this.#synced = bytes;
    this.#noted = { synced: bytes, received: received?.bytes ?? bytes };
    if (received !== undefined && bytes < received.bytes && received.bytes <= size) {
      const hash = await withWriteError(this.#target, () => hashOf(this.#file, received.bytes));
      if (hash.copy().digest("hex") === received.sha256) {
        await withWriteError(this.#target, () => this.#file.truncate(received.bytes));
        [this.#written, this.#hash] = [received.bytes, hash];
        return;
      }
    }
    await this.truncate(Math.min(bytes, size));
  }

  /** Goes back to an earlier length. */
  async truncate(bytes: number): Promise<void> {
    await this.#flush();
    await this.#settle();
    await withWriteError(this.#target, () => this.#file.truncate(bytes));
    this.#written = bytes;
    if (bytes === 0) this.learn({ hasWhole: false });
    this.#hash = await withWriteError(this.#target, () => hashOf(this.#file, bytes));
    // Else, after a power failure, what is written next would count as synced.
    if (bytes < Math.max(this.#synced, this.#noted.received)) await this.#syncAndNote();
  }

  /**
   * @throws {SitehaulError} `download/failed` when there are more bytes than there should be: then
   * those before are in doubt, too, and go
   */
  async append(bytes: Uint8Array): Promise<void> {
    const { size = Infinity } = this.#identity;
    if (this.bytes + bytes.byteLength > size) {
      await this.truncate(0);
      throw new SitehaulError(
        "download/failed",
        `Cannot finish ${this.#target}: the site sends more than the ${size} bytes it announced`,
        { hint: "The file may be changing on the server. Check the backup record again." },
      );
    }
    if (this.#gatheredBytes + bytes.byteLength > GATHER_BYTES) await this.#flush();
    if (bytes.byteLength >= GATHER_BYTES) return await this.#write(bytes);
    const room = Math.min(GATHER_BYTES, size - this.#written);
    if (this.#gatheredBytes === 0 && this.#gathered.byteLength < room) {
      this.#gathered = new Uint8Array(room);
    }
    this.#gathered.set(bytes, this.#gatheredBytes);
    this.#gatheredBytes += bytes.byteLength;
  }

  async #flush(): Promise<void> {
    const gathered = this.#gathered.subarray(0, this.#gatheredBytes);
    this.#gatheredBytes = 0;
    if (gathered.byteLength > 0) await this.#write(gathered);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const writing = withWriteError(this.#target, () => writeAll(this.#file, bytes, this.#written));
    this.#hash.update(bytes); // while the disk is at work
    await writing;
    this.#written += bytes.byteLength;
    const unsynced = this.#written - this.#synced;
    if (unsynced >= MAX_UNSYNCED_BYTES / 2 || performance.now() - this.#syncedAt >= this.syncMs) {
      this.#syncing.begin(() => this.#sync());
    }
    if (unsynced >= MAX_UNSYNCED_BYTES) await this.#syncing.settle();
    const unnoted = this.#written - this.#noted.received;
    if (unnoted >= this.mostUnnoted / 2 || this.#synced > this.#noted.synced) {
      this.#noting.begin(() => this.#note());
    }
    if (unnoted >= this.mostUnnoted) await this.#noting.settle();
  }

  /** What is written meanwhile does not count. */
  async #sync(): Promise<void> {
    const bytes = this.#written;
    this.#syncedAt = performance.now();
    await withWriteError(this.#target, () => this.#file.datasync());
    this.#synced = bytes;
  }

  /** Notes how much is safely on the disk, and what else should be; begun only between two writes. */
  async #note(): Promise<void> {
    const synced = this.#synced;
    const received = { bytes: this.#written, sha256: this.#hash.copy().digest("hex") };
    await this.#keepState({ bytes: synced, received });
    this.#noted = { synced, received: received.bytes };
  }

  async #syncAndNote(): Promise<void> {
    await this.#sync();
    await this.#note();
  }

  async #keepState(so: Pick<TransferState, "bytes" | "received" | "sha256">): Promise<void> {
    const state = { ...this.#identity, schema: 1, facts: this.#facts, ...so } as const;
    await writeState(this.#target, workPaths(this.#target).state, state);
  }

  async #settle(): Promise<void> {
    await this.#syncing.settle();
    await this.#noting.settle();
  }

  /**
   * Gives the file its name, if it is whole. What stood there before is untouched until then. The
   * state stays, with the checksum, until `forgetState()`: were the rest of the download
   * interrupted, this part would not come again.
   *
   * @param keepsBefore whether what stood there is set aside
   * @returns the checksum: sha256 in hex
   * @throws {SitehaulError} `download/failed` when bytes are missing; where the size is unknown, who
   * has read to the end knows
   */
  async finish(keepsBefore = false): Promise<string> {
    await this.#flush();
    const bytes = this.#written;
    const { size } = this.#identity;
    const isWhole = size === undefined ? bytes > 0 : bytes === size;
    if (!isWhole) throw this.#unfinished(bytes);
    const { temporary } = workPaths(this.#target);
    await this.#settle();
    await withWriteError(this.#target, () => this.#file.sync());
    await withWriteError(this.#target, () => this.#file.close());
    if (keepsBefore) await setAside(this.#target);
    await withWriteError(this.#target, () => rename(temporary, this.#target));
    this.#held.release();
    const sha256 = this.#hash.digest("hex");
    await this.#keepState({ bytes, sha256 });
    return sha256;
  }

  #unfinished(bytes: number): SitehaulError {
    const { size } = this.#identity;
    const received = size === undefined
      ? "the file is empty"
      : `received ${bytes} of ${size} bytes`;
    return new SitehaulError("download/failed", `Cannot finish ${this.#target}: ${received}`, {
      hint: size === undefined
        ? "Look at the file on the server: no archive is empty."
        : "Run the same command again: it resumes.",
    });
  }

  /** Keeps what there is for the next run. Never throws: there may be no disk left to write to. */
  async suspend(): Promise<void> {
    try {
      await this.#flush();
      await this.#settle();
      if (this.#written > this.#synced) await this.#syncAndNote();
    } catch {
      // What was noted before still holds.
    }
    await this.#file.close().catch(() => {});
    this.#held.release();
  }
}

/**
 * Opens a temporary file, to read and to write. That none of another user stands there is seen to by
 * the claim; should a link have come since, it is not followed.
 */
async function openNoLink(path: string): Promise<FileHandle> {
  try {
    return await open(path, "wx+", 0o600);
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
    // Windows has no such flag; who may make a link there may do anything else as well.
    return await open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.byteLength;) {
    const rest = Math.min(WRITE_BYTES, bytes.byteLength - written);
    const { bytesWritten } = await file.write(bytes, written, rest, position + written);
    written += bytesWritten;
  }
}
