/** Whether others than root may change a folder, or what leads to it. */
import { type BigIntStats, readlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { factsOf } from "./folder_steps.ts";
import { mayRead } from "./may_read.ts";

const [STICKY, GROUP_WRITES, OTHERS_WRITE] = [0o1000n, 0o20n, 0o2n];

/** So many links on the way are no honest path. */
const MOST_LINKS = 40;

/** Whether others than root may write into a folder. */
export function isShared({ uid, gid, mode }: BigIntStats): boolean {
  return uid !== 0n || (mode & OTHERS_WRITE) !== 0n || (mode & GROUP_WRITES) !== 0n && gid !== 0n;
}

/** Whether others than root may replace what root makes in a folder. */
export function mayReplaceNew(folder: BigIntStats): boolean {
  return mayReplace(folder, { uid: 0n });
}

/** Whether others than root may replace something in a folder. */
function mayReplace(folder: BigIntStats, { uid }: Pick<BigIntStats, "uid">): boolean {
  const isSticky = (folder.mode & STICKY) !== 0n;
  return isShared(folder) && !(isSticky && folder.uid === 0n && uid === 0n);
}

/**
 * The first folder on the way to a target, or the target itself, that others than root may change:
 * they decide where that path leads. Links on the way are followed, and their folders looked at too.
 *
 * @param target a folder that is there
 * @param isOpen whether others may do in the target itself what they must not
 * @returns its path; undefined where there is none, as far as the runtime permits a look
 */
export function sharedFolder(target: string, isOpen = isShared): string | undefined {
  const steps = resolve(target).split("/").filter((step) => step !== "");
  let [place, links] = ["/", 0];
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    const next = step === ".." ? dirname(place) : join(place, step);
    const [folder, inner] = [look(place), look(next)];
    if (folder !== undefined && inner !== undefined && mayReplace(folder, inner)) return place;
    if (!inner?.isSymbolicLink()) {
      place = next;
      continue;
    }
    if (++links > MOST_LINKS) return next;
    const leads = readlinkSync(next);
    steps.unshift(...leads.split("/").filter((each) => each !== "" && each !== "."));
    if (leads.startsWith("/")) place = "/";
  }
  const last = look(place);
  return last !== undefined && isOpen(last) ? place : undefined;
}

function look(place: string): BigIntStats | undefined {
  return mayRead(place) ? factsOf(place) : undefined;
}
