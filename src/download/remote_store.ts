/**
 * The parts of a backup in a folder that is reached by FTP or SFTP.
 * @module
 */
import { openFtp } from "./ftp.ts";
import type { RemoteSettings, RemoteStore, RemoteStoreOptions } from "./remote_settings.ts";
import { parseRemoteUrl } from "./remote_url.ts";
import { openSftp } from "./sftp.ts";

export type { RemoteStore, RemoteStoreOptions } from "./remote_settings.ts";

/**
 * Connects to a folder, and logs in, so that a wrong password shows at once. By default the host is
 * verified: its key by `knownHosts`, or its certificate by the known authorities and `caCerts`.
 *
 * @param url `ftp://`, `ftps://`, `ftpes://` or `sftp://`, see {@linkcode parseRemoteUrl}
 * @throws {SitehaulError} `download/url`, `network/…`, `auth/denied`, `auth/missing`,
 * `auth/unusable`
 */
export async function openRemoteStore(
  url: string,
  options: RemoteStoreOptions = {},
): Promise<RemoteStore> {
  const { connectMs = 10_000, idleMs = 60_000, log = () => {}, signal } = options;
  signal?.throwIfAborted();
  const found = parseRemoteUrl(url);
  const place = { ...found, password: options.password ?? found.password };
  const settings: RemoteSettings = { ...options, place, connectMs, idleMs, log };
  return await (place.scheme === "sftp" ? openSftp(settings) : openFtp(settings));
}
