/**
 * Folders that come and go with a test.
 */
import { join } from "node:path";
import { drain } from "../../../mod.ts";

/** The folder is removed afterwards. */
export async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    // Folders without permissions are among what is extracted.
    await Deno.remove(folder, { recursive: true });
  }
}

/** Everything in a folder: paths, and what they are. Links are not followed. */
export async function treeOf(root: string, below = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory, isSymlink } of Deno.readDir(join(root, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    found.push(isSymlink ? `${path} -> ${await Deno.readLink(join(root, path))}` : path);
    if (isDirectory) found.push(...await treeOf(root, path));
  }
  return found.toSorted();
}

/** All that an async generator yields, and what it returns. */
export async function allOf<T, R>(source: AsyncGenerator<T, R, void>): Promise<[T[], R]> {
  const seen: T[] = [];
  const result = await drain(source, (event) => seen.push(event));
  return [seen, result];
}
