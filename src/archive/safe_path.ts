/**
 * Which names may be written, and where links may point.
 * @module
 */

/** Names that Windows takes for devices, whatever the extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|:|$)/i;

/** Why a path must not be written; undefined when it is a plain path below a folder. */
export function pathFault(path: string, allowDevices = false): string | undefined {
  if (path === "") return "the entry has no name";
  if (/\p{Cc}/u.test(path)) return "the name holds a control character";
  if (path.includes("\\")) return "the name holds a backslash, which is a separator on Windows";
  if (path.startsWith("/")) return "the path is absolute";
  if (/^[a-z]:/i.test(path)) return "the path begins with a drive letter";
  const steps = path.split("/");
  if (steps.includes("..")) return "the path leads out of its folder (..)";
  if (steps.includes(".") || steps.includes("")) return "the path has an empty step";
  if (!allowDevices && steps.some((step) => DEVICE.test(step))) {
    return "the path names a device of Windows";
  }
  return undefined;
}

/**
 * Why a link must not be made; undefined when following it cannot leave the folder.
 *
 * A target may climb first (`../..`) as far as the folder, and then only descend. Then no chain of
 * such links can leave the folder, in whatever order they are made: the folder of a link is never
 * itself reached through a link, so climbing goes where it seems to go; and descending through
 * another link stays inside because that link does.
 */
export function targetFault(path: string, target: string | undefined): string | undefined {
  if (target === undefined) return "the target of the link cannot be read";
  const outside = `the link points out of the folder, to ${JSON.stringify(target.slice(0, 200))}`;
  if (target === "") return "the link points nowhere";
  if (/\p{Cc}/u.test(target)) return "the target of the link holds a control character";
  if (target.includes("\\")) return "the target of the link holds a backslash";
  if (target.startsWith("/") || /^[a-z]:/i.test(target)) return outside;
  const steps = target.split("/").filter((step) => step !== "" && step !== ".");
  const climbs = steps.findIndex((step) => step !== "..");
  const height = climbs < 0 ? steps.length : climbs;
  if (steps.slice(height).includes("..")) return outside;
  return height > path.split("/").length - 1 ? outside : undefined;
}
