/**
 * Paths, as `node:path` makes them, for what every command needs: to load that one takes Deno half as long
 * as its own start. On Windows, whose paths are another matter, it is loaded all the same.
 */
import { builtIn } from "./built_in.ts";
import { systemName, workingFolder } from "./system.ts";

/** What makes paths, by the rules of one kind of system. */
export interface Paths {
  /** The names, each below the one before. */
  join(...names: readonly string[]): string;
  /** The folder that a path leads into, without its last name. */
  dirname(path: string): string;
  /** The last name of a path. */
  basename(path: string): string;
  /** An absolute path: from a folder on, and from the working folder on if that is relative itself. */
  resolve(folder: string, path?: string): string;
  /** Whether a path leads below a folder, not to the folder itself. */
  isBelow(folder: string, path: string): boolean;
}

/** Those of all systems but Windows. */
export const POSIX: Paths = {
  join: (...names) => {
    const text = names.filter((name) => name !== "").join("/");
    const isWhole = text.startsWith("/");
    const path = stepsOf(text, isWhole).join("/");
    if (path === "" && isWhole) return "/";
    return (isWhole ? "/" : "") + (path === "" ? "." : path) + (text.endsWith("/") ? "/" : "");
  },
  dirname: (path) => {
    const slash = path.lastIndexOf("/", endOf(path, 1) - 1);
    if (slash === -1) return ".";
    if (slash === 1 && path.startsWith("/")) return "//";
    return slash === 0 ? "/" : path.slice(0, slash);
  },
  basename: (path) => {
    const end = endOf(path, 0);
    return path.slice(0, end).slice(path.slice(0, end).lastIndexOf("/") + 1);
  },
  resolve: (folder, path = "") => {
    let whole = path;
    if (!whole.startsWith("/")) whole = `${folder}/${path}`;
    if (!whole.startsWith("/") || folder === "" && !path.startsWith("/")) {
      whole = `${workingFolder()}/${whole}`;
    }
    return `/${stepsOf(whole, true).join("/")}`;
  },
  isBelow: (folder, path) => {
    const [parent, child] = [folder, path].map((each) => POSIX.resolve(each));
    return child !== parent && child?.startsWith(parent === "/" ? "/" : `${parent}/`) === true;
  },
};

/** Where a path ends without its last slashes; so many characters are always left. */
function endOf(path: string, least: number): number {
  let end = path.length;
  while (end > least && path[end - 1] === "/") end--;
  return end;
}

/** The names of a path, without those that lead nowhere. */
function stepsOf(path: string, isWhole: boolean): string[] {
  const steps: string[] = [];
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.length > 0 && steps.at(-1) !== "..") steps.pop();
    else if (!isWhole) steps.push(step);
  }
  return steps;
}

function ofWindows(): Paths {
  const { win32 } = builtIn("node:path");
  return {
    ...win32,
    resolve: (folder, path = "") => win32.resolve(folder, path),
    isBelow: (folder, path) => {
      const between = win32.relative(folder, path);
      return between !== "" && !/^\.\.(?:\\|$)/.test(between) && !win32.isAbsolute(between);
    },
  };
}

/** Those of a system: `windows`, or any other. */
export function pathsOf(system: string): Paths {
  return system === "windows" ? ofWindows() : POSIX;
}

let own: Paths | undefined;

function here(): Paths {
  return own ??= pathsOf(systemName());
}

/** The names, each below the one before, by the rules of this system. */
export function join(...names: readonly string[]): string {
  return here().join(...names);
}

/** The folder that a path leads into, by the rules of this system. */
export function dirname(path: string): string {
  return here().dirname(path);
}

/** The last name of a path, by the rules of this system. */
export function basename(path: string): string {
  return here().basename(path);
}

/** An absolute path, by the rules of this system: from a folder on, and from the working folder on. */
export function resolve(folder: string, path?: string): string {
  return here().resolve(folder, path);
}
