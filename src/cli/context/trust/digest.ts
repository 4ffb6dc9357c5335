/**
 * What a configuration consists of, as far as it is on this computer: checksums by which a change shows.
 * @module
 */
import { readOwnFile } from "../../../config/own_file.ts";
import { fileOfPlugin } from "../../../config/plugins.ts";
import type { Configuration } from "../../../config/schema.ts";
import { type Keeper, sha256Of, type TrustRecord } from "./records.ts";

/**
 * The checksums of a configuration and of its plugins that are files. What those import in turn is not
 * looked at.
 *
 * @param file the path that relative ones start from
 */
export async function digestsOf(
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
    return [path, isRead ? sha256Of(found.text) : "none"] as const;
  }));
  return { sha256: sha256Of(text), plugins: Object.fromEntries(digests) };
}

/** Whether nothing has changed since a configuration was trusted. */
export function isSame(
  record: Pick<TrustRecord, "sha256" | "plugins">,
  { sha256, plugins }: Pick<TrustRecord, "sha256" | "plugins">,
): boolean {
  const names = Object.keys(plugins);
  return record.sha256 === sha256 &&
    names.length === Object.keys(record.plugins).length &&
    names.every((name) => record.plugins[name] === plugins[name]);
}
