/** What is left of a download that trouble has ended. */
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { reworded } from "../protocol/answer_error.ts";
import { isTemporary } from "../connection/temporary.ts";
import type { Part } from "../protocol/replies.ts";
import { workPaths } from "./part_file.ts";

/** What a download that failed was about, for the hint of its error. */
export interface Ended {
  /** Where its parts are. */
  readonly dir: string;
  /** What should have been fetched. */
  readonly parts: readonly Part[];
  /** Those that are complete, by name. */
  readonly done: ReadonlyMap<string, { readonly size: number }>;
  /** Whether the next run can go on where this one broke off. */
  readonly resumes: boolean;
}

/** The last sentence of the hint. */
export const RESUME_HINT = "Run the same download again: it resumes.";

const MIB = 1024 * 1024;

/** The same error, with how much of the download is there; others than trouble stay as they are. */
export async function withKept(error: unknown, ended: Ended): Promise<unknown> {
  if (!isTemporary(error)) return error;
  const sizes = await Promise.all(ended.parts.map((part) => keptOf(part, ended)));
  const kept = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const message = `${error.message}; ${amount(kept, ended.parts)} kept`;
  const hint = `${error.hint ?? ""} ${RESUME_HINT}`.trim();
  return reworded(error, { message, hint });
}

async function keptOf({ name }: Part, { dir, done, resumes }: Ended): Promise<number> {
  const complete = done.get(name);
  if (complete !== undefined) return complete.size;
  if (!resumes) return 0;
  const { temporary } = workPaths(join(dir, name));
  return await lstat(temporary).then((found) => found.isFile() ? found.size : 0, () => 0);
}

/** `12.0 of 350.0 MiB are`, or `12.0 MiB are` where a size is unknown. */
function amount(kept: number, parts: readonly Part[]): string {
  const total = parts.reduce((sum, { size = NaN }) => sum + size, 0);
  const [unit, name] = Math.max(kept, total || 0) < MIB ? [1024, "KiB"] : [MIB, "MiB"];
  const all = Number.isNaN(total) ? "" : ` of ${(total / unit).toFixed(1)}`;
  return `${(kept / unit).toFixed(1)}${all} ${name} are`;
}
