/**
 * Which names may be written, and where links may point.
 * @module
 */
import { Buffer } from "node:buffer";
import process from "node:process";

/** How strict to be about names. */
export interface LedgerOptions {
  /** Whether names such as `aux.php` are taken. @default {false} */
  readonly allowDeviceNames?: boolean | undefined;
  /**
   * The system that is written on, as `process.platform` names it: what is a plain name on one may
   * lead elsewhere on `win32`. @default {process.platform}
   */
  readonly platform?: string | undefined;
}

/** Bytes in the longest path that systems take. */
export const LONGEST_PATH = 4096;

/** Names that Windows takes for devices, whatever the extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|:|$)/i;

/** Windows drops dots and blanks at the end: then this is `.` or `..`. */
const DISGUISED_DOTS = /^\.[. ]+$/;

/** What Windows has a meaning of its own for: a colon begins a stream of a file. */
const WINDOWS_SIGN = /[<>:"|?*]/;

/** Why a path must not be written; undefined when it is a plain path below a folder. */
export function pathFault(path: string, options: LedgerOptions = {}): string | undefined {
  if (path === "") return "the entry has no name";
  if (path.length > LONGEST_PATH || Buffer.byteLength(path) > LONGEST_PATH) {
    return `the path is longer than ${LONGEST_PATH} bytes`;
  }
  if (/\p{Cc}/u.test(path)) return "the name contains a control character";
  if (path.includes("\\")) return "the name contains a backslash, which is a separator on Windows";
  if (path.startsWith("/")) return "the path is absolute";
  if (/^[a-z]:/i.test(path)) return "the path begins with a drive letter";
  return stepsFault(path.split("/"), options);
}

function stepsFault(
  steps: readonly string[],
  { allowDeviceNames = false, platform = process.platform }: LedgerOptions,
): string | undefined {
  if (steps.includes("..")) return "the path leads out of its folder (..)";
  if (steps.includes(".") || steps.includes("")) return "the path has an empty component";
  if (steps.some((step) => DISGUISED_DOTS.test(step))) {
    return "the path has a component of dots and spaces, which leads out of its folder on Windows";
  }
  if (!allowDeviceNames && steps.some((step) => DEVICE.test(step))) {
    return "the path contains a Windows device name";
  }
  return platform === "win32" ? windowsFault(steps) : undefined;
}

/** What is a plain name everywhere else. */
function windowsFault(steps: readonly string[]): string | undefined {
  if (steps.some((step) => WINDOWS_SIGN.test(step))) {
    return 'the path contains one of <>:"|?*, which have another meaning on Windows';
  }
  if (steps.some((step) => /[. ]$/.test(step))) {
    return "a component of the path ends in a dot or a space, which Windows drops";
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
export function targetFault(
  path: string,
  target: string | undefined,
  { platform = process.platform }: LedgerOptions = {},
): string | undefined {
  if (target === undefined) return "the target of the link cannot be read";
  const outside = `the link points out of the folder, to ${JSON.stringify(target.slice(0, 200))}`;
  if (target === "") return "the link points nowhere";
  if (/\p{Cc}/u.test(target)) return "the target of the link contains a control character";
  if (target.includes("\\")) return "the target of the link contains a backslash";
  if (target.startsWith("/") || /^[a-z]:/i.test(target)) return outside;
  const steps = target.split("/").filter((step) => step !== "" && step !== ".");
  if (steps.some((step) => step !== ".." && DISGUISED_DOTS.test(step))) return outside;
  const fault = platform === "win32"
    ? windowsFault(steps.filter((step) => step !== ".."))
    : undefined;
  if (fault !== undefined) return `the target of the link: ${fault}`;
  const climbs = steps.findIndex((step) => step !== "..");
  const height = climbs < 0 ? steps.length : climbs;
  if (steps.slice(height).includes("..")) return outside;
  return height > path.split("/").length - 1 ? outside : undefined;
}
