/**
 * What sitehaul runs in: the runtime, its permissions, the cache folder.
 * @module
 */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { cacheFolder } from "../cache_folder.ts";
import type { World } from "../world.ts";
import { type Check, fine, warning } from "./check.ts";

type Around = Pick<World, "env" | "os" | "runtime">;

/** Whether the runtime grants a permission. */
export type Granted = (descriptor: Deno.PermissionDescriptor) => boolean;

/** The runtime, its permissions, and the cache folder. */
export async function surroundingChecks(world: Around, granted: Granted): Promise<Check[]> {
  return [
    fine("runtime", `${world.runtime}, ${world.os}`),
    permissionCheck(granted),
    await cacheCheck(world),
  ];
}

/** What the runtime of this process says. */
export function grantedHere(descriptor: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(descriptor).state === "granted";
}

const NEEDED = ["net", "read", "write", "env", "sys"] as const;

/** Some may be granted in part, as `--allow-net=www.example.com` does; that can be all it takes. */
function permissionCheck(granted: Granted): Check {
  const missing = NEEDED.filter((name) => !granted({ name })).map((name) => `--allow-${name}`);
  if (missing.length === 0) {
    return fine("permissions", `${NEEDED.join(", ")}: all that are ever needed`);
  }
  return warning(
    "permissions",
    `Not granted, or only in part: ${missing.join(", ")}`,
    "Part of each can be enough; give the whole when a command says that it needs it.",
  );
}

/** Without a cache every command searches the site anew. */
async function cacheCheck(world: Around): Promise<Check> {
  const folder = cacheFolder(world);
  const name = "cache";
  const slower = "Every command searches the site anew.";
  if (folder === undefined) {
    const hint = "Set HOME, or name a folder in SITEHAUL_CACHE.";
    return warning(name, `There is no folder for the cache. ${slower}`, hint);
  }
  try {
    const { mode } = await stat(folder);
    await access(folder, constants.W_OK);
    if (world.os === "windows" || (mode & 0o077) === 0) return fine(name, `${folder} is writable`);
    const digits = (mode & 0o777).toString(8);
    return warning(name, `Others can look into ${folder} (mode ${digits})`, `chmod 700 ${folder}`);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return fine(name, `${folder} will be made when it is needed`);
    const hint = "Check its permissions, or name another folder in SITEHAUL_CACHE.";
    return warning(name, `Cannot write to ${folder}. ${slower}`, hint);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
