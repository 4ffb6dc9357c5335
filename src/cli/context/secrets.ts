/** Where credentials come from. */
import { SitehaulError } from "../../base/errors.ts";
import { decodeText, meantSecret } from "../../base/secret_text.ts";
import { messageOf } from "../../base/message_text.ts";
import type { Declaration, FlagValues } from "../declarations/command.ts";
import type { CREDENTIAL_FLAGS } from "../declarations/shared.ts";
import type { Output } from "../output/output.ts";
import type { World } from "../world/world.ts";

/** What was given for a site; both may be. */
export interface Credentials {
  readonly secret?: string;
  readonly token?: string;
}

/** A credential of the configuration, with what is needed to read it. */
export interface ConfiguredSecret {
  /** For messages about a secret that cannot be read. */
  readonly site: string;
  /** Reads it; called only when it is needed. */
  readonly read: () => Promise<Credentials>;
}

/**
 * The credentials: from the flags, else from the environment, else from the configuration. All of
 * them are hidden in the output from here on.
 *
 * @param configured what the configuration has for the site
 * @throws {SitehaulError} `usage/value` for a file that cannot be read, or two secrets at once
 */
export async function readCredentials(
  flags: FlagValues<typeof CREDENTIAL_FLAGS>,
  { world, output }: { readonly world: World; readonly output: Output },
  configured?: ConfiguredSecret,
): Promise<Credentials> {
  const { secret, token, "secret-file": file } = flags;
  refuseBoth({ secret, "secret-file": file });
  const fromFlags = {
    ...(secret === undefined ? {} : { secret: meantSecret(secret) }),
    ...(file === undefined ? {} : { secret: await readSecret(file, "--secret-file", world) }),
    ...(token === undefined ? {} : { token: meantSecret(token) }),
  };
  const credentials = isEmpty(fromFlags)
    ? await ofSurroundings(world, output, configured)
    : fromFlags;
  output.hide(Object.values(credentials));
  return credentials;
}

/** The environment takes precedence for this run; a note reports what it overrides. */
async function ofSurroundings(
  world: World,
  output: Output,
  configured: ConfiguredSecret | undefined,
): Promise<Credentials> {
  const given = fromEnvironment(world);
  if (configured === undefined) return given;
  if (isEmpty(given)) return await configured.read();
  const name = given.secret === undefined ? "SITEHAUL_TOKEN" : "SITEHAUL_SECRET";
  output.note(`note: ${name} is used for ${configured.site} instead of the configured credential`);
  return given;
}

/**
 * Prompts on the terminal; nothing if there is no terminal. A token may be typed, too: a site that takes
 * no Secret Word is offered it as one.
 *
 * @throws {SitehaulError} `interrupted`
 */
export async function askCredentials(world: World, output: Output): Promise<Credentials> {
  const { terminal: { stdin, stderr }, askSecret } = world;
  if (!stdin || !stderr || askSecret === undefined) return {};
  const secret = await askSecret("Secret Word or API token:");
  if (secret === "") return {};
  output.hide([secret]);
  return { secret };
}

/** Whether there is neither a secret nor a token. */
export function isEmpty(credentials: Credentials): boolean {
  return Object.keys(credentials).length === 0;
}

/** Warns, on a terminal, that arguments are no place for secrets. */
export function noteOnArguments(
  { flags }: Pick<Declaration, "flags">,
  values: Readonly<Record<string, unknown>>,
  { world, output }: { readonly world: World; readonly output: Output },
): void {
  const isGiven = values["secret"] !== undefined || values["token"] !== undefined;
  if (!isGiven || !Object.hasOwn(flags, "secret-file")) return;
  const safer = "--secret-file, SITEHAUL_SECRET and SITEHAUL_TOKEN are safer";
  noteArgument("a secret", safer, { world, output });
}

/** The same for one that was given: what it is, and which ways are safer. */
export function noteArgument(what: string, safer: string, { world, output }: Told): void {
  if (!world.terminal.stderr) return;
  output.note(`note: other users of this computer can see ${what} given as an argument; ${safer}`);
}

interface Told {
  readonly world: Pick<World, "terminal">;
  readonly output: Pick<Output, "note">;
}

/** Two flags that say the same. */
export function refuseBoth(flags: Readonly<Record<string, string | undefined>>): void {
  if (Object.values(flags).includes(undefined)) return;
  const names = Object.keys(flags).map((name) => `--${name}`).join(" and ");
  throw new SitehaulError("usage/value", `${names} cannot be used together`, {
    hint: "Omit one of them.",
  });
}

/** The secrets that are known before anything is read, so that not even a usage error shows them. */
export function knownSecrets(world: World): string[] {
  return Object.values(fromEnvironment(world));
}

/** `SITEHAUL_SECRET` and `SITEHAUL_TOKEN`. */
export function fromEnvironment({ env }: World): Credentials {
  const [secret, token] = ["SITEHAUL_SECRET", "SITEHAUL_TOKEN"]
    .map((name) => meantSecret(env(name) ?? ""));
  return { ...(secret && { secret }), ...(token && { token }) };
}

/** No secret is longer. */
const LONGEST = 64 * 1024;

/**
 * The text of a file that holds a secret.
 *
 * @throws {Error} when it cannot be read, or is too large for a secret
 */
export async function readSecretText(path: string, signal: AbortSignal): Promise<string> {
  const { readInput } = await import("../world/read_input.ts");
  return decodeText(await readInput(path, { signal, most: LONGEST }));
}

/**
 * The first and only line of a file.
 *
 * @param file the file, from the working folder
 * @param flag the flag that named it
 * @throws {SitehaulError} `usage/value`
 */
export async function readSecret(
  file: string,
  flag: string,
  { cwd, signal }: Pick<World, "cwd" | "signal">,
): Promise<string> {
  try {
    const { resolve } = await import("node:path");
    const { onlyLine } = await import("../../config/secret.ts");
    return onlyLine(await readSecretText(resolve(cwd(), file), signal));
  } catch (cause) {
    const reason = messageOf(cause);
    throw new SitehaulError("usage/value", `Cannot read the secret file: ${reason}`, {
      hint: `Check the path given with ${flag} and its permissions.`,
      cause,
    });
  }
}
