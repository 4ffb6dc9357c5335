/**
 * The parts of a backup in a folder that is reached by FTP or SFTP.
 * @module
 */
import type { RemoteSettings, RemoteStore, RemoteStoreOptions } from "./remote_settings.ts";
import { parseRemoteUrl, type RemotePlace } from "./remote_url.ts";

export type { RemoteStore, RemoteStoreOptions } from "./remote_settings.ts";

/**
 * Connects to a folder, and logs in, so that a wrong password shows at once. By default the host is
 * verified: its key by `knownHosts`, or its certificate by the known authorities and `caCerts`.
 *
 * Parts of the URL mean what they mean to curl: an FTP path is relative to the folder that the login
 * leads to, and absolute when it begins with `%2F`; an SFTP path is absolute, and relative to the
 * home folder when it begins with `/~/`. In names and passwords `@:/#?%` are percent-encoded.
 *
 * @param url `ftp://`, `ftps://` (TLS from the first byte), `ftpes://` (AUTH TLS) or `sftp://`
 * @param options the password, and whom to trust
 * @throws {SitehaulError} `download/url`, `network/…`, `auth/denied`, `auth/missing`,
 * `auth/unusable`
 *
 * @example
 * ```ts ignore
 * import { connect, openRemoteStore } from "@sitehaul/sitehaul";
 *
 * const site = await connect("www.example.com", { secret: "the Secret Word" });
 * const store = await openRemoteStore("sftp://me@www.example.com/home/me/backups", {
 *   password: "the password",
 *   knownHosts: await Deno.readTextFile("known_hosts"),
 * });
 * for await (const event of site.download(41, { dir: "backups", store })) console.log(event);
 * await store.close();
 * ```
 */
export async function openRemoteStore(
  url: string,
  options: RemoteStoreOptions = {},
): Promise<RemoteStore> {
  const { connectMs = 10_000, idleMs = 60_000, log = () => {}, signal } = options;
  signal?.throwIfAborted();
  const found = parseRemoteUrl(url);
  const place = { ...found, password: options.password ?? found.password };
  const open = await openerOf(place);
  return await open({ ...options, place, connectMs, idleMs, log });
}

/** Only the module that is needed is loaded. */
async function openerOf(
  { scheme }: RemotePlace,
): Promise<(settings: RemoteSettings) => Promise<RemoteStore>> {
  if (scheme === "sftp") return (await import("./sftp.ts")).openSftp;
  return (await import("./ftp.ts")).openFtp;
}
