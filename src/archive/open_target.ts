/** Opening the folder that is written into. */
import { statSync } from "node:fs";
import { mkdir, open, realpath, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import process from "node:process";
import { SitehaulError } from "../base/errors.ts";
import { systemCode } from "../base/message_text.ts";
import { CheckedTree } from "./checked_tree.ts";
import type { FolderTree } from "./folder_tree.ts";
import { HandleTree } from "./handle_tree.ts";
import { factsOf } from "./folder_steps.ts";
import { mayRead } from "./may_read.ts";
import { SHARED_HINT } from "./problem_advice.ts";
import { mayReplaceNew, sharedFolder } from "./shared_folder.ts";
import { quotedName } from "./spelling.ts";
import { temporaryName } from "./target_file.ts";

/**
 * Opens a folder, and makes it if it is not there.
 *
 * @param allowShared whether root writes where others may write, too
 * @throws {SitehaulError} `file/write` when root would, and may not
 */
export async function openTarget(path: string, allowShared: boolean): Promise<FolderTree> {
  if (!allowShared) await refuseToMake(path);
  await mkdir(path, { recursive: true });
  const tree = await treeAt(path);
  try {
    if (!allowShared && await isOwnedByRoot(tree)) refuseShared(path, tree);
  } catch (error) {
    tree.close();
    throw error;
  }
  return tree;
}

async function treeAt(path: string): Promise<FolderTree> {
  const root = await realpath(path);
  return HandleTree.open(root) ?? CheckedTree.open(root);
}

/** Root makes no folder either where others decide what the path leads to. */
async function refuseToMake(path: string): Promise<void> {
  let above = resolve(path);
  while (mayRead(above) && factsOf(above) === undefined) above = dirname(above);
  if (above === resolve(path) || !mayRead(above)) return;
  const folder = sharedFolder(above, mayReplaceNew);
  if (folder === undefined || !statSync(above, { throwIfNoEntry: false })?.isDirectory()) return;
  const tree = await treeAt(above);
  try {
    if (await isOwnedByRoot(tree)) throw refusalOfShared(path, folder);
  } finally {
    tree.close();
  }
}

/** Whether what is made in a folder belongs to root: who that is, the file system decides. */
async function isOwnedByRoot(tree: FolderTree): Promise<boolean> {
  if (process.platform === "win32") return false;
  const sample = tree.enter("").child(temporaryName("part"));
  try {
    const file = await open(sample, "wx", 0o600);
    const { uid } = await file.stat();
    await file.close();
    await rm(sample);
    return uid === 0;
  } catch (error) {
    // Whoever may not write there will be told so by the first entry.
    if (systemCode(error) !== undefined) return false;
    throw error;
  }
}

/** Whoever may change the folder, or what leads to it, decides where root writes. */
function refuseShared(path: string, tree: FolderTree): void {
  const folder = sharedFolder(path);
  if (folder !== undefined) throw refusalOfShared(path, folder);
  tree.refuseShared();
}

function refusalOfShared(path: string, folder: string): SitehaulError {
  const message = `Root does not extract into ${quotedName(path)}: others may change ${
    quotedName(folder)
  }`;
  return new SitehaulError("file/write", message, { hint: SHARED_HINT });
}
