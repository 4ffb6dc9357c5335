/**
 * Finds the configuration file, and says how far it is trusted.
 * @module
 */
import { dirname } from "node:path";
import { candidateFiles, namedFile, type Places, userFolder } from "../../config/find.ts";
import type { OwnFile } from "../../config/own_file.ts";
import type { Configuration } from "../../config/schema.ts";
import { SitehaulError } from "../../base/errors.ts";
import { messageOf } from "../../base/message_text.ts";
import type { Output } from "../output/output.ts";
import type { Standing } from "./trust/trust.ts";
import type { World } from "../world/world.ts";

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
 * The file that was named, or the first one that is found, that nobody else can have written, and that is
 * trusted. Only where there is none, one that is not trusted. A warning tells of each that is passed over.
 *
 * @throws {SitehaulError} `config/invalid`
 */
export async function findConfiguration(
  context: ConfigurationContext,
): Promise<FoundConfiguration> {
  const named = namedFile(placesOf(context));
  if (named === undefined) return await findAround(context);
  const text = await readNamed(named, context.world.signal);
  const loaded = { ...await parsed(named, text), standing: "named" } as const;
  await warnOfReaders(loaded, context);
  return { loaded, refused: [] };
}

async function findAround(context: ConfigurationContext): Promise<FoundConfiguration> {
  const { output, world } = context;
  const refused: RefusedFile[] = [];
  const untrusted: Untrusted[] = [];
  for (const file of candidateFiles(placesOf(context))) {
    const found = await readFound(file, world);
    if (found === undefined) continue;
    if ("fault" in found) {
      refused.push({ file, fault: found.fault });
      output.warn(`${file} is not used: ${found.fault}; ${USE_ANYWAY}`);
      continue;
    }
    const loaded = await withStanding(file, found, context);
    if ("error" in loaded || isUntrusted(loaded)) {
      untrusted.push(loaded);
      continue;
    }
    for (const { file: other } of untrusted) {
      output.warn(`${other} is not used, but ${file}: the former is not trusted; ${TRUST_IT}`);
    }
    await warnOfReaders(loaded, context);
    return { loaded, refused };
  }
  const [loaded] = untrusted;
  if (loaded === undefined) return { loaded, refused };
  if ("error" in loaded) throw loaded.error;
  await warnOfReaders(loaded, context);
  return { loaded, refused };
}

/** A file that is not trusted; one that is invalid cannot be. */
type Untrusted = LoadedConfiguration | { readonly file: string; readonly error: unknown };

async function withStanding(
  file: string,
  { path, text }: OwnFile,
  context: ConfigurationContext,
): Promise<Untrusted> {
  const isOwn = dirname(file) === userFolder(placesOf(context));
  try {
    const read = await parsed(file, text);
    if (isOwn) return { ...read, standing: "own" };
    const { trustOf } = await import("./trust/trust.ts");
    return { ...read, standing: await trustOf({ ...read, path }, context.world) };
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
export const USE_ANYWAY = "if it is yours, correct that, or name it with --config";

/** Whether there is a file of that name. */
export async function isThere(file: string): Promise<boolean> {
  const { lstat } = await import("node:fs/promises");
  return await lstat(file).then(() => true, () => false);
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

/** No configuration is as large. */
const LARGEST = 4 * 1024 * 1024;

async function readNamed(file: string, signal: AbortSignal): Promise<string> {
  const { readInputText } = await import("../world/read_input.ts");
  try {
    return await readInputText(file, { signal, most: LARGEST });
  } catch (cause) {
    const hint = "Check --config or SITEHAUL_CONFIG, or create the file: sitehaul config init.";
    throw cannotRead(file, cause, hint);
  }
}

function cannotRead(file: string, cause: unknown, hint: string): SitehaulError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const told = messageOf(cause);
  const reason = code === "ENOENT" ? "there is no such file" : told;
  const message = `Cannot read the configuration ${file}: ${reason}`;
  return new SitehaulError("config/invalid", message, { hint, cause });
}

async function warnOfReaders(
  { file, configuration }: LoadedConfiguration,
  { world, output }: ConfigurationContext,
): Promise<void> {
  if (world.os === "windows") return;
  const { holdsSecret } = await import("../../config/secret.ts");
  if (!configuration.sites.some(holdsSecret)) return;
  const { stat } = await import("node:fs/promises");
  if (((await stat(file)).mode & 0o077) === 0) return;
  output.warn(`${file} contains a secret, and other users can read it: chmod 600 ${file}`);
}
