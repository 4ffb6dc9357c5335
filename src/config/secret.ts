/** Secrets that a configuration refers to instead of holding them. */
import { SitehaulError } from "../base/errors.ts";
import { meantSecret } from "../base/secret_text.ts";
import { messageOf } from "../base/message_text.ts";
import { REFERENCE } from "./reference.ts";
import type { SecretSource, SharedSettings, SiteSettings } from "./schema.ts";

/** How to reach what a configuration refers to. */
export interface SecretReaders {
  /** A variable of the environment. */
  readonly env: (name: string) => string | undefined;
  /** Rejects where it cannot be read; a relative path has yet to be resolved. */
  readonly readFile: (path: string) => Promise<string>;
  /** What a program prints on its standard output. */
  readonly run: (command: readonly string[]) => Promise<string>;
}

/** Whether the file itself holds the secret. */
export function isPlain(source: SecretSource): boolean {
  return typeof source === "string" && source.replace(REFERENCE, "") !== "";
}

/** What may hold secrets: a site, or what is said of all. */
type Holder = SharedSettings & Partial<Pick<SiteSettings, "credential" | "remote">>;

/** The credential, and the passwords of archives and of the folder of files. */
export function sourcesOf({ credential, archivePassword, remote }: Holder): SecretSource[] {
  const others = [archivePassword, remote?.password].filter((source) => source !== undefined);
  return [...Object.values<SecretSource>(credential ?? {}), ...others];
}

/** Whether the file itself holds a secret of a site, be it as the password of an address. */
export function holdsSecret(
  settings: Holder & Partial<Pick<SiteSettings, "url" | "endpoint">>,
): boolean {
  const { url, endpoint, remote } = settings;
  return sourcesOf(settings).some(isPlain) ||
    [url, endpoint, remote?.url].some((address = "") =>
      /^(?:\w+:\/\/)?[^/@]*:[^/@]*@/.test(address)
    );
}

/** The names of the variables that hold secrets there. */
export function secretVariables(
  settings: readonly Holder[],
): Set<string> {
  return new Set(
    settings.flatMap(sourcesOf)
      .flatMap((source) => typeof source === "string" ? [...source.matchAll(REFERENCE)] : [])
      .flatMap(([, kind, name = ""]) => kind === "env" ? [name] : []),
  );
}

/**
 * The secret that a source refers to.
 *
 * @param source what the configuration says
 * @param field its name, for the errors
 * @throws {SitehaulError} `config/invalid` when it cannot be had
 */
export async function readSecretSource(
  source: SecretSource,
  field: string,
  readers: SecretReaders,
): Promise<string> {
  const secret = typeof source === "string"
    ? meantSecret(await replaced(source, field, readers))
    : firstLine(await attempt(() => readers.run(source.command), field, commandName(source)));
  if (secret !== "") return secret;
  throw unusable(field, "it is empty", "Check its source.");
}

async function replaced(source: string, field: string, readers: SecretReaders): Promise<string> {
  let [text, end] = ["", 0];
  for (const match of source.matchAll(REFERENCE)) {
    const [whole, kind, name = ""] = match;
    text += source.slice(end, match.index);
    end = match.index + whole.length;
    text += kind === "env" ? variable(name, field, readers) : await attempt(
      async () => onlyLine(await readers.readFile(name)),
      field,
      `the file ${name}`,
    );
  }
  return text + source.slice(end);
}

function variable(name: string, field: string, { env }: SecretReaders): string {
  const value = env(name);
  if (value !== undefined) return value;
  throw unusable(field, `the variable ${name} is not set`, `Set ${name} in the environment.`);
}

async function attempt(
  read: () => Promise<string>,
  field: string,
  what: string,
): Promise<string> {
  try {
    return await read();
  } catch (cause) {
    const reason = messageOf(cause);
    throw unusable(field, `${what}: ${reason}`, "Check its name and its permissions.", cause);
  }
}

/** The command without its arguments, which may contain private data. */
export function commandName({ command }: Exclude<SecretSource, string>): string {
  return `the command ${command[0] ?? ""}`;
}

/**
 * The one line of a file that holds a secret; lines without anything may follow it.
 *
 * @throws {Error} when there is more
 */
export function onlyLine(text: string): string {
  const [line = "", ...more] = text.replace(/^\ufeff/, "").split(/\r\n?|\n/);
  if (more.every((each) => each.trim() === "")) return line;
  throw new Error("the file has more than one line");
}

function firstLine(text: string): string {
  return text.replace(/^\ufeff/, "").split(/\r?\n/, 1)[0] ?? "";
}

function unusable(field: string, reason: string, hint: string, cause?: unknown): SitehaulError {
  return new SitehaulError("config/invalid", `Cannot read ${field}: ${reason}`, { hint, cause });
}
