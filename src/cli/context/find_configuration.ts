/** Finds the configuration file, and says how far it is trusted. */
import { dirname, resolve } from "../../base/paths.ts";
import { candidateFiles, namedFile, type Places, userFolder } from "../../config/find.ts";
import type { OwnFile } from "../../config/own_file.ts";
import type { Configuration } from "../../config/schema.ts";
import { SitehaulError } from "../../base/errors.ts";
import { messageOf, systemCode } from "../../base/message_text.ts";
import type { Standing } from "./trust/trust.ts";
import type { World } from "../world/world.ts";

/** What the file says, and how far it may be believed. */
export interface LoadedConfiguration {
  /** Absolute, without links in the folders that lead to it. */
  readonly file: string;
  readonly text: string;
  readonly configuration: Configuration;
  readonly standing: Standing;
}

/** A file that was found, but that others could have written. */
export interface RefusedFile {
  readonly file: string;
  /** What stands after its name in a message, such as `it belongs to another user (uid 1000)`. */
  readonly fault: string;
}

/** The file that is used, and those that were passed over. */
export interface FoundConfiguration {
  readonly loaded: LoadedConfiguration | undefined;
  /** Files that come before it in the order of places, and are not used. */
  readonly refused: readonly RefusedFile[];
}

/** Where the configuration is, or would be looked for. */
export function placesOf({ env, cwd, os }: World, flag: string | undefined): Places {
  return { flag, env, cwd: cwd(), os };
}

interface Looking {
  readonly world: World;
  /** Told of each file that is passed over, and of what is wrong with the one that is used. */
  readonly warn: (text: string) => void;
  /** Whether a file that is named need not be there. */
  readonly mayBeMissing: boolean;
}

/**
 * The file that was named, or the first one that is found, that nobody else can have written, and that is
 * trusted. Only where there is none, one that is not trusted.
 *
 * @throws {SitehaulError} `config/invalid`
 */
export async function findConfiguration(
  places: Places,
  looking: Looking,
): Promise<FoundConfiguration> {
  const named = namedFile(places);
  if (named === undefined) return await findAround(places, looking);
  if (looking.mayBeMissing && !await isThere(named)) return { loaded: undefined, refused: [] };
  const text = await readNamed(named, looking.world.signal);
  const loaded = { ...await parsed(named, text), standing: "named" } as const;
  await warnOfReaders(loaded, looking);
  return { loaded, refused: [] };
}

async function findAround(places: Places, looking: Looking): Promise<FoundConfiguration> {
  const { world, warn } = looking;
  const refused: RefusedFile[] = [];
  const untrusted: Untrusted[] = [];
  for (const file of candidateFiles(places)) {
    const found = await readFound(file, world);
    if (found === undefined) continue;
    if ("fault" in found) {
      refused.push({ file, fault: found.fault });
      warn(`${file} is not used: ${found.fault}; ${USE_ANYWAY}`);
      continue;
    }
    const loaded = await withStanding(file, found, { places, world });
    if ("error" in loaded || isUntrusted(loaded)) {
      untrusted.push(loaded);
      continue;
    }
    for (const { file: other } of untrusted) {
      warn(`${other} is not used, but ${file}: the former is not trusted; ${TRUST_IT}`);
    }
    await warnOfReaders(loaded, looking);
    return { loaded, refused };
  }
  const [loaded] = untrusted;
  if (loaded === undefined) return { loaded, refused };
  if ("error" in loaded) throw loaded.error;
  await warnOfReaders(loaded, looking);
  return { loaded, refused };
}

/** A file that is not trusted; one that is invalid cannot be. */
type Untrusted = LoadedConfiguration | { readonly file: string; readonly error: unknown };

async function withStanding(
  file: string,
  { path, text }: OwnFile,
  { places, world }: { readonly places: Places; readonly world: World },
): Promise<Untrusted> {
  const isOwn = dirname(file) === userFolder(places);
  try {
    const read = await parsed(file, text);
    if (isOwn) return { ...read, standing: "own" };
    const { trustOf } = await import("./trust/trust.ts");
    return { ...read, standing: await trustOf({ ...read, path }, world) };
  } catch (error) {
    if (isOwn) throw error;
    return { file, error };
  }
}

/** Whether a configuration may use only what stands in it. */
export function isUntrusted({ standing }: Pick<LoadedConfiguration, "standing">): boolean {
  return standing === "untrusted" || standing === "changed";
}

/** What to do about a configuration that is not trusted. */
export const TRUST_IT = 'if it is yours: "sitehaul config trust"';

/** What to do about a file that is passed over. */
const USE_ANYWAY = "if it is yours, correct that, or name it with --config";

async function isThere(file: string): Promise<boolean> {
  const { lstat } = await import("node:fs/promises");
  return await lstat(file).then(() => true, () => false);
}

/**
 * The file that a command about trust is for: the one that was given, or the one that sitehaul finds.
 *
 * @throws {SitehaulError} `config/invalid`
 */
export async function fileForTrust(given: string | undefined, world: World): Promise<string> {
  if (given !== undefined) return resolve(world.cwd(), given);
  const places = placesOf(world, undefined);
  const named = namedFile(places);
  if (named !== undefined) return named;
  for (const file of candidateFiles(places)) if (await isThere(file)) return file;
  throw new SitehaulError("config/invalid", "There is no configuration file", {
    hint: "Name it: sitehaul config trust FILE.",
  });
}

async function parsed(
  file: string,
  text: string,
): Promise<Omit<LoadedConfiguration, "standing">> {
  const { parseConfiguration } = await import("../../config/read.ts");
  return { file, text, configuration: parseConfiguration(text, file) };
}

/** Reads a file that was found, if others cannot have written it. */
export async function readFound(file: string, { os, uid }: Pick<World, "os" | "uid">) {
  const { readOwnFile } = await import("../../config/own_file.ts");
  try {
    return await readOwnFile(file, { os, uid: uid() });
  } catch (cause) {
    throw cannotRead(file, cause, "Check its permissions, or use another file with --config.");
  }
}

async function readNamed(file: string, signal: AbortSignal): Promise<string> {
  const { readInput } = await import("../world/read_input.ts");
  const { LARGEST_CONFIGURATION: most } = await import("../../config/own_file.ts");
  try {
    return new TextDecoder().decode(await readInput(file, { signal, most }));
  } catch (cause) {
    const hint = "Check --config or SITEHAUL_CONFIG, or create the file: sitehaul config init.";
    throw cannotRead(file, cause, hint);
  }
}

function cannotRead(file: string, cause: unknown, hint: string): SitehaulError {
  const told = messageOf(cause);
  const reason = systemCode(cause) === "ENOENT" ? "there is no such file" : told;
  const message = `Cannot read the configuration ${file}: ${reason}`;
  return new SitehaulError("config/invalid", message, { hint, cause });
}

async function warnOfReaders(
  { file, configuration }: LoadedConfiguration,
  { world, warn }: Looking,
): Promise<void> {
  if (world.os === "windows") return;
  const { holdsSecret } = await import("../../config/secret.ts");
  const { sites, defaults } = configuration;
  if (![defaults, ...sites].some(holdsSecret)) return;
  const { stat } = await import("node:fs/promises");
  if (((await stat(file)).mode & 0o077) === 0) return;
  warn(`${file} contains a secret, and other users can read it: chmod 600 ${file}`);
}
