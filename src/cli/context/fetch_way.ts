/** How archives get here, by flags and configuration: from the site, or from a folder by FTP or SFTP. */
import { join, resolve } from "node:path";
import type { Store } from "../../../mod.ts";
import type { RemoteSettings } from "../../config/schema.ts";
import type { RemotePlace } from "../../stores/remote_url.ts";
import { SitehaulError } from "../../base/errors.ts";
import { messageOf, systemCode } from "../../base/message_text.ts";
import { configuredPath } from "./configuration.ts";
import {
  type Around,
  authoritiesOf,
  refuseUnlessTrusted,
  type Reporting,
} from "./connect_options.ts";
import { noteArgument } from "./secrets.ts";
import type { FetchFlags, FetchWay } from "./context.ts";
import { REMOTE_FLAGS } from "../declarations/shared.ts";
import { readNamedText } from "../world/read_input.ts";

/** The modes of fetching from a folder, and the schemes that each of them speaks. */
const SCHEMES = {
  ftp: ["ftp", "ftps", "ftpes"],
  sftp: ["sftp"],
} as const satisfies Readonly<Record<string, readonly RemotePlace["scheme"][]>>;

type RemoteMode = keyof typeof SCHEMES;

/** What decides, where it is known that the site is one that downloads. */
interface Fetching extends Around {
  readonly flags: FetchFlags;
}

/** How the archives of a site get here. The folder at `--url` goes before the one that is configured. */
export async function fetchWay(site: Reporting, fetching: Fetching): Promise<FetchWay> {
  const { flags } = fetching;
  const { settings } = site;
  const remote = flags.url === undefined ? settings.remote : undefined;
  const mode = flags.mode ?? settings.mode ?? (remote && modeFor(remote)) ?? "auto";
  refuseStrayFlags(mode, flags);
  if (!isRemote(mode)) return { mode };
  if (remote !== undefined) {
    await refuseUnlessTrusted(site, fetching);
    return { open: await folderOf(site, { mode, remote }, fetching) };
  }
  if (flags.url !== undefined) return { open: await typedFolder(site, mode, fetching) };
  if (flags.mode === undefined) {
    throw await site.problem("mode", `${mode} needs remote: { url: … }, the folder of the files`);
  }
  throw new SitehaulError("download/url", `--mode ${mode} needs --url: the folder of the files`, {
    hint: `Write --url ${SCHEMES[mode][0]}://USER@HOST/FOLDER.`,
  });
}

/**
 * Checks what is configured of a site's folder, as far as neither a secret nor a file is needed.
 *
 * @throws {SitehaulError} `config/invalid`
 */
export async function checkRemote(site: Reporting, remote: RemoteSettings): Promise<RemotePlace> {
  const { parseRemoteUrl } = await import("../../stores/remote_url.ts");
  let place: RemotePlace;
  try {
    place = parseRemoteUrl(remote.url);
  } catch (error) {
    throw await site.problem(["remote", "url"], messageOf(error));
  }
  const { mode } = site.settings;
  if (mode !== undefined && isRemote(mode) && !speaks(mode, place)) {
    throw await site.problem("mode", `${mode} cannot fetch from ${place.scheme}://`);
  }
  const field = (["keyFile", "knownHosts"] as const).find((each) => remote[each] !== undefined);
  if (field === undefined || place.scheme === "sftp") return place;
  throw await site.problem(["remote", field], "it is for sftp:// only");
}

function isRemote<M extends string>(mode: M): mode is M & RemoteMode {
  return Object.hasOwn(SCHEMES, mode);
}

function modeFor({ url }: RemoteSettings): RemoteMode {
  return /^sftp:/i.test(url) ? "sftp" : "ftp";
}

function speaks(mode: RemoteMode, { scheme }: RemotePlace): boolean {
  const schemes: readonly string[] = SCHEMES[mode];
  return schemes.includes(scheme);
}

