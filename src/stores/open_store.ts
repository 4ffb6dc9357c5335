/** Opens stores: which kinds there are, and which module each of them is. */
import { SitehaulError } from "../base/errors.ts";
import type { Store, StoreOpener, StoreOptions } from "./store.ts";

/** The kinds of stores, by the schemes of their URLs. Only the module that is needed is loaded. */
const KINDS: Readonly<Record<string, () => Promise<StoreOpener>>> = {
  file: async () => (await import("./folder.ts")).openFolder,
  ftp: async () => (await import("./ftp.ts")).openFtp,
  ftpes: async () => (await import("./ftp.ts")).openFtp,
  ftps: async () => (await import("./ftp.ts")).openFtp,
  sftp: async () => (await import("./sftp.ts")).openSftp,
};

/**
 * Opens a store: connects and logs in, so that a wrong password shows at once. By default a server is
 * verified: its key by `knownHosts`, or its certificate by the known authorities and `caCerts`.
 *
 * Parts of the URL mean what they mean to curl: an FTP path is relative to the folder that the login
 * leads to, and absolute when it begins with `%2F`; an SFTP path is absolute, and relative to the
 * home folder when it begins with `/~/`. In names and passwords `@:/#?%` are percent-encoded.
 *
 * @param url `file:///FOLDER`, `ftp://`, `ftps://` (TLS from the first byte), `ftpes://` (AUTH TLS)
 * or `sftp://`
 * @param options the password, and whom to trust
 * @throws {SitehaulError} `download/url`, `network/…`, `auth/denied`, `auth/missing`,
 * `auth/unusable`
 *
 * @example
 * ```ts ignore
 * import { connect, openStore } from "@sitehaul/sitehaul";
 *
 * const site = await connect("www.example.com", { secret: "the Secret Word" });
 * const store = await openStore("sftp://me@www.example.com/home/me/backups", {
 *   password: "the password",
 *   knownHosts: await Deno.readTextFile("known_hosts"),
 * });
 * for await (const event of site.download(41, { dir: "backups", store })) console.log(event);
 * await store.close();
 * ```
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  options.signal?.throwIfAborted();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase() ?? "";
  const kind = Object.hasOwn(KINDS, scheme) ? KINDS[scheme] : undefined;
  if (kind === undefined) throw unknownKind();
  const open = await kind();
  return await open(url, options);
}

/** Says nothing of the URL: where it cannot be read, a password may stand anywhere. */
function unknownKind(): SitehaulError {
  return new SitehaulError("download/url", "Cannot tell what kind of store the URL names", {
    hint: `It must begin with ${Object.keys(KINDS).join("://, ")}://.`,
  });
}
