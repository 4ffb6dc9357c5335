import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { openStore } from "../../src/stores/open_store.ts";
import type { Store, StoreOptions } from "../../src/stores/store.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { type Middleman, passedInTheEnd } from "./middleman.ts";
import { ENCODED, PASSWORD } from "./servers.ts";

/** The names of the files that {@linkcode layOut} makes. */
export const [SMALL, BIG] = ["part one.j01", "big.jpa"] as const;

/** A folder whose name asks for care. */
export const FOLDER = "site backups/ünï #1?";

/**
 * Puts files to fetch into a folder; gives the bytes of the small one. The big one has no blocks on
 * the disk.
 */
export async function layOut(root: string, bigSize: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(700_001).map((_, index) => (index * 7919) >> 5);
  await Deno.mkdir(`${root}/${FOLDER}`, { recursive: true });
  await Deno.writeFile(`${root}/${FOLDER}/${SMALL}`, bytes);
  await Deno.writeFile(`${root}/${SMALL}`, bytes);
  await Deno.writeFile(`${root}/${BIG}`, new Uint8Array());
  await Deno.truncate(`${root}/${BIG}`, bigSize);
  return bytes;
}

/** A path as it stands in a URL. */
export function urlPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** Reads a file to its end. */
export async function readAll(store: Store, name: string, from = 0): Promise<Uint8Array> {
  return new Uint8Array(Buffer.concat(await Array.fromAsync(store.read(name, { from }))));
}

/** The size of a file; `undefined` when it is not there. */
export async function sizeOf(store: Store, name: string): Promise<number | undefined> {
  return (await store.stat(name))?.size;
}

/** Whether two byte strings are the same; says which, in little space. */
export function assertSameBytes(actual: Uint8Array, expected: Uint8Array): void {
  const print = (bytes: Uint8Array) =>
    `${bytes.length} bytes ${createHash("sha256").update(bytes).digest("hex")}`;
  assertEquals(print(actual), print(expected));
}

/** Runs something that must fail with a code; whatever it says must not hold the password. */
export async function failure(
  code: SitehaulError["code"],
  run: () => Promise<unknown>,
): Promise<SitehaulError> {
  const error = await run().then(() => undefined, (reason) => reason);
  assert(error instanceof SitehaulError, `${error}`);
  const said = Deno.inspect(error) + JSON.stringify(error) + Deno.inspect(error.cause);
  assert(!said.includes(PASSWORD) && !said.includes(ENCODED), said);
  assertEquals([error.code, error.message], [code, error.message]);
  return error;
}

/** Reads the first bytes of the big file, does something, and reads on. */
export async function interrupt(store: Store, act: () => void): Promise<number> {
  let received = 0;
  for await (const bytes of store.read(BIG)) {
    if (received === 0) act();
    received += bytes.byteLength;
  }
  return received;
}

/**
 * Reads the big file; at first so slowly that everything could come that is ever sent ahead. Gives
 * how many bytes that were.
 */
export async function readSlowly(
  store: Store,
  middleman: Middleman,
): Promise<{ ahead: number; received: number }> {
  let [ahead, received] = [0, 0];
  for await (const bytes of store.read(BIG)) {
    if (received === 0) ahead = await passedInTheEnd(middleman);
    received += bytes.byteLength;
  }
  return { ahead, received };
}

/** Runs something with a store that is closed in the end. */
export async function withStore(
  url: string,
  options: StoreOptions,
  run: (store: Store) => Promise<void>,
): Promise<void> {
  const store = await openStore(url, options);
  try {
    await run(store);
  } finally {
    await store.close();
  }
}
