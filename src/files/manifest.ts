/**
 * The manifest of a fetched backup: what it is, and the checksum of every part. It lies beside the
 * parts as `NAME.sitehaul.json`.
 */
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { SitehaulError } from "../base/errors.ts";
import { messageOf } from "../base/message_text.ts";
import { withWriteError } from "./disk.ts";
import { writeWhole } from "./write_whole.ts";

/** What the name of a manifest ends in. */
export const MANIFEST_SUFFIX: string = ".sitehaul.json";

/** A manifest that is larger than this is none. */
const LARGEST = 16 << 20;

/** One file of the archive. */
export interface ManifestPart {
  /** The file name, without a folder. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 in lower-case hexadecimal. */
  readonly sha256: string;
  /**
   * The ways by which these very bytes came from the server: `whole` files, `segments`, a `store`.
   * What came the same by two of them was not altered on its way.
   */
  readonly ways?: readonly string[] | undefined;
}

/** What verifying the archive said. */
export interface ManifestVerification {
  /** Whether nothing is wrong with it. */
  readonly ok: boolean;
  /** How much that proves: see {@linkcode VerifyReport.proof}; absent for a locked archive. */
  readonly proof?: "whole" | "readable" | undefined;
  /** When, ISO 8601 in UTC. */
  readonly checkedAt: string;
  /** Files, folders and links that the archive was found to hold. */
  readonly entries: number;
  /** Files among them. */
  readonly files?: number | undefined;
  /** Bytes of all contents. */
  readonly bytes?: number | undefined;
}

/** A backup that was fetched. */
export interface Manifest {
  /** The version of this shape. */
  readonly schema: 1;
  /** The address of the site: its root, without a slash at the end. */
  readonly site: string;
  /** The number of the backup record. */
  readonly record: number;
  /** The version of the product, as the site reports it. */
  readonly version?: string | undefined;
  /** The API version that was spoken. */
  readonly api?: 1 | 2 | 3 | undefined;
  /** The number of the backup profile. */
  readonly profile?: number | undefined;
  /** When the backup began, ISO 8601 in UTC. */
  readonly start?: string | undefined;
  /** When it ended, ISO 8601 in UTC. */
  readonly end?: string | undefined;
  /** How the parts were fetched, such as `http`. */
  readonly mode?: string | undefined;
  /** The parts in data order: `.j01`, `.j02`, …, last `.jpa`. */
  readonly parts: readonly ManifestPart[];
  /** What verifying said, once it was done. */
  readonly verification?: ManifestVerification | undefined;
}

const count = z.int().nonnegative();
const time = z.iso.datetime();
/** A plain name: what is listed lies in the folder of the manifest, nowhere else. */
const plainName = z.string().regex(/^(?!\.{1,2}$)[^\\/\p{Cc}]+$/u, "is not a plain file name");

/** Unknown fields are left out. */
const manifestSchema: z.ZodType<Manifest> = z.object({
  schema: z.literal(1),
  site: z.string(),
  record: count,
  version: z.string().optional(),
  api: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
  profile: count.optional(),
  start: time.optional(),
  end: time.optional(),
  mode: z.string().optional(),
  parts: z.array(z.object({
    name: plainName,
    size: count,
    sha256: z.string().regex(/^[0-9a-f]{64}$/, "is not a SHA-256 checksum"),
    ways: z.array(z.string()).optional(),
  })).min(1),
  verification: z.object({
    ok: z.boolean(),
    proof: z.enum(["whole", "readable"]).optional(),
    checkedAt: time,
    entries: count,
    files: count.optional(),
    bytes: count.optional(),
  }).optional(),
});

/**
 * Where the manifest of an archive usually lies. If two archives of one name and different formats
 * are in the folder, that of the second one has its whole name: `site.zip.sitehaul.json`.
 *
 * @param part the path of any part
 * @returns the same folder and name, ending in `.sitehaul.json`
 */
export function manifestPath(part: string): string {
  const name = basename(part).replace(/\.(jpa|jps|zip|[jz]\d{2,})$/i, "");
  return join(dirname(part), name + MANIFEST_SUFFIX);
}

/**
 * Reads a manifest.
 *
 * @param path the file
 * @throws {SitehaulError} `usage/value` when there is none, or it is none
 */
export async function readManifest(path: string): Promise<Manifest> {
  let data: unknown;
  try {
    // To open a pipe would wait for its other end.
    const found = await stat(path);
    if (!found.isFile()) throw new Error("it is not a file");
    if (found.size > LARGEST) throw new Error("it is too large");
    data = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw unusable(path, messageOf(cause), cause);
  }
  return checked(path, data);
}

function checked(path: string, data: unknown): Manifest {
  const parsed = manifestSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unusable(path, `${issue?.path.join(".") || "the file"}: ${issue?.message}`, parsed.error);
}

function unusable(path: string, reason: string, cause: unknown): SitehaulError {
  return new SitehaulError("usage/value", `Cannot use the manifest ${path}: ${reason}`, {
    hint: "Name a part of the archive instead; remove the manifest if it is not yours.",
    cause,
  });
}

/**
 * Writes a manifest, whole or not at all, readable by its owner alone: it names the site.
 *
 * @param path the file; an existing one is replaced
 * @param manifest what to write
 * @throws {SitehaulError} `file/write`, `usage/value` when it is no manifest
 */
export async function writeManifest(path: string, manifest: Manifest): Promise<void> {
  const text = JSON.stringify(checked(path, manifest), undefined, 2) + "\n";
  await withWriteError(path, () => writeWhole(path, text));
}

/**
 * Where the checksums lie that belong to a manifest.
 *
 * @param manifest the path of the manifest
 * @returns the same folder and name, ending in `.sha256`
 */
export function checksumsPath(manifest: string): string {
  return manifest.replace(/\.sitehaul\.json$/, ".sha256");
}

/**
 * Writes the checksums beside a manifest, as {@linkcode checksumLines} has them.
 *
 * @param path the manifest's file; the other one has its name and `.sha256`
 * @param manifest whose parts
 * @returns the file of the checksums
 * @throws {SitehaulError} `file/write`
 */
export async function writeChecksums(
  path: string,
  manifest: Pick<Manifest, "parts">,
): Promise<string> {
  const sums = checksumsPath(path);
  await withWriteError(sums, () => writeWhole(sums, checksumLines(manifest)));
  return sums;
}

/**
 * The checksums of the parts as text that `sha256sum -c` reads.
 *
 * @param manifest whose parts
 * @returns one line for each part
 *
 * @example
 * ```ts
 * import { checksumLines } from "@sitehaul/sitehaul/archive";
 * import { assertEquals } from "@std/assert";
 *
 * const part = { name: "site.jpa", size: 3, sha256: "ab".repeat(32) };
 * assertEquals(checksumLines({ parts: [part] }), `${part.sha256}  site.jpa\n`);
 * ```
 */
export function checksumLines(manifest: Pick<Manifest, "parts">): string {
  return manifest.parts.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join("");
}
