/** The address of a folder that is reached by FTP or SFTP. */
import { domainToASCII } from "node:url";
import { SitehaulError } from "../base/errors.ts";
import { redactText } from "../base/redact.ts";

/**
 * How the folder is reached: `ftp` in the clear, `ftpes` in the clear at first and with TLS before
 * the login (AUTH TLS), `ftps` with TLS from the first byte, `sftp` over SSH.
 */
export type RemoteScheme = "ftp" | "ftpes" | "ftps" | "sftp";

/** What a URL says about a folder on a server. */
export interface RemotePlace {
  /** How it is reached. */
  readonly scheme: RemoteScheme;
  /** The name or address of the host; an IPv6 address without brackets. */
  readonly host: string;
  /** The TCP port. */
  readonly port: number;
  /** The user, percent-decoded; `undefined` when the URL names none. */
  readonly user: string | undefined;
  /** The password, percent-decoded; `undefined` when the URL holds none. */
  readonly password: string | undefined;
  /** The folder, without a slash at its end: absolute, or relative to where the login leads. */
  readonly folder: string;
}

const PORTS: Readonly<Record<RemoteScheme, number>> = { ftp: 21, ftpes: 21, ftps: 990, sftp: 22 };

const FORM = "Write ftp://USER@HOST/FOLDER, ftps://, ftpes:// or sftp://; " +
  "in names and passwords write %40 for @, %3A for :, %2F for /, %23 for #, %3F for ?, %25 for %.";

/**
 * Reads the URL of a folder. Its parts mean what they mean to curl: an FTP path is relative to the
 * folder that the login leads to, and absolute when it begins with `%2F` or a second slash; an SFTP
 * path is absolute, and relative to the home folder when it begins with `/~/` or is left out.
 *
 * @throws {SitehaulError} `download/url`; the message never holds the password
 */
export function parseRemoteUrl(text: string): RemotePlace {
  const scheme = schemeOf(text);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^[^:]*:\/\//.test(text)) throw refused(text, "it is not a URL");
  // What follows a # or ? may be the rest of a password that was not percent-encoded.
  if (text.includes("#")) throw refused(text, "it contains a #, which must be written %23");
  if (text.includes("?")) throw refused(text, "it contains a ?, which must be written %3F");
  const host = hostOf(text, url);
  const user = decoded(text, url.username);
  const password = decoded(text, url.password);
  const folder = folderOf(scheme, decoded(text, url.pathname));
  const holdsControl = [user, password, folder].some((value) => /\p{Cc}/u.test(value));
  if (holdsControl) throw refused(text, "it contains control characters");
  return {
    scheme,
    host,
    port: url.port === "" ? PORTS[scheme] : Number(url.port),
    user: user === "" ? undefined : user,
    password: password === "" ? undefined : password,
    folder,
  };
}

/** The place for messages: without user and password. */
export function describePlace({ scheme, host, port }: RemotePlace): string {
  const shown = host.includes(":") ? `[${host}]` : host;
  return `${scheme}://${shown}${port === PORTS[scheme] ? "" : `:${port}`}`;
}

/** Relative to the login where the folder is. */
export function pathOf({ folder }: RemotePlace, name: string): string {
  return folder === "" || folder.endsWith("/") ? `${folder}${name}` : `${folder}/${name}`;
}

/** A folder and those above it, the highest first. */
export function pathsTo(folder: string): readonly string[] {
  const names = folder.split("/").filter((name) => name !== "");
  const root = folder.startsWith("/") ? "/" : "";
  return names.map((_, index) => root + names.slice(0, index + 1).join("/"));
}

function schemeOf(text: string): RemoteScheme {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? "";
  if (scheme in PORTS) return scheme as RemoteScheme;
  throw refused(text, "it does not begin with ftp://, ftps://, ftpes:// or sftp://");
}

function hostOf(text: string, { hostname }: URL): string {
  const ipv6 = /^\[(.*)\]$/.exec(hostname)?.[1];
  const host = ipv6 ?? domainToASCII(decoded(text, hostname)).toLowerCase();
  if (host === "") throw refused(text, "it has no host");
  return host;
}

function folderOf(scheme: RemoteScheme, path: string): string {
  const folder = (scheme === "sftp" ? path : path.slice(1)).replace(/(?<=.)\/+$/, "");
  return scheme === "sftp" && /^\/~(\/|$)/.test(folder) ? folder.slice(3) : folder;
}

function decoded(text: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw refused(text, "a % in it is not followed by two hexadecimal digits of UTF-8");
  }
}

/** Says no more of the URL than its scheme: where it cannot be read, a password may stand anywhere. */
function refused(text: string, why: string): SitehaulError {
  const scheme = /^[a-z][a-z0-9+.-]{0,20}:\/\//i.exec(text)?.[0] ?? "";
  const shown = scheme === "" ? "the URL" : redactText(`${scheme}…`);
  return new SitehaulError("download/url", `Cannot fetch from ${shown}: ${why}`, { hint: FORM });
}
