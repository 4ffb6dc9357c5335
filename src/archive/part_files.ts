/** Finding the parts of an archive in a folder, from the name of any of them. */
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SitehaulError } from "../base/errors.ts";
import { messageOf } from "../base/message_text.ts";
import type { Gap } from "./gaps.ts";
import { type Manifest, MANIFEST_SUFFIX, readManifest } from "../files/manifest.ts";
import { manifestListing } from "./manifest_place.ts";

/** What belongs to an archive, by the names in its folder. */
export interface PartFiles {
  /** Those that are there, in data order; at least one. */
  readonly paths: readonly string[];
  /** Where others are missing between them. */
  readonly gaps: readonly Gap[];
  /** The manifest of an earlier download, `NAME.sitehaul.json`. */
  readonly manifest: Manifest | undefined;
}

/** Letters before the number of a part, and what the last part may end in. */
const FAMILIES: readonly { readonly letter: string; readonly last: readonly string[] }[] = [
  { letter: "j", last: ["jpa", "jps"] },
  { letter: "z", last: ["zip"] },
];

/**
 * Finds all parts.
 *
 * @param path any part, the only file, or the manifest
 * @param useManifest whether to look for a manifest
 * @throws {SitehaulError} `usage/value` when there is nothing there, or it is ambiguous
 */
export async function findParts(path: string, useManifest = true): Promise<PartFiles> {
  const folder = dirname(path);
  const names = await listFolder(folder, path);
  if (path.endsWith(MANIFEST_SUFFIX)) {
    return arrange(folder, names, await readManifest(path));
  }
  const name = basename(path);
  if (!names.has(name)) throw nothingAt(path, "there is no such file");
  const manifest = useManifest ? await manifestListing(path, names) : undefined;
  if (manifest !== undefined) return arrange(folder, names, manifest);
  return await arrangeByName(folder, names, name);
}

async function listFolder(folder: string, path: string): Promise<ReadonlySet<string>> {
  try {
    return new Set(await readdir(folder));
  } catch (cause) {
    throw nothingAt(path, messageOf(cause));
  }
}

/** The manifest says which parts there are; parts that it does not know count as strangers. */
function arrange(folder: string, names: ReadonlySet<string>, manifest: Manifest): PartFiles {
  return { ...inOrder(folder, manifest.parts, names), manifest };
}

async function arrangeByName(
  folder: string,
  names: ReadonlySet<string>,
  name: string,
): Promise<PartFiles> {
  const match = /^(.*)\.(?:([jz])\d{2,}|jpa|jps|zip)$/is.exec(name);
  if (match === null) return { ...inOrder(folder, [{ name }], names), manifest: undefined };
  const base = match[1] ?? "";
  const letter = match[2]?.toLowerCase() ?? name.at(-3)?.toLowerCase();
  const family = FAMILIES.find((one) => one.letter === letter);
  const numbered = numberedParts(names, base, family?.letter ?? "");
  const last = await lastPart({ folder, names, base, name }, family?.last ?? [], numbered);
  const wanted = [...numbered, last].map((each) => ({ name: each }));
  return { ...inOrder(folder, wanted, names), manifest: undefined };
}

/** All numbered names up to the highest that is there, with the gaps filled. */
function numberedParts(names: ReadonlySet<string>, base: string, letter: string): string[] {
  const found = new Map<number, string>();
  for (const name of names) {
    if (!name.startsWith(`${base}.`)) continue;
    const match = /^([a-z])(\d{2,5})$/i.exec(name.slice(base.length + 1));
    if (match?.[1]?.toLowerCase() !== letter) continue;
    found.set(Number(match[2]), name);
  }
  const highest = Math.max(0, ...found.keys());
  return Array.from(
    { length: highest },
    (_, index) => found.get(index + 1) ?? `${base}.${letter}${String(index + 1).padStart(2, "0")}`,
  );
}

interface Place {
  readonly folder: string;
  readonly names: ReadonlySet<string>;
  readonly base: string;
  readonly name: string;
}

/** The name of the last part: the one given, the one that is there, or the one that must be. */
async function lastPart(
  { folder, names, base, name }: Place,
  endings: readonly string[],
  numbered: readonly string[],
): Promise<string> {
  const isLast = (candidate: string) =>
    endings.some((ending) => candidate.toLowerCase() === `${base}.${ending}`.toLowerCase());
  if (isLast(name)) return name;
  const there = [...names].filter(isLast);
  const [first] = there;
  if (there.length > 1) {
    throw nothingAt(join(folder, name), `it may belong to ${there.join(" or to ")}`);
  }
  if (first !== undefined) return first;
  const start = await firstBytes(join(folder, numbered[0] ?? name));
  const ending = endings.find((one) => one.toUpperCase() === start) ?? endings[0] ?? "";
  return `${base}.${ending}`;
}

async function firstBytes(path: string): Promise<string> {
  try {
    // To open a pipe would wait for its other end.
    if (!(await stat(path)).isFile()) return "";
    const file = await open(path, "r");
    try {
      const { buffer } = await file.read(new Uint8Array(3), 0, 3, 0);
      return new TextDecoder().decode(buffer);
    } finally {
      await file.close();
    }
  } catch {
    return "";
  }
}

interface WantedPart {
  readonly name: string;
  readonly size?: number;
}

/** A gap has all parts that are missing in a row. */
function inOrder(folder: string, wanted: readonly WantedPart[], names: ReadonlySet<string>) {
  const paths: string[] = [];
  const gaps: Gap[] = [];
  let lost: WantedPart[] = [];
  const close = () => {
    if (lost.length > 0) gaps.push(gapOf(paths.length, lost));
    lost = [];
  };
  for (const part of wanted) {
    if (!names.has(part.name)) {
      lost.push(part);
      continue;
    }
    close();
    paths.push(join(folder, part.name));
  }
  close();
  const [first] = wanted;
  if (paths.length === 0) throw nothingAt(join(folder, first?.name ?? ""), "no part of it is here");
  return { paths, gaps };
}

function gapOf(index: number, parts: readonly WantedPart[]): Gap {
  const sizes = parts.map(({ size = NaN }) => size);
  const size = sizes.reduce((sum, each) => sum + each, 0);
  return {
    index,
    names: parts.map(({ name }) => name),
    size: Number.isNaN(size) ? undefined : size,
  };
}

/**
 * The gaps of an archive that says itself how many parts it has. The names show those between two
 * parts that are here; those just before the last part only the archive knows of.
 */
export function declaredGaps(
  parts: readonly { readonly name: string }[],
  gaps: readonly Gap[],
  count: number,
): readonly Gap[] {
  const known = parts.length + gaps.reduce((sum, { names }) => sum + names.length, 0);
  if (known >= count) return gaps;
  const end = gaps.find(({ index }) => index === parts.length);
  const name = end?.names.at(-1) ?? parts.at(-1)?.name ?? "";
  const letter = /\.zip$/i.test(name) ? "z" : "j";
  const names = Array.from({ length: count - known }, (_, place) => known + place)
    .map((number) => name.replace(/[^.]*$/, `${letter}${String(number).padStart(2, "0")}`));
  const found = end === undefined
    ? { index: parts.length - 1, names, size: undefined }
    : { ...end, names: [...names, ...end.names], size: undefined };
  return [...gaps.filter((gap) => gap !== end), found];
}

function nothingAt(path: string, reason: string): SitehaulError {
  return new SitehaulError("usage/value", `Cannot open the archive ${path}: ${reason}`, {
    hint: "Name any part of the archive, or its manifest.",
  });
}