function refuseStrayFlags(mode: string, flags: FetchFlags): void {
  const given = Object.keys(REMOTE_FLAGS).find((name) => flags[name as keyof typeof REMOTE_FLAGS]);
  if (given !== undefined && !isRemote(mode)) {
    throw new SitehaulError("usage/flag", `--${given} needs --mode ftp or --mode sftp`, {
      hint: "Other modes download the files from the site itself.",
    });
  }
  if (flags["known-hosts"] !== undefined && mode !== "sftp") {
    throw new SitehaulError("usage/flag", "--known-hosts needs --mode sftp", {
      hint: "For ftps:// and ftpes://, use --ca-file instead.",
    });
  }
  if (flags["key-file"] !== undefined && mode !== "sftp") {
    throw new SitehaulError("usage/flag", "--key-file needs --mode sftp", {
      hint: "FTP supports only passwords.",
    });
  }
}

/** What opens the account, and by what its host is known. */
interface Login {
  readonly url: string;
  readonly place: RemotePlace;
  /** Of the account, or of the key. */
  readonly password: string | undefined;
  readonly privateKey: string | undefined;
  readonly knownHosts: string | undefined;
}

/** The folder that was typed: nothing of a configured one is used, least of all its password. */
async function typedFolder(
  site: Reporting,
  mode: RemoteMode,
  fetching: Fetching,
): Promise<() => Promise<Store>> {
  const { flags, context: { world, output } } = fetching;
  const { url = "" } = flags;
  const { parseRemoteUrl } = await import("../../stores/remote_url.ts");
  const place = parseRemoteUrl(url);
  hidePassword(url, place, fetching);
  if (!speaks(mode, place)) throw otherMode(mode, place);
  // What was typed wins over the environment.
  if (place.password !== undefined) {
    noteArgument("a password", "SITEHAUL_REMOTE_PASSWORD is safer", { world, output });
  }
  const ofEnvironment = remotePassword(fetching);
  const privateKey = await typedKey(fetching);
  // What opens a key is never the password of an account.
  const password = privateKey === undefined ? place.password ?? ofEnvironment : ofEnvironment;
  const knownHosts = mode === "sftp" ? await knownHostsOf(undefined, fetching) : undefined;
  return await opener(site, { url, place, password, privateKey, knownHosts }, fetching);
}

/** The configured folder; the command line and the environment override each of its settings. */
async function folderOf(
  site: Reporting,
  { mode, remote }: { readonly mode: RemoteMode; readonly remote: RemoteSettings },
  fetching: Fetching,
): Promise<() => Promise<Store>> {
  const { url } = remote;
  const place = await checkRemote(site, remote);
  hidePassword(url, place, fetching);
  if (!speaks(mode, place)) throw otherMode(mode, place);
  const { keyFile, knownHosts } = remote;
  const { world } = fetching.context;
  const read = (field: "keyFile" | "knownHosts", path: string) => {
    const what = field === "keyFile" ? "the private key" : "the known hosts";
    const file = configuredPath(path, site.settings.base, world);
    const how = { what, hint: "", signal: world.signal, most: LARGEST };
    return readNamedText(file, how).catch(async (error) => {
      throw await site.problem(["remote", field], messageOf(error));
    });
  };
  const privateKey = await typedKey(fetching) ??
    (keyFile === undefined ? undefined : await read("keyFile", keyFile));
  const configured = await configuredPassword(site, remote, fetching);
  const hosts = knownHosts === undefined ? undefined : () => read("knownHosts", knownHosts);
  return await opener(site, {
    url,
    place,
    password: privateKey === undefined ? configured ?? place.password : configured,
    privateKey,
    knownHosts: mode === "sftp" ? await knownHostsOf(hosts, fetching) : undefined,
  }, fetching);
}

