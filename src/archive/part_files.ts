/**
 * Finding the parts of an archive in a folder, from the name of any of them.
 * @module
 */
import { open, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SitehaulError } from "../errors.ts";
import type { PartChain } from "./part_chain.ts";
import { type Manifest, MANIFEST_SUFFIX, readManifest } from "./manifest.ts";
import { manifestListing } from "./manifest_place.ts";

/** The files that were found. */
export interface PartFiles {
  /** In data order, up to the first one that is missing; at least one. */
  readonly paths: readonly string[];
  /** The names of those that must be there and are not. */
  readonly missing: readonly string[];
  /** The manifest beside them. */
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
    throw nothingAt(path, cause instanceof Error ? cause.message : String(cause));
  }
}

/** The manifest says which parts there are; parts that it does not know count as strangers. */
function arrange(folder: string, names: ReadonlySet<string>, manifest: Manifest): PartFiles {
  const wanted = manifest.parts.map(({ name }) => name);
  return { ...upToGap(folder, wanted, names), manifest };
}

async function arrangeByName(
  folder: string,
  names: ReadonlySet<string>,
  name: string,
): Promise<PartFiles> {
  const match = /^(.*)\.(?:([jz])\d{2,}|jpa|jps|zip)$/is.exec(name);
  if (match === null) return { ...upToGap(folder, [name], names), manifest: undefined };
  const base = match[1] ?? "";
  const letter = match[2]?.toLowerCase() ?? name.at(-3)?.toLowerCase();
  const family = FAMILIES.find((one) => one.letter === letter);
  const numbered = numberedParts(names, base, family?.letter ?? "");
  const last = await lastPart({ folder, names, base, name }, family?.last ?? [], numbered);
  return { ...upToGap(folder, [...numbered, last], names), manifest: undefined };
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

function upToGap(folder: string, wanted: readonly string[], names: ReadonlySet<string>) {
  const missing = wanted.filter((name) => !names.has(name));
  const gap = wanted.findIndex((name) => !names.has(name));
  const found = gap < 0 ? wanted : wanted.slice(0, gap);
  // Without the first part nothing can be read in order, but the rest at least shows the format.
  const usable = found.length > 0 ? found : wanted.filter((name) => names.has(name)).slice(0, 1);
  return { paths: usable.map((name) => join(folder, name)), missing };
}

/**
 * Which parts are missing, as a sentence, when an archive says how many it has.
 *
 * @returns nothing when none is missing
 */
export function missingParts(chain: PartChain, count: number): string {
  const here = chain.parts.map(({ name }) => name.toLowerCase());
  if (here.length >= count) return "";
  const last = chain.parts.at(-1)?.name ?? "";
  const base = last.replace(/\.[^.]*$/, "");
  const letter = /\.z/i.test(last.slice(-4)) ? "z" : "j";
  const lost = Array.from({ length: count - 1 }, (_, index) => index + 1)
    .map((number) => `${base}.${letter}${String(number).padStart(2, "0")}`)
    .filter((name) => !here.includes(name.toLowerCase()));
  const named = lost.slice(0, 20).map((name) => JSON.stringify(name)).join(", ");
  return `the archive has ${count} parts, ${here.length} are here` +
    (named === "" ? "" : `; missing: ${named}`);
}

function nothingAt(path: string, reason: string): SitehaulError {
  return new SitehaulError("usage/value", `Cannot open the archive ${path}: ${reason}`, {
    hint: "Name any part of the archive, or its manifest.",
  });
}
