/**
 * Whether a configuration that was found is trusted, and what it may not do before that.
 * @module
 */
import type { OwnFile } from "../../../config/own_file.ts";
import type { Configuration } from "../../../config/schema.ts";
import { digestsOf, isSame } from "./digest.ts";
import { type Keeper, keepRecord, recordOf } from "./records.ts";

/**
 * How far a configuration is trusted: it was `named` on the command line or in the environment; it is in
 * the user's `own` folder for it; it was found, and `trusted` by the user as it is; it has `changed` since
 * then; or it was found and is `untrusted`.
 */
export type Standing = "named" | "own" | "trusted" | "changed" | "untrusted";

/** A configuration that was read. */
export interface ReadFile extends OwnFile {
  /** Its path as it was found. */
  readonly file: string;
  readonly configuration: Configuration;
}

/** Whether the user has trusted a configuration, as it is now. */
export async function trustOf(
  { file, path, text, configuration }: ReadFile,
  keeper: Keeper,
): Promise<Standing> {
  const record = await recordOf(path, keeper);
  if (record === undefined) return "untrusted";
  const now = await digestsOf(text, configuration, file, keeper);
  return isSame(record, now) ? "trusted" : "changed";
}

/** Trusts a configuration as it is now. */
export async function trust(
  { file, path, text, configuration }: ReadFile,
  keeper: Keeper,
): Promise<void> {
  await keepRecord({ path, ...await digestsOf(text, configuration, file, keeper) }, keeper);
}
