/** From flags to a folder that is reached by FTP or SFTP. */
import { join, resolve } from "node:path";
import type { Store } from "../../../mod.ts";
import type { RemotePlace } from "../../stores/remote_url.ts";
import { SitehaulError } from "../../base/errors.ts";
import { systemCode } from "../../base/message_text.ts";
import { readAuthorities } from "./authorities.ts";
import { noteArgument } from "./secrets.ts";
import type { FlagValues, GlobalFlags } from "../declarations/command.ts";
import { REMOTE_FLAGS, type SITE_FLAGS } from "../declarations/shared.ts";
import type { Output } from "../output/output.ts";
import { readNamedText } from "../world/read_input.ts";
import type { World } from "../world/world.ts";

/** The modes of fetching from a folder, and the schemes that each of them speaks. */
const SCHEMES = {
  ftp: ["ftp", "ftps", "ftpes"],
  sftp: ["sftp"],
} as const satisfies Readonly<Record<string, readonly RemotePlace["scheme"][]>>;

type RemoteMode = keyof typeof SCHEMES;

type RemoteValues = FlagValues<typeof REMOTE_FLAGS & typeof SITE_FLAGS & GlobalFlags>;

/** Whether a mode takes the files from a folder, instead of asking the site for them. */
export function isRemote<M extends string>(mode: M): mode is M & RemoteMode {
  return Object.hasOwn(SCHEMES, mode);
}

/**
 * How to open the folder that the flags name; nothing for another mode. What can be known to be
 * wrong before anything is sent is an error here. The password is hidden in the output.
 *
 * @throws {SitehaulError} `usage/flag`, `usage/value`, `download/url`
 */
export async function remoteFolder(
  flags: RemoteValues & { readonly mode: string },
  { world, output }: { readonly world: World; readonly output: Output },
): Promise<(() => Promise<Store>) | undefined> {
  const { mode, url, insecure, timeout, "ca-file": caFile } = flags;
  refuseStrayFlags(flags);
  if (!isRemote(mode)) return undefined;
  if (url === undefined) {
    throw new SitehaulError("download/url", `--mode ${mode} needs --url: the folder of the files`, {
      hint: `Write --url ${SCHEMES[mode][0]}://USER@HOST/FOLDER.`,
    });
  }
  const place = await readPlace(mode, url, output);
  const password = passwordOf(place, world, output);
  const privateKey = await readPrivateKey(flags, world);
  const knownHosts = mode === "sftp" ? await readKnownHosts(flags, world) : undefined;
  const caCerts = caFile === undefined
    ? undefined
    : [await readAuthorities(world.cwd(), caFile, world.signal)];
  return async () => {
    // Plain FTP verifies nothing in any case, and prints its own warning.
    if (insecure && place.scheme !== "ftp") {
      output.warn("--insecure: whoever answers receives the password, and may send anything");
    }
    const { openStore } = await import("../../stores/open_store.ts");
    return await openStore(url, {
      // What opens a key is not sent to a server that refuses the key.
      ...(privateKey === undefined
        ? { password }
        : { privateKey, passphrase: remotePassword(world, output) }),
      knownHosts,
      caCerts,
      insecure,
      signal: world.signal,
      log: (line) => output.note(`note: ${line}`),
      idleMs: timeout === undefined ? undefined : timeout * 1000,
    });
  };
}

function refuseStrayFlags(flags: RemoteValues & { readonly mode: string }): void {
  const given = Object.keys(REMOTE_FLAGS).find((name) => flags[name as keyof typeof REMOTE_FLAGS]);
  if (given !== undefined && !isRemote(flags.mode)) {
    throw new SitehaulError("usage/flag", `--${given} needs --mode ftp or --mode sftp`, {
      hint: "Other modes download the files from the site itself.",
    });
  }
  if (flags["known-hosts"] !== undefined && flags.mode !== "sftp") {
    throw new SitehaulError("usage/flag", "--known-hosts needs --mode sftp", {
      hint: "For ftps:// and ftpes://, use --ca-file instead.",
    });
  }
  if (flags["key-file"] !== undefined && flags.mode !== "sftp") {
    throw new SitehaulError("usage/flag", "--key-file needs --mode sftp", {
      hint: "FTP supports only passwords.",
    });
  }
}

async function readPlace(mode: RemoteMode, url: string, output: Output): Promise<RemotePlace> {
  const { parseRemoteUrl } = await import("../../stores/remote_url.ts");
  const place = parseRemoteUrl(url);
  const { scheme, password } = place;
  if (password !== undefined) output.hide([password, new URL(url).password]);
  const schemes: readonly string[] = SCHEMES[mode];
  if (schemes.includes(scheme)) return place;
  const other = mode === "ftp" ? "sftp" : "ftp";
  throw new SitehaulError("download/url", `--mode ${mode} cannot fetch from ${scheme}://`, {
    hint: `Use --mode ${other}, or a URL that begins with ${schemes.join(":// or ")}://.`,
  });
}

/** What was typed wins over the environment. */
function passwordOf(
  { password }: RemotePlace,
  world: World,
  output: Output,
): string | undefined {
  if (password === undefined) return remotePassword(world, output);
  noteArgument("a password", "SITEHAUL_REMOTE_PASSWORD is safer", { world, output });
  return password;
}

function remotePassword({ env }: World, output: Output): string | undefined {
  const password = env("SITEHAUL_REMOTE_PASSWORD") || undefined;
  if (password !== undefined) output.hide([password]);
  return password;
}

/** No key is as large, and no list of known hosts. */
const LARGEST = 16 * 1024 * 1024;

async function readPrivateKey(
  flags: RemoteValues,
  { cwd, signal }: World,
): Promise<string | undefined> {
  const file = flags["key-file"];
  if (file === undefined) return undefined;
  const hint = "Check the path given with --key-file, and its permissions.";
  const how = { what: "the private key", hint, signal, most: LARGEST };
  return await readNamedText(resolve(cwd(), file), how);
}

async function readKnownHosts(flags: RemoteValues, { cwd, env, signal }: World): Promise<string> {
  const file = flags["known-hosts"];
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
