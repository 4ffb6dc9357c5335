/** Archives that are written and extracted for a test. */
import { assertRejects } from "@std/assert";
import { join } from "node:path";
import { extractArchive } from "../../../src/archive/extract.ts";
import type {
  ExtractEvent,
  ExtractOptions,
  ExtractSummary,
} from "../../../src/archive/extract_contract.ts";
import { ArchiveError } from "../../../src/archive/problem.ts";
import { allOf } from "./temporary.ts";
import { type Item, jpa } from "./writers.ts";

/** Extracts items into `site` in a folder. */
export async function extract(
  folder: string,
  items: readonly Item[],
  options: Partial<ExtractOptions> = {},
): Promise<[ExtractEvent[], ExtractSummary]> {
  const path = join(folder, "site.jpa");
  await Deno.writeFile(path, jpa(items));
  return await allOf(extractArchive(path, { to: join(folder, "site"), ...options }));
}

/** What was refused: the entry, and the kind of problem. */
export async function refusals(
  folder: string,
  items: readonly Item[],
  options: Partial<ExtractOptions> = {},
): Promise<string[]> {
  const error = await assertRejects(() => extract(folder, items, options), ArchiveError);
  return error.problems.map(({ entry, code }) => `${entry}: ${code}`);
}

/** The text of a file below `site`. */
export function inSite(folder: string, path: string): Promise<string> {
  return Deno.readTextFile(join(folder, "site", path));
}
