/** File names that come from a server, or go to one. */
import { SitehaulError } from "../base/errors.ts";
import { quoted } from "../base/message_text.ts";

/** Names that Windows takes for devices, whatever follows a dot or a colon. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|:|$)/i;

/** What a later command would read as its configuration, or as what is known of an archive. */
const OWN = /^sitehaul\.ya?ml$|\.sitehaul\.json$/i;

/** The longest name that common file systems accept, in bytes, minus the suffix of a temporary one. */
const LONGEST = 240;

/**
 * The name of a part, as a name in the target folder. Only a plain base name is taken: a separator,
 * `..`, a drive, a control character, a device name, an alternate stream or the name of a file of
 * sitehaul is refused, since no honest server sends one.
 *
 * @throws {SitehaulError} `download/path` when the name is unsafe
 */
export function safeFileName(name: string): string {
  const fault = faultOf(name);
  if (fault === undefined) return name;
  throw new SitehaulError(
    "download/path",
    `The site sent a file name that is not safe: ${quoted(name, 120)} ${fault}`,
    { hint: "Do not trust this site: it, or something in front of it, may be hostile." },
  );
}

/**
 * The same for a name in a store, where a manifest may lie as well.
 *
 * @throws {SitehaulError} `download/path` when the name is unsafe
 */
export function storableName(name: string): string {
  const fault = plainFaultOf(name);
  if (fault === undefined) return name;
  throw new SitehaulError(
    "download/path",
    `A file in a store cannot be called ${quoted(name, 120)}: it ${fault}`,
    { hint: "Use the plain name of a file, without any folder." },
  );
}

/** Whether a name is one that stores take. */
export function isStorableName(name: string): boolean {
  return plainFaultOf(name) === undefined;
}

function faultOf(name: string): string | undefined {
  const fault = plainFaultOf(name);
  if (fault !== undefined) return fault;
  return OWN.test(name.normalize("NFKC")) ? "is that of a file of sitehaul itself" : undefined;
}

function plainFaultOf(name: string): string | undefined {
  if (name === "" || name === "." || name === "..") return "is not a file name";
  if (/[\\/]/.test(name)) return "contains a path separator";
  if (/\p{Cc}|\p{Cf}|[\u2028\u2029]/u.test(name)) return "contains a control character";
  if (/[:*?"<>|]/.test(name)) return "contains a character that is special to a file system";
  if (/^\s|[\s.]$/.test(name)) return "begins with a space, or ends with a space or a dot";
  if (name.startsWith(".")) return "is hidden";
  if (isDeviceName(name)) return "is the name of a device";
  if (new TextEncoder().encode(name).length > LONGEST) return "is too long";
  return undefined;
}

/** Whether Windows takes a name for that of a device. */
export function isDeviceName(name: string): boolean {
  return DEVICE.test(name);
}
