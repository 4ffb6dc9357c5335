/**
 * The sample archives in `tests/archives/`, made by real backup engines, and what is known of them.
 * With `SITEHAUL_ARCHIVES` naming a folder of larger ones, those are read as well.
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import * as z from "zod";

/** The folder of the samples. */
export const ARCHIVES: string = fileURLToPath(new URL("../../archives/", import.meta.url));

const entry = z.object({
  path: z.string(),
  type: z.enum(["file", "directory", "link"]),
  size: z.int().optional(),
  sha256: z.string().optional(),
  target: z.string().optional(),
  mode: z.string().nullable(),
  mtime: z.int().optional(),
  dos_time: z.string().optional(),
});

const sample = z.object({
  name: z.string(),
  format: z.enum(["jpa", "jps", "zip"]),
  format_version: z.string().nullable(),
  password: z.string().nullable(),
  entry_count: z.int(),
  file_count: z.int(),
  uncompressed_size: z.int(),
  parts: z.array(z.object({ file: z.string(), size: z.int(), sha256: z.string() })),
  entries: z.array(entry),
});

/** One entry as its manifest knows it. */
export type SampleEntry = z.infer<typeof entry>;

/** One sample, and the folder it is in. */
export type Sample = z.infer<typeof sample> & { readonly folder: string };

const damagedCase = z.object({
  name: z.string(),
  format: z.enum(["jpa", "jps", "zip"]),
  base: z.string(),
  parts: z.array(z.string()),
  what: z.string(),
  expect: z.enum(["error", "warning", "unsafe", "extract-error", "unnoticeable"]),
  password: z.string().optional(),
  entry: z.string().optional(),
  entry_hex: z.string().optional(),
  offset: z.int().optional(),
  intact_entries: z.int().optional(),
  missing: z.array(z.string()).optional(),
});

/** One broken or hostile archive. */
export type DamagedCase = z.infer<typeof damagedCase> & { readonly folder: string };

/** Sorted by name; those of `SITEHAUL_ARCHIVES` as well, where this is set. */
export function samples(): Sample[] {
  const roots = [ARCHIVES, Deno.env.get("SITEHAUL_ARCHIVES")];
  const found = new Map<string, Sample>();
  for (const root of roots) {
    if (root === undefined) continue;
    for (const { name, isDirectory } of Deno.readDirSync(root)) {
      if (!isDirectory || name === "damaged" || found.has(name)) continue;
      const folder = join(root, name);
      const data: unknown = JSON.parse(Deno.readTextFileSync(join(folder, "manifest.json")));
      found.set(name, { ...sample.parse(data), folder });
    }
  }
  return [...found.values()].toSorted((a, b) => a.name < b.name ? -1 : 1);
}

export function sampleNamed(name: string): Sample {
  const found = samples().find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no sample ${name}`);
  return found;
}

/** The path of a sample's last part. */
export function lastPart({ folder, parts }: Sample): string {
  return join(folder, parts.at(-1)?.file ?? "");
}

/** All broken and hostile archives. */
export function damagedCases(): DamagedCase[] {
  const root = join(ARCHIVES, "damaged");
  const data: unknown = JSON.parse(Deno.readTextFileSync(join(root, "damaged.json")));
  const { cases } = z.object({ cases: z.array(damagedCase) }).parse(data);
  return cases.map((one) => ({ ...one, folder: join(root, one.name) }));
}
