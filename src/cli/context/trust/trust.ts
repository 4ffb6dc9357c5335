/** Whether a configuration that was found is trusted, and what it may not do before that. */
import { type OwnFile, readOwnFile } from "../../../config/own_file.ts";
import { fileOfPlugin } from "../../../config/plugins.ts";
import type { Configuration } from "../../../config/schema.ts";
import { sha256Of } from "../../../base/digest.ts";
import { type Keeper, keepRecord, recordOf, type TrustRecord } from "./records.ts";

/**
 * How far a configuration is trusted: it was `named` on the command line or in the environment; it is in
 * the user's `own` folder for it; it was found, and `trusted` by the user as it is; it has `changed` since
 * then; or it was found and is `untrusted`.
 */
export type Standing = "named" | "own" | "trusted" | "changed" | "untrusted";

/** With what is needed to compare it with a record. */
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

/**
 * The checksums of a configuration and of its plugins that are files. What those import in turn is not
 * looked at.
 *
 * @param file the path that relative ones start from
 */
async function digestsOf(
  text: string,
  { plugins }: Pick<Configuration, "plugins">,
  file: string,
  { os, uid }: Pick<Keeper, "os" | "uid">,
): Promise<Pick<TrustRecord, "sha256" | "plugins">> {
  const files = plugins.flatMap((plugin) => fileOfPlugin(plugin, file) ?? []);
  const digests = await Promise.all(files.map(async (path) => {
    const found = await readOwnFile(path, { os, uid: uid() }).catch(() => undefined);
    // What comes later to a place where nothing can be read is something else.
    const isRead = found !== undefined && !("fault" in found);
    return [path, isRead ? await sha256Of(found.text) : "none"] as const;
  }));
  return { sha256: await sha256Of(text), plugins: Object.fromEntries(digests) };
}

/** Whether nothing has changed since a configuration was trusted. */
function isSame(
  record: Pick<TrustRecord, "sha256" | "plugins">,
  { sha256, plugins }: Pick<TrustRecord, "sha256" | "plugins">,
): boolean {
  const names = Object.keys(plugins);
  return record.sha256 === sha256 &&
    names.length === Object.keys(record.plugins).length &&
    names.every((name) => record.plugins[name] === plugins[name]);
}
