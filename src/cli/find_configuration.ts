/**
 * Finds the configuration file, and says how far it is trusted.
 * @module
 */
import { dirname } from "node:path";
import { candidateFiles, namedFile, type Places, userFolder } from "../config/find.ts";
import type { Configuration } from "../config/schema.ts";
import { SitehaulError } from "../errors.ts";
import type { Output } from "./output/output.ts";
import type { Standing } from "./trust/trust.ts";
import type { World } from "./world.ts";

/** A configuration and where it came from. */
export interface LoadedConfiguration {
  /** The path of the file. */
  readonly file: string;
  readonly text: string;
  readonly configuration: Configuration;
  readonly standing: Standing;
}

/** A file that was found, but that others could have written. */
export interface RefusedFile {
  readonly file: string;
  /** Why it is not used. */
  readonly fault: string;
}

/** What there is. */
export interface FoundConfiguration {
  readonly loaded: LoadedConfiguration | undefined;
  /** What would have gone before it. */
  readonly refused: readonly RefusedFile[];
}

/** What an invocation has that decides which configuration it has. */
export interface ConfigurationContext {
  readonly world: World;
  readonly output: Output;
  readonly flags: { readonly config: string | undefined };
}

/** Where the configuration is, or would be looked for. */
export function placesOf({ world, flags }: Omit<ConfigurationContext, "output">): Places {
  return { flag: flags.config, env: world.env, cwd: world.cwd(), os: world.os };
}

/**
 * The file that was named, or the first one that is found and can be written by nobody else. A warning
 * tells of each that is passed over.
 *
 * @throws {SitehaulError} `config/invalid`
 */
export async function findConfiguration(
  context: ConfigurationContext,
): Promise<FoundConfiguration> {
  const places = placesOf(context);
  const named = namedFile(places);
  if (named !== undefined) {
    const text = await readNamed(named);
    return { loaded: await parsed({ file: named, text, standing: "named" }, context), refused: [] };
  }
  const refused: RefusedFile[] = [];
  for (const file of candidateFiles(places)) {
    const found = await readFound(file, context.world);
    if (found === undefined) continue;
    if (!("fault" in found)) {
      const { text, path } = found;
      const loaded = await parsed({ file, text, standing: "untrusted" }, context);
      const standing = await standingOf(loaded, path, context);
      return { loaded: { ...loaded, standing }, refused };
    }
    refused.push({ file, fault: found.fault });
    context.output.warn(`${file} is not used: ${found.fault}; ${USE_ANYWAY}`);
  }
  return { loaded: undefined, refused };
}

/** What to do about a file that is passed over. */
export const USE_ANYWAY = "if it is yours, correct that, or name it with --config";

/** Whether there is a file of that name. */
export async function isThere(file: string): Promise<boolean> {
  const { lstat } = await import("node:fs/promises");
  return await lstat(file).then(() => true, () => false);
}

async function parsed(
  { file, text, standing }: Omit<LoadedConfiguration, "configuration">,
  context: ConfigurationContext,
): Promise<LoadedConfiguration> {
  const { parseConfiguration } = await import("../config/read.ts");
  const configuration = parseConfiguration(text, file);
  await warnOfReaders(file, configuration, context);
  return { file, text, configuration, standing };
}

/** Reads a file that was found, if others cannot have written it. */
export async function readFound(file: string, { os, uid }: Pick<World, "os" | "uid">) {
  const { readOwnFile } = await import("../config/own_file.ts");
  try {
    return await readOwnFile(file, { os, uid: uid() });
  } catch (cause) {
    throw cannotRead(file, cause, "Check its permissions, or use another file with --config.");
  }
}

async function standingOf(
  { file, text, configuration }: LoadedConfiguration,
  path: string,
  context: ConfigurationContext,
): Promise<Standing> {
  if (dirname(file) === userFolder(placesOf(context))) return "own";
  const { trustOf } = await import("./trust/trust.ts");
  return await trustOf({ file, path, text, configuration }, context.world);
}

async function readNamed(file: string): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const hint = "Check --config or SITEHAUL_CONFIG, or create the file: sitehaul config init.";
    throw cannotRead(file, cause, hint);
  }
}

function cannotRead(file: string, cause: unknown, hint: string): SitehaulError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const told = cause instanceof Error ? cause.message : String(cause);
  const reason = code === "ENOENT" ? "there is no such file" : told;
  const message = `Cannot read the configuration ${file}: ${reason}`;
  return new SitehaulError("config/invalid", message, { hint, cause });
}

async function warnOfReaders(
  file: string,
  configuration: Configuration,
  { world, output }: ConfigurationContext,
): Promise<void> {
  if (world.os === "windows") return;
  const { holdsSecret } = await import("../config/secret.ts");
  if (!configuration.sites.some(holdsSecret)) return;
  const { stat } = await import("node:fs/promises");
  if (((await stat(file)).mode & 0o077) === 0) return;
  output.warn(`${file} contains a secret, and other users can read it: chmod 600 ${file}`);
}
