/** What the cases of all stores share: where they run, and what they write. */
import { assert, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type ErrorCode, SitehaulError } from "../../../src/base/errors.ts";
import type { Store, StoreCall, StoredFile, StoreOptions } from "../../../src/stores/store.ts";
import type { Middleman } from "../middleman.ts";

/** A kind of store, and how to get at one. */
export interface Kind {
  /** For the tests' names. */
  readonly name: string;
  /** Why it cannot be tested here; `undefined` when it can. */
  readonly leftOut?: string | undefined;
  /** A folder of this computer below which stores may lie. */
  readonly root: () => string;
  /** Opens a store on a folder below the root; on the way through the middleman, if there is one. */
  readonly open: (folder: string, options: StoreOptions, middleman?: Middleman) => Promise<Store>;
  /** Somebody between the store and its server; `undefined` when there is none. */
  readonly middleman?: (() => Middleman) | undefined;
  /** Whether two writers of one name are kept apart by whoever keeps the files. */
  readonly isAtomic: boolean;
}

/** What a case works with. */
export interface Place {
  readonly store: Store;
  /** Where its files lie. */
  readonly folder: string;
  /** Opens another store on the same folder. */
  open(options?: StoreOptions, middleman?: Middleman): Promise<Store>;
  /** The names of all files in the folder, hidden ones as well. */
  names(): readonly string[];
}

/** How cases are told to the test runner. */
export interface Cases {
  /** A case, which is left out where the reason says why. */
  readonly test: (
    title: string,
    run: (place: Place) => Promise<void>,
    leftOut?: string | undefined,
  ) => void;
  /** A case with somebody between the store and its server, where there is one. */
  readonly throughMiddleman: (
    title: string,
    run: (place: Place, middleman: Middleman) => Promise<void>,
  ) => void;
}

export const NAME = "site.jpa";

/** Bytes of most files that the cases write. */
export const SIZE = 700_001;

/** The cases of one kind, each in a folder of its own. */
export function casesOf(kind: Kind): Cases {
  let count = 0;
  const test = (title: string, run: (place: Place) => Promise<void>, leftOut = kind.leftOut) => {
    const name = `${kind.name}: ${title}${leftOut === undefined ? "" : ` (left out: ${leftOut})`}`;
    Deno.test(name, { ignore: leftOut !== undefined }, async () => {
      const folder = join(kind.root(), `${kind.name} ${++count} ünï`);
      await Deno.mkdir(folder, { recursive: true });
      const opened: Store[] = [];
      const open = async (options?: StoreOptions, middleman?: Middleman) => {
        const store = await kind.open(folder, options ?? {}, middleman);
        opened.push(store);
        return store;
      };
      const names = () => [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
      try {
        await run({ store: await open(), folder, open, names });
      } finally {
        for (const store of opened) await store.close();
      }
    });
  };
  const throughMiddleman = (
    title: string,
    run: (place: Place, middleman: Middleman) => Promise<void>,
  ) => {
    const { middleman: start } = kind;
    if (start === undefined) return;
    test(title, async (place) => {
      const middleman = start();
      try {
        await run(place, middleman);
      } finally {
        middleman.close();
      }
    });
  };
  return { test, throughMiddleman };
}

/** Bytes that differ everywhere, and are the same for the same size. */
export function content(size: number): Uint8Array {
  return new Uint8Array(size).map((_, index) => (index * 7919 + size) >> 5);
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The same bytes in pieces of many sizes. */
export function* pieces(size: number): Generator<Uint8Array, void, void> {
  const bytes = content(size);
  for (let at = 0, length = 1; at < size; at += length, length = 1 + (at * 31) % 90_000) {
    yield bytes.subarray(at, at + length);
  }
}

export async function put(
  store: Store,
  name: string,
  bytes: Uint8Array,
  call: StoreCall = {},
): Promise<StoredFile> {
  return await store.write(name, pieces(bytes.length), {
    size: bytes.length,
    sha256: sha256(bytes),
    ...call,
  });
}

export async function readAll(
  store: Store,
  name: string,
  options?: Parameters<Store["read"]>[1],
): Promise<Uint8Array> {
  const found = await Array.fromAsync(store.read(name, options), (piece) => piece.slice());
  return new Uint8Array(await new Blob(found).arrayBuffer());
}

export async function listed(store: Store): Promise<(readonly [string, number])[]> {
  const files = await Array.fromAsync(store.list());
  return files.map(({ name, size }) => [name, size] as const)
    .sort(([one], [other]) => one < other ? -1 : 1);
}

export async function reasonOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(() => "it succeeds", (reason) => reason);
}

export async function failure(
  code: ErrorCode | RegExp,
  run: () => Promise<unknown>,
): Promise<SitehaulError> {
  const error = await assertRejects(run, SitehaulError);
  const isExpected = typeof code === "string" ? error.code === code : code.test(error.code);
  assert(isExpected, `${error.code}, not ${code}: ${error.message}`);
  assert(error.hint !== undefined || error.code === "internal", error.message);
  return error;
}
