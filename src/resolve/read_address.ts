import { SitehaulError } from "../base/errors.ts";

/** What a person typed or pasted as the address of a site. */
export interface ReadAddress {
  /** The address without name, password and fragment. */
  readonly url: URL;
  /** Whether the text named http or https itself. */
  readonly hasScheme: boolean;
  readonly basicAuth?: { readonly username: string; readonly password: string };
}

/** Longer than any address that works in practice. */
const LONGEST = 2000;

const EXAMPLE = "Use the address of the site, such as https://www.example.com/ " +
  "or the endpoint URL that the product shows.";

const QUOTES = /^(?:"(.*)"|'(.*)'|`(.*)`|<(.*)>|“(.*)”|‘(.*)’|«(.*)»|\((.*)\))$/;

// Those that need no slashes; with slashes, any other scheme is noticed too.
const OTHER_SCHEME =
  /^(?:(?!https?:)[a-z][a-z0-9+.-]*:\/\/|(?:javascript|data|file|mailto|ftps?|sftp|ssh|blob|about|tel|wss?|view-source):)/i;

/**
 * Reads a text as an http or https address; https where it names no scheme.
 *
 * @throws {SitehaulError} `usage/url`, which never repeats a password
 */
export function readAddress(text: string): ReadAddress {
  const bare = unquote(text);
  const fault = faultOf(bare);
  if (fault !== undefined) throw refusal(bare, fault.fault, fault.hint);
  // The last one counts: people paste https://… behind an https:// that is already there.
  const scheme = /^(?:https?:\/+)*(https?):\/*/i.exec(bare);
  const rest = bare.slice(scheme?.[0].length ?? 0).replace(/^\/\//, "");
  // Copied from the source of a page, an address has its ampersands escaped.
  const href = `${scheme?.[1] ?? "https"}://${rest.replaceAll("&amp;", "&")}`;
  const url = rest !== "" && !/^[/?#]/.test(rest) && URL.canParse(href) ? new URL(href) : undefined;
  const port = /^(?:[^/?#]*@)?[^/?#@]*:(\d+)(?:[/?#]|$)/.exec(rest)?.[1];
  if (Number(port) > 65_535) {
    throw refusal(bare, `there is no port ${port}`, "Ports are numbers up to 65535.");
  }
  if (url === undefined || !isHost(url.hostname)) {
    throw refusal(bare, "there is no valid host in it");
  }
  const { username, password } = url;
  url.username = "";
  url.password = "";
  url.hash = "";
  const hasScheme = scheme !== null;
  return username === "" && password === "" ? { url, hasScheme } : {
    url,
    hasScheme,
    basicAuth: { username: decode(username), password: decode(password) },
  };
}

/** Without the blanks and quotes around that come along when an address is copied from a text. */
function unquote(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return trimmed;
  const inside = QUOTES.exec(trimmed)?.slice(1).find((group) => group !== undefined);
  return inside === undefined ? trimmed : unquote(inside);
}

function faultOf(text: string): { fault: string; hint?: string } | undefined {
  if (text === "") return { fault: "it is empty" };
  if (text.length > LONGEST) return { fault: `it is longer than ${LONGEST} characters` };
  if (/\p{Cc}/u.test(text)) return { fault: "there is a control character in it" };
  if (/\s/.test(text)) {
    return { fault: "there is a blank inside it", hint: `One address at a time. ${EXAMPLE}` };
  }
  if (text.startsWith("-")) {
    return {
      fault: "it looks like an option",
      hint: `A value may be missing before it. ${EXAMPLE}`,
    };
  }
  if (text.includes("\\")) {
    return { fault: "there is a backslash in it", hint: `Write slashes: /. ${EXAMPLE}` };
  }
  if (OTHER_SCHEME.test(text)) {
    return { fault: "only http and https are supported", hint: EXAMPLE };
  }
  // The platform reads 41 as the address 0.0.0.41: more likely the site is missing before a number.
  if (/^\d+$/.test(text)) return { fault: "it is a number" };
  return undefined;
}

function isHost(hostname: string): boolean {
  if (hostname.startsWith("[")) return true;
  const labels = hostname.replace(/\.$/, "").split(".");
  return hostname.length <= 253 &&
    labels.every((label) => label !== "" && label.length <= 63 && !/^-|-$|[^\w-]/.test(label));
}

/** A password may hold a bare percent sign: then it was not encoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refusal(text: string, fault: string, hint: string = EXAMPLE): SitehaulError {
  return new SitehaulError("usage/url", `Cannot use ${shown(text)} as a site: ${fault}`, { hint });
}

/** The text for a message: on one line, short, without what may be a password or a query. */
function shown(text: string): string {
  const hasUser = text.includes("@");
  // A password may contain a question mark, and a query an at sign: the two are then indistinguishable.
  if (hasUser && /[?#]/.test(text)) return `"[redacted]"`;
  const open = text.slice(text.lastIndexOf("@") + 1).replace(/[?#].*$/s, "")
    .replaceAll(/\p{Cc}/gu, "\uFFFD");
  const short = open.length > 60 ? `${open.slice(0, 60)}…` : open;
  return `"${hasUser ? "[redacted]@" : ""}${short}"`;
}
