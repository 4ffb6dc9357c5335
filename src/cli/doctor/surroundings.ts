/** The environment of sitehaul: the runtime, its permissions, the cache folder. */
import { constants } from "node:fs";
import { access, mkdir, rmdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { folderFault } from "../../config/own_file.ts";
import { cacheFolder } from "../context/folders.ts";
import type { PermissionName } from "../world/process.ts";
import type { World } from "../world/world.ts";
import { type Check, fine, warning } from "./check.ts";
import { systemCode } from "../../base/message_text.ts";

type Around = Pick<World, "env" | "os" | "runtime" | "uid" | "isGranted">;

/** The runtime, its permissions where it has such a thing (Deno), and the cache folder. */
export async function surroundingChecks(world: Around): Promise<Check[]> {
  return [
    fine("runtime", `${world.runtime}, ${world.os}`),
    ...(world.isGranted === undefined ? [] : [permissionCheck(world.isGranted)]),
    await cacheCheck(world),
  ];
}

const NEEDED: readonly PermissionName[] = ["net", "read", "write", "env", "sys"];

/** A partial grant, such as `--allow-net=www.example.com`, may be all that is needed. */
function permissionCheck(isGranted: (name: PermissionName) => boolean): Check {
  const missing = NEEDED.filter((name) => !isGranted(name)).map((name) => `--allow-${name}`);
  if (missing.length === 0) {
    return fine("permissions", `${NEEDED.join(", ")}: all required permissions granted`);
  }
  return warning(
    "permissions",
    `Not granted, or granted only in part: ${missing.join(", ")}`,
    "A limited grant may be enough. Grant the full permission if a command asks for it.",
  );
}

/** Without a cache, every command has to find the site again. */
async function cacheCheck(world: Around): Promise<Check> {
  const folder = cacheFolder(world);
  const name = "cache";
  const slower = "Every command has to find the site again.";
  if (folder === undefined) {
    const hint = "Set HOME, or set SITEHAUL_CACHE to a folder.";
    return warning(name, `There is no cache folder. ${slower}`, hint);
  }
  try {
    const { mode } = await stat(folder);
    await access(folder, constants.W_OK);
    const fault = await folderFault(folder, { os: world.os, uid: world.uid() });
    if (fault !== undefined) {
      const hint =
        `Make it your own: chmod 700 ${folder}, or set SITEHAUL_CACHE to another folder.`;
      return warning(name, `${folder} is not used: ${fault}. ${slower}`, hint);
    }
    if (world.os === "windows" || (mode & 0o077) === 0) return fine(name, `${folder} is writable`);
    const digits = (mode & 0o777).toString(8);
    return warning(name, `Other users can read ${folder} (mode ${digits})`, `chmod 700 ${folder}`);
  } catch (error) {
    if (systemCode(error) === "ENOENT" && await canBeMade(folder)) {
      return fine(name, `${folder} will be created when needed`);
    }
    const hint = "Check its permissions, or set SITEHAUL_CACHE to another folder.";
    return warning(name, `Cannot write to ${folder}. ${slower}`, hint);
  }
}

/** Permissions alone do not tell: even root cannot create `/proc/x`. So it is created, and removed. */
async function canBeMade(folder: string): Promise<boolean> {
  try {
    const first = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (first === undefined) return true;
    for (let made = resolve(folder); made.length >= resolve(first).length; made = dirname(made)) {
      await rmdir(made);
    }
    return true;
  } catch {
    return false;
  }
}
