/** Opening an archive, whatever its format. */
import { checkEncoding } from "./code_page.ts";
import type { Entry, Walk } from "./entry.ts";
import { type Gap, Gaps, missingProblem } from "./gaps.ts";
import { hasEntries } from "./jpa_search.ts";
import { openJpa, walkJpa } from "./jpa.ts";
import { openJps, walkJps } from "./jps.ts";
import { END_RECORD, readJpsEnd } from "./jps_header.ts";
import type { PasswordSource } from "./jps_password.ts";
import type { Manifest } from "../files/manifest.ts";
import { type Observer, PartChain, type PartFile } from "./part_chain.ts";
import { declaredGaps, findParts } from "./part_files.ts";
import { ArchiveError, type Problem } from "./problem.ts";
import { type ArchiveFormat, formatOfName, sniff, type Sniffed } from "./sniff.ts";

/** What an archive says of itself; undefined where it says nothing, or only at its end. */
export interface ArchiveHeader {
  /** Entries that it claims to have. */
  readonly entries: number | undefined;
  /** Bytes of all contents. */
  readonly size: number | undefined;
  /** Bytes of all stored data. */
  readonly storedSize: number | undefined;
}

/** How to read what is encrypted, and names that are not UTF-8. */
export interface OpenOptions {
  /**
   * The password of a JPS archive, or how to ask for it; asked for once, and only if needed. Without
   * one the empty password is tried.
   */
  readonly password?: PasswordSource;
  /**
   * The encoding of names that are not UTF-8, such as `windows-1252`. Without one, those in a ZIP
   * archive are read as cp437, and of other names each byte is spelled `%XX`.
   */
  readonly encoding?: string | undefined;
}

/** An open archive. Close it, or declare it with `await using`. */
export interface Archive extends AsyncDisposable {
  /** By the first bytes, not by the file name. */
  readonly format: ArchiveFormat;
  /** Such as `1.3`; undefined for ZIP. */
  readonly formatVersion: string | undefined;
  /** The files in data order. */
  readonly parts: readonly PartFile[];
  /** Sums of the archive's own; not proven by reading it. */
  readonly header: ArchiveHeader;
  /**
   * The entries in the order of the archive. The content of an entry can be read until the archive
   * is closed.
   *
   * @throws {SitehaulError} `archive/damaged`, `archive/password`
   */
  entries(): AsyncGenerator<Entry, void, void>;
  /** Closes the files; contents cannot be read any more. */
  close(): Promise<void>;
}

