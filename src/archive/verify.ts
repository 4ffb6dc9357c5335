/** Proving that an archive is whole. */
import { crc32 } from "node:zlib";
import { stopIfAborted } from "../base/abort.ts";
import { Damage } from "./damage.ts";
import type { Entry } from "./entry.ts";
import { Ledger } from "./ledger.ts";
import type { Manifest } from "../files/manifest.ts";
import { type Opened, type OpenOptions, openWalk } from "./open.ts";
import { PartHashes } from "./part_hashes.ts";
import { ArchiveError } from "./problem.ts";
import { ReportBuilder, type VerifyReport } from "./report.ts";

/** How verifying comes along. */
export interface VerifyProgress {
  /** Entries read so far. */
  readonly entries: number;
  /** How far into the archive, bytes. */
  readonly done: number;
  /** Bytes in the archive. */
  readonly total: number;
}

/** How thoroughly to read, and what else to compare with. */
export interface VerifyOptions extends OpenOptions {
  /** Look at headers only: fast, and blind to damage inside the data. @default {false} */
  readonly quick?: boolean;
  /**
   * The manifest to compare with, or false for none. Without it the one beside the archive is used,
   * where there is one.
   */
  readonly manifest?: Manifest | false | undefined;
  /** Stops at once. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the progress, at most once per MiB. */
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
}

/**
 * Verifies an archive: that all parts are there, that its headers agree with its content, that every
 * file can be read and has its size (and its checksum, in a ZIP), and that the parts have the SHA-256
 * that the manifest gives. Damage is reported, not thrown; after damage it continues where it can.
 *
 * JPA and JPS have no checksums: damage inside stored data shows only against a manifest. So without
 * one they are proven `readable`, not `whole`: see {@linkcode ArchiveProof}.
 *
 * @param path any part of the archive, or its manifest
 * @param options what to look at
 * @returns what was found; see {@linkcode verificationError}
 * @throws {SitehaulError} `usage/value` when the file cannot be read, `interrupted`
 *
 * @example
 * ```ts
 * import { verifyArchive } from "@sitehaul/sitehaul/archive";
 * import { assertEquals } from "@std/assert";
 *
 * const report = await verifyArchive("tests/archives/small-jpa-single/sample-files.jpa");
 * assertEquals([report.ok, report.entries], [true, 11]);
 * ```
 */
export async function verifyArchive(
  path: string,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  const { quick = false, password } = options;
  const hashes = new PartHashes();
  const willHash = !quick && options.manifest !== false;
  const opened = await openWalk(path, {
    password,
    encoding: options.encoding,
    useManifest: options.manifest === undefined,
    ...(willHash ? { observer: (...seen) => hashes.see(...seen) } : {}),
  });
  const report = new ReportBuilder();
  try {
    opened.problems.forEach((problem) => report.damage(problem));
    const isDone = await verifyEntries(opened, report, options);
    const manifest = options.manifest || opened.manifest;
    const checksums = manifest === undefined
      ? "none"
      : await compareParts(opened, manifest, report, quick ? undefined : hashes);
    const { format, formatVersion, chain, missing, header } = opened;
    const parts = chain.parts.map(({ name }) => name);
    const about = { format, formatVersion, quick, parts, missing, checksums };
    return report.finish(about, isDone ? header.entries : undefined);
  } finally {
    await opened.chain.close();
  }
}

async function verifyEntries(
  { walk, chain }: Opened,
  report: ReportBuilder,
  { quick = false, signal, onProgress }: VerifyOptions,
): Promise<boolean> {
  const ledger = new Ledger();
  const damage = new Damage();
  let told = 0;
  const tell = (done: number, isEnd = false) => {
    stopIfAborted(signal);
    if (!isEnd && done - told < 1 << 20) return;
    told = done;
    onProgress?.({ entries: report.entries, done, total: chain.size });
  };
  for await (const found of walk()) {
    if ("problem" in found) {
      damage.add(found.problem);
      report.damage(found.problem);
    } else {
      await verifyEntry(found.entry, { chain, ledger, report, quick, tell });
      tell(found.entry.offset);
    }
    if (damage.isTooMuch) break;
  }
  tell(chain.size, true);
  return !damage.isTooMuch;
}

