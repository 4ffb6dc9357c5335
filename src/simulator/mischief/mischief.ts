/** What goes wrong between a site and its clients, to be armed by tests. */
import type { MischiefMatch, MischiefTarget } from "./mischief_match.ts";
import type { Caching } from "./cache.ts";
import type { Gateway } from "./gateway.ts";
import type { Json } from "../wire/reply.ts";

/** Something that goes wrong. Every member is optional; several work together. */
export interface Mischief {
  /** For which requests; all when left out. */
  readonly match?: MischiefMatch;
  /** How often at most; without end when left out. */
  readonly times?: number;
  /** Nothing happens before a request that matches this; with it, it begins. */
  readonly since?: MischiefMatch;
  /** How long it lasts from then on, ms by the site's clock; without end when left out. */
  readonly forMs?: number;
  /** Whether each request that comes meanwhile begins that time anew, as mod_evasive does. */
  readonly isProlonged?: true;
  /** How long the answer takes longer, ms. */
  readonly latencyMs?: number;
  /** Text around the answer. */
  readonly noise?: { readonly before?: string; readonly after?: string };
  /** The connection breaks after so many bytes of the body. */
  readonly cutAfter?: number;
  /** The text ends after so many characters, and nothing else tells of it. */
  readonly truncateAfter?: number;
  /** Replaces the whole body; called with what the site would have sent. */
  readonly body?: (text: string) => string;
  /** Other bytes as the whole body, such as those of a filter that takes a file for text. */
  readonly alter?: (bytes: Uint8Array) => Uint8Array;
  /** The length that is announced stays: what comes in front of a body pushes its end out. */
  readonly keepLength?: true;
  /** Other `data` in the envelope: wrong types, missing members. */
  readonly reshape?: (data: Json) => Json;
  /** An answer of so many bytes, streamed. */
  readonly hugeBytes?: number;
  /** A page of HTML with HTTP 200 in place of the answer. */
  readonly page?: string;
  /** A redirect: to a scheme, to the host with or without `www.`, or to a URL. */
  readonly redirect?: { readonly to: string; readonly status?: number };
  /** An HTTP error, before the site has seen the request. */
  readonly http?: {
    readonly status: number;
    readonly retryAfter?: string;
    readonly body?: string;
    readonly type?: string;
    /** The version of PHP that the answer tells; none where it is left out. */
    readonly php?: string;
    /** In addition to the usual ones. */
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** A refusal by the API in the place of the answer: an envelope with that status. */
  readonly refuse?: { readonly status: number; readonly text: string };
  /** Another HTTP status around an answer that is good otherwise. */
  readonly status?: number;
  /** A cache in front of the site repeats its answers to GET. */
  readonly cache?: Caching;
  /** Something in front of the site gives up on it after a while; the site goes on with its work. */
  readonly gateway?: Gateway;
  /** The step of a backup takes so much longer, ms, such as for an upload. Nothing moves meanwhile. */
  readonly workMs?: number;
  /** The page of a site in maintenance. */
  readonly maintenance?: true;
  /** The page of a site without its database. */
  readonly databaseDown?: true;
  /** The connection breaks before the site has seen the request. */
  readonly loseRequest?: true;
  /** Nobody takes connections. Over a socket, which is open, the connection breaks instead. */
  readonly refuseConnection?: true;
  /**
   * The site does what was requested, and the connection breaks: when it is done, or `at-once`
   * while it continues working.
   */
  readonly loseAnswer?: "at-end" | "at-once";
  /** Something drops the header with the Secret Word. */
  readonly dropSecretHeader?: true;
  /** The web server asks for a user name and a password before PHP runs. */
  readonly askPassword?: { readonly user: string; readonly password: string };
  /** Something refuses every POST with this status. */
  readonly refusePost?: 403 | 405;
  /** The engine fails with this text. */
  readonly backupError?: string;
  /** The language itself fails in a step of a backup: HTTP 500 and a page. */
  readonly crash?: true;
  /** Texts for the warnings of this step. */
  readonly warnings?: readonly string[];
  /** Called with each name in `filenames`. */
  readonly fileNames?: (name: string) => string;
  /**
   * Other sizes in records and in their `filenames`. PHP of 32 bits makes those from 2 GiB on negative,
   * and `false` where it cannot even look.
   */
  readonly fileSizes?: (size: number) => Json;
  /** A file comes without saying how long it is. */
  readonly noLength?: true;
  /** A file that vanishes before the request is answered. */
  readonly loseFile?: { readonly record: number; readonly name: string };
  /** The only methods that the token's user may call. */
  readonly tokenRights?: readonly string[];
}

/** Noise as it really occurs. */
export const NOISE: Readonly<
  Record<"phpWarning" | "byteOrderMark" | "comment" | "notice" | "htmlNotice", string>
> = {
  phpWarning:
    '<br />\n<b>Warning</b>:  Undefined array key "it\'s {broken" in <b>/var/www/html/x.php</b> ' +
    'on line <b>3</b> {"status": [}<br />\n',
  byteOrderMark: "\ufeff",
  comment: "\n<!-- page generated in 0.1s {cached} -->\n",
  notice: "\nNotice: Undefined variable: x in /var/www/html/x.php on line 12\n",
  htmlNotice:
    "<br />\n<b>Notice</b>:  ob_end_clean(): failed to delete buffer in /x/y.php on line 7" +
    "<br />\n",
};

/** The connection broke. In memory it is thrown; over a socket it cuts the connection. */
export class ConnectionLost extends TypeError {
  constructor() {
    const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    super("The connection was reset", { cause });
    this.name = "TypeError";
  }
}

/** Changes the data of an answer before it is put into its envelope. */
export function reshaped({ reshape, fileNames, fileSizes }: Mischief, data: Json): Json {
  const lies = fileNames !== undefined || fileSizes !== undefined;
  const changed = lies ? otherFiles(data, fileNames, fileSizes) : data;
  return reshape === undefined ? changed : reshape(changed);
}

function otherFiles(
  data: Json,
  fileNames: (name: string) => string = (name) => name,
  fileSizes: (size: number) => Json = (size) => size,
): Json {
  if (Array.isArray(data)) return data.map((each) => otherFiles(each, fileNames, fileSizes));
  if (typeof data !== "object" || data === null) return data;
  const members = Object.entries(data).map(([name, value]): [string, Json] => {
    if (name === "size" || name === "total_size") return [name, fileSizes(Number(value))];
    if (name !== "filenames" || !Array.isArray(value)) return [name, value];
    return [name, value.map((file) => otherFiles(withName(file, fileNames), undefined, fileSizes))];
  });
  return Object.fromEntries(members);
}

function withName(file: Json, fileNames: (name: string) => string): Json {
  const { name, ...rest } = file as { readonly name: string };
  return { ...rest, name: fileNames(name) };
}

/** The answer that comes without the site: errors in front of it, redirects. */
export function answerInFront(mischief: Mischief, target: MischiefTarget): Response | undefined {
  const { http, redirect, refusePost, askPassword } = mischief;
  const html = { "content-type": "text/html; charset=utf-8" };
  if (askPassword !== undefined && !isPasswordRight(askPassword, target)) {
    return new Response("<html><head><title>401 Unauthorized</title></head></html>", {
      status: 401,
      headers: { ...html, "www-authenticate": 'Basic realm="Staff"' },
    });
  }
  if (http !== undefined) {
    const { status, retryAfter, body = `<html><head><title>${status}</title></head></html>` } =
      http;
    const type = { "content-type": http.type ?? html["content-type"] };
    const headers = new Headers({ ...type, ...http.headers });
    if (retryAfter !== undefined) headers.set("retry-after", retryAfter);
    if (http.php !== undefined) headers.set("x-powered-by", `PHP/${http.php}`);
    return new Response(body, { status, headers });
  }
  if (redirect !== undefined) {
    const location = redirectTarget(redirect.to, new URL(target.url));
    return new Response(null, { status: redirect.status ?? 301, headers: { ...html, location } });
  }
  if (refusePost !== undefined && target.verb === "POST") {
    return new Response("<h1>Forbidden</h1>", { status: refusePost, headers: html });
  }
  return undefined;
}

/** User name and password travel in UTF-8 (RFC 7617). */
function isPasswordRight(
  { user, password }: NonNullable<Mischief["askPassword"]>,
  { authorization }: MischiefTarget,
): boolean {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return authorization === `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

function redirectTarget(to: string, url: URL): string {
  const target = new URL(url);
  if (to === "https" || to === "http") target.protocol = `${to}:`;
  else if (to === "www") target.hostname = `www.${url.hostname}`;
  else if (to === "no-www") target.hostname = url.hostname.replace(/^www\./, "");
  else return new URL(to, url).href;
  return target.href;
}

/** Nobody listens. In memory it is thrown as the platform's fetch does. */
export class ConnectionRefused extends TypeError {
  constructor() {
    const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    super("tcp connect error: Connection refused (os error 111)", { cause });
    this.name = "TypeError";
  }
}