/** The one of the environment, else the one that the configuration refers to. */
async function configuredPassword(
  { name, settings: { base } }: Reporting,
  { password: source }: RemoteSettings,
  fetching: Fetching,
): Promise<string | undefined> {
  const { configuration, context: { output } } = fetching;
  const given = remotePassword(fetching);
  if (source === undefined) return given;
  if (given !== undefined) {
    const text = `SITEHAUL_REMOTE_PASSWORD is used for ${name} instead of the configured password`;
    output.note(`note: ${text}`);
    return given;
  }
  const field = ["remote", "password"] as const;
  const read = await configuration.secretOf(source, { name, base }, field, "the password");
  output.hide([read]);
  return read;
}

/** What connects; it may be called more than once, and says everything once. */
async function opener(
  site: Reporting,
  { url, place, password, privateKey, knownHosts }: Login,
  fetching: Fetching,
): Promise<() => Promise<Store>> {
  const { flags: { insecure, timeout = site.settings.timeout }, context } = fetching;
  const { world: { signal }, output, once } = context;
  const authorities = await authoritiesOf(site, fetching);
  return async () => {
    // Plain FTP verifies nothing in any case, and prints its own warning.
    if (insecure && place.scheme !== "ftp") {
      const text = "--insecure: whoever answers receives the password, and may send anything";
      once(text, () => output.warn(text));
    }
    const { openStore } = await import("../../stores/open_store.ts");
    return await openStore(url, {
      // What opens a key is not sent to a server that refuses the key.
      ...(privateKey === undefined ? { password } : { privateKey, passphrase: password }),
      knownHosts,
      caCerts: authorities === undefined ? undefined : [authorities],
      insecure,
      signal,
      log: (line) => once(`note: ${line}`, (text) => output.note(text)),
      idleMs: timeout === undefined ? undefined : timeout * 1000,
    });
  };
}

function hidePassword(url: string, { password }: RemotePlace, { context: { output } }: Fetching) {
  if (password !== undefined) output.hide([password, new URL(url).password]);
}

function otherMode(mode: RemoteMode, { scheme }: RemotePlace): SitehaulError {
  const other = mode === "ftp" ? "sftp" : "ftp";
  return new SitehaulError("download/url", `--mode ${mode} cannot fetch from ${scheme}://`, {
    hint: `Use --mode ${other}, or a URL that begins with ${SCHEMES[mode].join(":// or ")}://.`,
  });
}

function remotePassword({ context: { world, output } }: Fetching): string | undefined {
  const password = world.env("SITEHAUL_REMOTE_PASSWORD") || undefined;
  if (password !== undefined) output.hide([password]);
  return password;
}

/** No key is as large, and no list of known hosts. */
const LARGEST = 16 * 1024 * 1024;

async function typedKey({ flags, context: { world } }: Fetching): Promise<string | undefined> {
  const file = flags["key-file"];
  if (file === undefined) return undefined;
  const hint = "Check the path given with --key-file, and its permissions.";
  const how = { what: "the private key", hint, signal: world.signal, most: LARGEST };
  return await readNamedText(resolve(world.cwd(), file), how);
}

/** Those of the command line, else those that are configured, else those of the home folder. */
async function knownHostsOf(
  configured: (() => Promise<string>) | undefined,
  { flags, context: { world: { cwd, env, signal } } }: Fetching,
): Promise<string> {
  const file = flags["known-hosts"];
  if (file === undefined && configured !== undefined) return await configured();
  const home = env("HOME") || env("USERPROFILE");
  if (file === undefined && !home) return "";
  const path = file === undefined ? join(home ?? "", ".ssh", "known_hosts") : resolve(cwd(), file);
  const hint = "Check the path given with --known-hosts, and its permissions.";
  try {
    return await readNamedText(path, { what: "the known hosts", hint, signal, most: LARGEST });
  } catch (error) {
    const isMissing = error instanceof Error && systemCode(error.cause) === "ENOENT";
    // Whoever never used SSH has none; the host is then an unknown one, and the error says what to do.
    if (file === undefined && isMissing) return "";
    throw error;
  }
}