interface Verifying {
  readonly chain: Opened["chain"];
  readonly ledger: Ledger;
  readonly report: ReportBuilder;
  readonly quick: boolean;
  readonly tell: (done: number) => void;
}

async function verifyEntry(
  entry: Entry,
  { chain, ledger, report, quick, tell }: Verifying,
): Promise<void> {
  const { findings, key } = ledger.check(entry);
  for (const { code, message, severity } of findings) {
    report.add(chain.problem(entry.offset, code, message, { severity, entry: entry.path }));
  }
  const crc = quick ? 0 : await readWhole(entry, chain, report, tell);
  report.count(entry, crc !== undefined);
  if (crc === undefined || entry.type === "directory") return;
  if (!quick) judgeChecksum(entry, chain, report);
  if (key === undefined) return;
  const again = ledger.compare(key, crc + entry.size % 2 ** 20 * 2 ** 32);
  if (again === "same") report.repeat();
  if (again !== "other") return;
  const message = "an earlier entry has the same name, and other content";
  const about = { severity: "warning", entry: entry.path } as const;
  report.add(chain.problem(entry.offset, "duplicate", message, about));
}

/** What the checksum of the archive was worth. */
function judgeChecksum(entry: Entry, chain: Opened["chain"], report: ReportBuilder): void {
  const state = entry.checksum?.() ?? "none";
  if (state !== "compared") report.uncheck();
  if (state !== "text") return;
  const message = "its checksum is stored as text, as some versions do: " +
    "16 of its 32 bits can be compared, and they match";
  const about = { severity: "warning", entry: entry.path } as const;
  report.add(chain.problem(entry.offset, "crc", message, about));
}

/** Reads a content to its end, and returns its CRC-32; nothing where it cannot be read. */
async function readWhole(
  entry: Entry,
  chain: Opened["chain"],
  report: ReportBuilder,
  tell: (done: number) => void,
): Promise<number | undefined> {
  let [size, crc] = [0, 0];
  try {
    for await (const piece of entry.content()) {
      size += piece.length;
      crc = crc32(piece, crc);
      tell(entry.offset + Math.min(size, entry.storedSize));
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    error.problems.forEach((problem) => report.damage(problem));
    return undefined;
  }
  if (size === entry.size) return crc;
  const message = `${size} of its ${entry.size} bytes can be read`;
  report.damage(chain.problem(entry.offset, "size", message, { entry: entry.path }));
  return undefined;
}

/** Compares the parts with a manifest; without hashes only their names and sizes. */
async function compareParts(
  { chain }: Opened,
  manifest: Manifest,
  report: ReportBuilder,
  hashes: PartHashes | undefined,
): Promise<VerifyReport["checksums"]> {
  const before = report.errors;
  for (const [index, part] of chain.parts.entries()) {
    const wanted = manifest.parts.find(({ name }) => name === part.name);
    if (wanted === undefined) {
      const message = "the manifest does not list this part";
      report.add(chain.problem(part.start, "part-extra", message));
      continue;
    }
    if (wanted.size !== part.size) {
      const message = `the part has ${part.size} bytes, but the manifest says ${wanted.size}`;
      report.add(chain.problem(part.start, "part-size", message));
    } else if (hashes !== undefined && await hashes.finish(chain, index) !== wanted.sha256) {
      const message =
        "the part is not what was downloaded: its SHA-256 differs from the manifest's";
      report.add(chain.problem(part.start, "part-checksum", message));
    }
  }
  if (report.errors > before) return "differ";
  return hashes === undefined ? "none" : "match";
}
