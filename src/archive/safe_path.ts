/** Which names may be written, and where links may point. */
import { Buffer } from "node:buffer";
import process from "node:process";
import { isDeviceName } from "../files/file_name.ts";
import type { ProblemCode } from "./problem.ts";
import { quotedName } from "./spelling.ts";

/** How strict to be about names. */
export interface LedgerOptions {
  /** Whether Windows may write names such as `aux.php`; other systems always do. @default {false} */
  readonly allowDeviceNames?: boolean | undefined;
  /**
   * The system that is written on, as `process.platform` names it: what is a plain name on one may
   * lead elsewhere on `win32`. @default {process.platform}
   */
  readonly platform?: string | undefined;
}

/** Why a name or a link is not written as the archive has it. */
export interface PathFault {
  /** Of the problem that is reported: it says which rule is broken. */
  readonly code: ProblemCode;
  /** What is wrong, in half a sentence. */
  readonly message: string;
}

/** Bytes in the longest path that systems take. */
export const LONGEST_PATH = 4096;

/** A component that means nothing: `.`, or none at all. */
const IDLE_STEP = /(?:^|\/)\.?(?:\/|$)/;

/** Windows drops dots and blanks at the end: then this is `.` or `..`. */
const DISGUISED_DOTS = /^\.[. ]+$/;

/** What Windows has a meaning of its own for: a colon begins a stream of a file. */
const WINDOWS_SIGN = /[<>:"|?*]/;

/**
 * A path without components that mean nothing: `./a//b/` is `a/b`, and `./` is `.`. One that is
 * absolute, or that leads upwards, stays as it is: it is refused, and shown as the archive has it.
 */
export function tidyPath(path: string): string {
  if (path === "" || path.startsWith("/") || !IDLE_STEP.test(path)) return path;
  const steps = path.split("/");
  if (steps.includes("..")) return path;
  return steps.filter((step) => step !== "" && step !== ".").join("/") || ".";
}

/**
 * The path for a file whose end is missing. Its ending stays: a web server treats it as it would
 * treat the whole file, and shows nobody the text of a program.
 */
export function partialName(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const at = name.lastIndexOf(".");
  const ending = at > 0 ? name.slice(at) : "";
  return `${path.slice(0, path.length - ending.length)}.incomplete${ending}`;
}

/**
 * Why a path must not be written; undefined when it is a plain path below a folder.
 *
 * What leads out of a folder on any system is refused on all: no site has such names, and what has
 * been extracted here may be copied there. What Windows alone cannot write is refused there alone.
 */
export function pathFault(path: string, options: LedgerOptions = {}): PathFault | undefined {
  if (path === "") return unsafe("the entry has no name");
  if (path.length > LONGEST_PATH || Buffer.byteLength(path) > LONGEST_PATH) {
    return { code: "name-too-long", message: `the path is longer than ${LONGEST_PATH} bytes` };
  }
  if (/\p{Cc}/u.test(path)) return unsafe("the name contains a control character");
  if (/^[/\\]/.test(path)) return unsafe("the path is absolute");
  if (/^[a-z]:/i.test(path)) return unsafe("the path begins with a drive letter");
  if (path.split(/[/\\]/).includes("..")) return unsafe("the path leads out of its folder (..)");
  const steps = path.split("/");
  if (steps.includes(".") || steps.includes("")) return unsafe("the path has an empty component");
  const { platform = process.platform, allowDeviceNames = false } = options;
  return platform === "win32" ? windowsFault(steps, allowDeviceNames) : undefined;
}

function unsafe(message: string): PathFault {
  return { code: "name-unsafe", message };
}

/** What is a plain name everywhere else. */
function windowsFault(steps: readonly string[], allowDeviceNames = true): PathFault | undefined {
  if (steps.some((step) => DISGUISED_DOTS.test(step))) {
    return unsafe(
      "the path has a component of dots and spaces, which leads out of its folder on Windows",
    );
  }
  if (!allowDeviceNames && steps.some(isDeviceName)) {
    return foreign("the path contains a Windows device name");
  }
  if (steps.some((step) => step.includes("\\"))) {
    return foreign("the name contains a backslash, which is a separator on Windows");
  }
  if (steps.some((step) => WINDOWS_SIGN.test(step))) {
    return foreign('the path contains one of <>:"|?*, which have another meaning on Windows');
  }
  if (steps.some((step) => /[. ]$/.test(step))) {
    return foreign("a component of the path ends in a dot or a space, which Windows drops");
  }
  return undefined;
}

function foreign(message: string): PathFault {
  return { code: "name-windows", message };
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
): PathFault | undefined {
  if (target === undefined) {
    return { code: "link-unreadable", message: "the target of the link cannot be read" };
  }
  if (target === "") return { code: "link-unsafe", message: "the link points nowhere" };
  if (/\p{Cc}/u.test(target)) {
    return { code: "link-unsafe", message: "the target of the link contains a control character" };
  }
  const outside: PathFault = {
    code: "link-outside",
    message: `the link leads out of the folder, to ${quotedName(target)}`,
  };
  if (/^[/\\]/.test(target) || /^[a-z]:/i.test(target)) return outside;
  const steps = target.split(/[/\\]/).filter((step) => step !== "" && step !== ".");
  const climbs = steps.findIndex((step) => step !== "..");
  const height = climbs < 0 ? steps.length : climbs;
  if (steps.slice(height).includes("..") || height > path.split("/").length - 1) return outside;
  if (platform !== "win32") return undefined;
  const named = target.split("/").filter((step) => !["", ".", ".."].includes(step));
  const fault = windowsFault(named);
  if (fault?.code === "name-unsafe") return outside;
  return fault && { code: fault.code, message: `the target of the link: ${fault.message}` };
}
