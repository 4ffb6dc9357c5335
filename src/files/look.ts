/**
 * What stands under a path, and what is in a file, for what every command looks at. Deno is asked itself:
 * to load `node:fs` takes it longer than its own start. Its errors have the codes of Node's.
 */
import type { Stats } from "node:fs";
import { ofDeno } from "../base/system.ts";

/** What stands there, and whose it is. */
export interface Found {
  readonly kind: "file" | "folder" | "link" | "other";
  /** Whose it is; `null` where the system has no such numbers. */
  readonly uid: number | null;
  readonly gid: number | null;
  readonly mode: number;
  readonly size: number;
}

/** A file that was opened: what is put in its place meanwhile does not matter. */
export interface OpenFile {
  look(): Promise<Found>;
  /** All of it, as UTF-8. */
  text(): Promise<string>;
  close(): Promise<void>;
}

/** How to look at files. */
export interface Look {
  /** What stands there, be it a link. */
  lstat(path: string): Promise<Found>;
  /** What stands there, or where a link leads to. */
  stat(path: string): Promise<Found>;
  /** Where a link leads to, as it says. */
  readlink(path: string): Promise<string>;
  /** The path without links. */
  realpath(path: string): Promise<string>;
  /**
   * Opens a file to be read. A link at the end of the path is not followed, and a pipe does not make it wait
   * for a writer.
   */
  open(path: string): Promise<OpenFile>;
}

/** That of this runtime. */
export async function look(): Promise<Look> {
  const deno = ofDeno();
  if (deno !== undefined) return withDeno(deno);
  return withNode(await import("node:fs/promises"));
}

function kindOf(
  isFile: boolean,
  isFolder: boolean,
  isLink: boolean,
): Found["kind"] {
  return isFile ? "file" : isFolder ? "folder" : isLink ? "link" : "other";
}

/** With Deno's own functions. */
export function withDeno(deno: typeof Deno): Look {
  const found = ({ isFile, isDirectory, isSymlink, uid, gid, mode, size }: Deno.FileInfo) => (
    { kind: kindOf(isFile, isDirectory, isSymlink), uid, gid, mode: mode ?? 0, size }
  );
  return {
    lstat: async (path) => found(await deno.lstat(path)),
    stat: async (path) => found(await deno.stat(path)),
    readlink: (path) => deno.readLink(path),
    realpath: (path) => deno.realPath(path),
    open: async (path) => {
      // It cannot be told not to follow links, nor to wait for no pipe: what was there before has to be it.
      const before = await deno.lstat(path);
      if (before.isSymlink) throw Object.assign(new Error("it is a link"), { code: "ELOOP" });
      if (!before.isFile) {
        const nothing = () => Promise.resolve("");
        return { look: () => Promise.resolve(found(before)), text: nothing, close: async () => {} };
      }
      const file = await deno.open(path);
      const { dev, ino } = await file.stat();
      if (dev !== before.dev || ino !== before.ino) {
        file.close();
        throw Object.assign(new Error("it was replaced meanwhile"), { code: "ELOOP" });
      }
      return {
        look: async () => found(await file.stat()),
        text: () => textOf(file),
        close: () => Promise.resolve(file.close()),
      };
    },
  };
}

const PIECE_BYTES = 64 * 1024;

/** Without a stream: to make one takes longer than to read most files. */
async function textOf(file: Deno.FsFile): Promise<string> {
  const decoder = new TextDecoder();
  const piece = new Uint8Array(PIECE_BYTES);
  let text = "";
  for (let read = await file.read(piece); read !== null; read = await file.read(piece)) {
    text += decoder.decode(piece.subarray(0, read), { stream: true });
  }
  return text + decoder.decode();
}

/** With the functions of Node, which other runtimes have as well. */
export function withNode(
  { constants, lstat, open, readlink, realpath, stat }: typeof import("node:fs/promises"),
): Look {
  // Windows lacks some of them.
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const found = (stats: Stats) => {
    const { uid, gid, mode, size } = stats;
    return {
      kind: kindOf(stats.isFile(), stats.isDirectory(), stats.isSymbolicLink()),
      ...{ uid, gid, mode, size },
    };
  };
  return {
    lstat: async (path) => found(await lstat(path)),
    stat: async (path) => found(await stat(path)),
    readlink: (path) => readlink(path),
    realpath: (path) => realpath(path),
    open: async (path) => {
      const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      return {
        look: async () => found(await file.stat()),
        text: () => file.readFile("utf8"),
        close: () => file.close(),
      };
    },
  };
}
