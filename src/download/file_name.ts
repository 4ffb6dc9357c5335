/**
 * File names that come from a server.
 * @module
 */
import { SitehaulError } from "../errors.ts";

/** Names that Windows takes for devices, whatever the extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/** The longest name that common file systems take, bytes; less the room for a temporary one. */
const LONGEST = 240;

/**
 * The name of a part, as a name in the target folder. Only a plain base name is taken: a separator,
 * `..`, a drive, a control character, a device name or an alternate stream is refused, since no
 * honest server sends one.
 *
 * @throws {SitehaulError} `download/path` when the name is unsafe
 */
export function safeFileName(name: string): string {
  const fault = faultOf(name);
  if (fault === undefined) return name;
  throw new SitehaulError(
    "download/path",
    `The site names a file that cannot be written safely: ${
      JSON.stringify(name.slice(0, 120))
    } ${fault}`,
    { hint: "Do not trust this site's answers: the site, or something before it, may be hostile." },
  );
}

function faultOf(name: string): string | undefined {
  if (name === "" || name === "." || name === "..") return "is no file name";
  if (/[\\/]/.test(name)) return "holds a path separator";
  if (/\p{Cc}|\p{Cf}|[\u2028\u2029]/u.test(name)) return "holds a control character";
  if (/[:*?"<>|]/.test(name)) return "holds a character that is special to a file system";
  if (/^\s|[\s.]$/.test(name)) return "begins with a blank, or ends with a blank or a dot";
  if (name.startsWith(".")) return "is hidden";
  if (DEVICE.test(name)) return "is the name of a device";
  if (new TextEncoder().encode(name).length > LONGEST) return "is too long";
  return undefined;
}