/** An archive for internal use: it yields problems instead of throwing. */
export interface Opened {
  readonly format: ArchiveFormat | undefined;
  readonly formatVersion: string | undefined;
  readonly header: ArchiveHeader;
  readonly chain: PartChain;
  /** The names of missing parts. */
  readonly missing: readonly string[];
  readonly manifest: Manifest | undefined;
  /** What is wrong that is known before the first entry: missing parts first. */
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

/** Throws the first problem that is an error; others are passed over. */
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

/** For those who read everything: what else to compare with, and who looks on. */
export interface WalkOptions extends OpenOptions {
  /** Whether to look for a manifest beside the parts. @default {true} */
  readonly useManifest?: boolean;
  /** Called with everything that is read. */
  readonly observer?: Observer;
}

const UNKNOWN: ArchiveHeader = { entries: undefined, size: undefined, storedSize: undefined };

/** Opens an archive as far as that is possible. */
export async function openWalk(path: string, options: WalkOptions = {}): Promise<Opened> {
  const { useManifest = true, observer, encoding } = options;
  if (encoding !== undefined) checkEncoding(encoding);
  const { paths, gaps: known, manifest } = await findParts(path, useManifest);
  const chain = await PartChain.open(paths, observer);
  const { gaps = new Gaps(chain.parts, known), ...inside } = await openFormat(
    chain,
    known,
    options,
  );
  const missing = gaps.seams.flatMap(({ names }) => names);
  const problems = [
    ...gaps.seams.map((seam) => missingProblem(chain, seam)),
    ...inside.problems,
  ];
  return { ...inside, chain, missing, manifest, problems };
}

/** What is in the parts; the gaps where the archive itself tells of more than the names. */
type Inside = Omit<Opened, "chain" | "missing" | "manifest"> & { readonly gaps?: Gaps };

async function openFormat(
  chain: PartChain,
  known: readonly Gap[],
  options: OpenOptions,
): Promise<Inside> {
  const sniffed = known[0]?.index === 0 ? withoutStart(chain, known) : await sniff(chain);
  const inside = await insideOf(chain, known, sniffed, options);
  const { message } = sniffed;
  // Of a part that is missing more is known than that the archive does not begin here.
  if (message === undefined || inside.gaps?.seams[0]?.at === 0) return inside;
  const code = inside.format === undefined ? "not-an-archive" : "header";
  return { ...inside, problems: [chain.problem(0, code, message), ...inside.problems] };
}

/** The names of the parts tell the format where the first part is missing. */
function withoutStart(chain: PartChain, gaps: readonly Gap[]): Sniffed {
  const names = [...chain.parts.map(({ name }) => name), ...gaps.flatMap(({ names }) => names)];
  const main = names.find((name) => /\.(jpa|jps|zip)$/i.test(name)) ?? names[0] ?? "";
  return { format: formatOfName(main), at: undefined };
}

async function insideOf(
  chain: PartChain,
  known: readonly Gap[],
  { format, at }: Sniffed,
  options: OpenOptions,
): Promise<Inside> {
  const { encoding } = options;
  if (format === "jpa") return await insideJpa(chain, known, at, encoding);
  if (format === "jps") return await insideJps(chain, known, at, options);
  if (format === undefined) return shell(undefined, undefined);
  // What reads no ZIP need not wait for what does.
  const { openZip, walkZip } = await import("./zip.ts");
  const { end, gaps } = await openZip(chain, known);
  const header = { ...UNKNOWN, entries: end?.entries };
  return {
    ...shell("zip", undefined),
    header,
    gaps,
    walk: () => walkZip({ chain, gaps, end, start: at, encoding }),
  };
}

function shell(format: ArchiveFormat | undefined, formatVersion: string | undefined): Inside {
  return { format, formatVersion, header: UNKNOWN, problems: [], walk: nothing };
}

async function* nothing(): Walk {}

async function insideJpa(
  chain: PartChain,
  known: readonly Gap[],
  start: number | undefined,
  encoding: string | undefined,
): Promise<Inside> {
  const header = start === undefined ? undefined : await openJpa(chain, start);
  if (header === undefined) return await headlessJpa(chain, known, encoding);
  if ("code" in header) {
    const inside = header.code === "header"
      ? await headlessJpa(chain, known, encoding)
      : shell("jpa", undefined);
    return { ...inside, format: "jpa", problems: [chain.problem(0, header.code, header.message)] };
  }
  const { version, entries, size, storedSize, parts = 1 } = header;
  const gaps = new Gaps(chain.parts, declaredGaps(chain.parts, known, parts));
  return {
    ...shell("jpa", version),
    header: { entries, size, storedSize },
    gaps,
    problems: extraParts(chain, gaps, parts),
    walk: () => walkJpa({ chain, gaps, header, encoding }),
  };
}

/** What can be read without the archive header: entries that are found by searching. */
async function headlessJpa(
  chain: PartChain,
  known: readonly Gap[],
  encoding: string | undefined,
): Promise<Inside> {
  const archive = { chain, gaps: new Gaps(chain.parts, known), header: undefined, encoding };
  const isJpa = known.length > 0 || await hasEntries(archive);
  return isJpa
    ? { ...shell("jpa", undefined), walk: () => walkJpa(archive) }
    : shell(undefined, undefined);
}

/** An archive itself declares how many parts it has. */
function extraParts(chain: PartChain, { seams }: Gaps, parts: number): Problem[] {
  const here = chain.parts.length;
  const known = here + seams.reduce((sum, { names }) => sum + names.length, 0);
  if (known <= parts) return [];
  const message = `the archive has ${parts} parts, but ${known} were found`;
  return [chain.problem(0, "part-extra", message)];
}

async function insideJps(
  chain: PartChain,
  known: readonly Gap[],
  start: number | undefined,
  { password, encoding }: OpenOptions,
): Promise<Inside> {
  const message = "the beginning of the archive is lost, and with it what the key is made of: " +
    "nothing in it can be decrypted";
  const header = start === undefined
    ? { code: "header", message } as const
    : await openJps(chain, start);
  const end = readJpsEnd(await chain.view(Math.max(0, chain.size - END_RECORD), END_RECORD));
  const gaps = new Gaps(chain.parts, declaredGaps(chain.parts, known, end?.parts ?? 0));
  if ("code" in header) {
    const problems = [chain.problem(0, header.code, header.message)];
    return { ...shell("jps", undefined), gaps, problems };
  }
  const { entries, size, storedSize } = end ?? UNKNOWN;
  return {
    ...shell("jps", header.version),
    header: { entries, size, storedSize },
    gaps,
    problems: end === undefined ? [] : extraParts(chain, gaps, end.parts),
    walk: () => walkJps({ chain, gaps, header, encoding }, password),
  };
}
