/**
 * Opening an archive, whatever its format.
 * @module
 */
import type { Entry, Walk } from "./entry.ts";
import { openJpa, walkJpa } from "./jpa.ts";
import { openJps, walkJps } from "./jps.ts";
import { END_RECORD, readJpsEnd } from "./jps_header.ts";
import type { PasswordSource } from "./jps_password.ts";
import type { Manifest } from "./manifest.ts";
import { type Observer, PartChain, type PartFile } from "./part_chain.ts";
import { findParts, missingParts } from "./part_files.ts";
import { ArchiveError, type Problem } from "./problem.ts";
import { sniff } from "./sniff.ts";

/** A format that can be read. */
export type ArchiveFormat = "jpa" | "jps" | "zip";

/** What an archive says of itself; undefined where it says nothing, or only at its end. */
export interface ArchiveHeader {
  /** Entries. */
  readonly entries: number | undefined;
  /** Bytes of all contents. */
  readonly size: number | undefined;
  /** Bytes of all stored data. */
  readonly storedSize: number | undefined;
}

/** How to open an archive. */
export interface OpenOptions {
  /**
   * The password of a JPS archive, or how to ask for it; asked for once, and only if needed. Without
   * one the empty password is tried.
   */
  readonly password?: PasswordSource;
}

/** An open archive. Close it, or declare it with `await using`. */
export interface Archive extends AsyncDisposable {
  /** The format. */
  readonly format: ArchiveFormat;
  /** Such as `1.3`; undefined for ZIP. */
  readonly formatVersion: string | undefined;
  /** The files in data order. */
  readonly parts: readonly PartFile[];
  /** What the archive says of itself. */
  readonly header: ArchiveHeader;
  /**
   * The entries in the order of the archive. The content of an entry can be read until the archive
   * is closed.
   *
   * @throws {SitehaulError} `archive/damaged`, `archive/password`
   */
  entries(): AsyncGenerator<Entry, void, void>;
  /** Closes the files. */
  close(): Promise<void>;
}

/** An archive for internal use: it yields problems instead of throwing. */
export interface Opened {
  readonly format: ArchiveFormat | undefined;
  readonly formatVersion: string | undefined;
  readonly header: ArchiveHeader;
  readonly chain: PartChain;
  readonly manifest: Manifest | undefined;
  /** What is wrong before the first entry. */
  readonly problems: readonly Problem[];
  readonly walk: () => Walk;
}

/**
 * Opens an archive: JPA 1.1 to 1.3, JPS 2.0 or ZIP, in one file or in parts.
 *
 * @param path any part of the archive, or its manifest
 * @param options the password
 * @throws {SitehaulError} `archive/damaged` when parts are missing or it is no archive,
 * `usage/value` when the file cannot be read
 *
 * @example
 * ```ts ignore
 * await using archive = await openArchive("site-20260101.jpa");
 * for await (const entry of archive.entries()) console.log(entry.path, entry.size);
 * ```
 */
export async function openArchive(path: string, options: OpenOptions = {}): Promise<Archive> {
  const opened = await openWalk(path, options);
  const { format, formatVersion, header, chain, problems } = opened;
  const close = () => chain.close();
  if (format === undefined || problems.length > 0) {
    await close();
    throw new ArchiveError(problems);
  }
  return {
    format,
    formatVersion,
    parts: chain.parts,
    header,
    entries: () => entriesOf(opened),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The entries, up to the first error. */
async function* entriesOf({ walk }: Opened): AsyncGenerator<Entry, void, void> {
  for await (const found of walk()) {
    if ("entry" in found) yield { ...found.entry, content: () => copies(found.entry) };
    else if (found.problem.severity === "error") throw new ArchiveError([found.problem]);
  }
}

/** Internally, the memory of a piece is reused for the next one; callers of this function may keep it. */
async function* copies(entry: Entry): AsyncGenerator<Uint8Array, void, void> {
  for await (const piece of entry.content()) yield new Uint8Array(piece);
}

/** Further options of {@linkcode openWalk}. */
export interface WalkOptions extends OpenOptions {
  /** Whether to look for a manifest beside the parts. @default {true} */
  readonly useManifest?: boolean;
  /** Called with everything that is read. */
  readonly observer?: Observer;
}

const UNKNOWN: ArchiveHeader = { entries: undefined, size: undefined, storedSize: undefined };

/** Opens an archive as far as that is possible. */
export async function openWalk(path: string, options: WalkOptions = {}): Promise<Opened> {
  const { useManifest = true, observer } = options;
  const { paths, missing, manifest } = await findParts(path, useManifest);
  const chain = await PartChain.open(paths, observer);
  const lost = missing.map((name) => {
    const message = `the part ${JSON.stringify(name)} is missing`;
    return chain.problem(chain.size, "part-missing", message);
  });
  const inside = await openFormat(chain, options);
  const further = lost.length > 0
    ? inside.problems.filter(({ code }) => code !== "part-missing")
    : inside.problems;
  return { ...inside, chain, manifest, problems: [...lost, ...further] };
}

type Inside = Omit<Opened, "chain" | "manifest">;

async function openFormat(chain: PartChain, options: OpenOptions): Promise<Inside> {
  const format = await sniff(chain);
  if (format === "jpa") return await insideJpa(chain);
  if (format === "jps") return await insideJps(chain, options.password);
  if (format === "zip") {
    // Only ZIP needs a library; what reads no ZIP must not wait for it.
    const { walkZip } = await import("./zip.ts");
    return { ...shell("zip", undefined), walk: () => walkZip(chain) };
  }
  const problems = [chain.problem(0, "not-an-archive", format.message)];
  return { ...shell(undefined, undefined), problems };
}

function shell(format: ArchiveFormat | undefined, formatVersion: string | undefined): Inside {
  return { format, formatVersion, header: UNKNOWN, problems: [], walk: nothing };
}

async function* nothing(): Walk {}

async function insideJpa(chain: PartChain): Promise<Inside> {
  const header = await openJpa(chain);
  if ("code" in header) {
    const problems = [chain.problem(0, header.code, header.message)];
    return { ...shell("jpa", undefined), problems };
  }
  const { version, entries, size, storedSize, parts = 1 } = header;
  return {
    ...shell("jpa", version),
    header: { entries, size, storedSize },
    problems: checkPartCount(chain, parts),
    walk: () => walkJpa(chain, header),
  };
}

/** The archive itself declares how many parts it has. */
function checkPartCount(chain: PartChain, parts: number): Problem[] {
  const here = chain.parts.length;
  if (here === parts) return [];
  if (here < parts) return [chain.problem(0, "part-missing", missingParts(chain, parts))];
  const message = `the archive has ${parts} parts, but only ${here} are present`;
  return [chain.problem(0, "part-extra", message)];
}

async function insideJps(chain: PartChain, password: PasswordSource): Promise<Inside> {
  const header = await openJps(chain);
  if ("code" in header) {
    const problems = [chain.problem(0, header.code, header.message)];
    return { ...shell("jps", undefined), problems };
  }
  const end = readJpsEnd(await chain.view(Math.max(0, chain.size - END_RECORD), END_RECORD));
  const { entries, size, storedSize } = end ?? UNKNOWN;
  return {
    ...shell("jps", header.version),
    header: { entries, size, storedSize },
    problems: end === undefined ? [] : checkPartCount(chain, end.parts),
    walk: () => walkJps(chain, header, password),
  };
}
