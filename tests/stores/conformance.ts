/**
 * What every store must do, whatever kind it is: the same cases for all, against a real server where
 * there is one. The tests look at the folder itself as well.
 */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type ErrorCode, isSitehaulError, SitehaulError } from "../../src/base/errors.ts";
import type { Store, StoreCall, StoredFile, StoreOptions } from "../../src/stores/store.ts";
import { withSmallDisk } from "../support/small_disk.ts";
import type { Middleman } from "./middleman.ts";
import { assertSameBytes } from "./reading.ts";

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
interface Place {
  readonly store: Store;
  /** Where its files lie. */
  readonly folder: string;
  /** Opens another store on the same folder. */
  open(options?: StoreOptions, middleman?: Middleman): Promise<Store>;
  /** The names of all files in the folder, hidden ones as well. */
  names(): readonly string[];
}

const NAME = "site.jpa";
const SIZE = 700_001;

/** Runs all cases on a kind of store. */
export function testStore(kind: Kind): void {
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

  test("what is written is there, whole, and can be read", async ({ store, folder, names }) => {
    const bytes = content(SIZE);
    assertEquals(await put(store, NAME, bytes), { name: NAME, size: SIZE });
    assertSameBytes(await Deno.readFile(join(folder, NAME)), bytes);
    assertSameBytes(await readAll(store, NAME), bytes);
    assertEquals((await store.stat(NAME))?.size, SIZE);
    assertEquals(await listed(store), [[NAME, SIZE]]);
    assertEquals(names(), [NAME]);
  });

  test("the time at which a file was written is told", async ({ store, folder }) => {
    await Deno.writeFile(join(folder, NAME), content(3));
    await Deno.utime(join(folder, NAME), 1_700_000_000, 1_700_000_000);
    assertEquals((await store.stat(NAME))?.modified?.getTime(), 1_700_000_000_000);
  });

  test("a file is read from a byte on, and no further than asked for", async ({ store, folder }) => {
    const bytes = content(SIZE);
    await Deno.writeFile(join(folder, NAME), bytes);
    for (
      const [from, length] of [
        [333_333, undefined],
        [333_333, 100_000],
        [0, 1],
        [SIZE - 1, 1],
        [SIZE - 10, 100],
        [SIZE, undefined],
        [SIZE + 1, 5],
        [5, 0],
      ] as const
    ) {
      const expected = bytes.subarray(from, length === undefined ? SIZE : from + length);
      assertSameBytes(await readAll(store, NAME, { from, length }), expected);
    }
  });

  test("an empty file is a file", async ({ store, folder }) => {
    await put(store, NAME, new Uint8Array());
    assertEquals((await Deno.stat(join(folder, NAME))).size, 0);
    assertEquals((await store.stat(NAME))?.size, 0);
    assertEquals(await listed(store), [[NAME, 0]]);
    assertEquals((await readAll(store, NAME)).length, 0);
    await failure("file/write", () => store.write(NAME + "2", [], { size: 0, sha256: "00" }));
    await failure(
      "file/write",
      () => store.write(NAME + "3", [content(1)], { size: 0, sha256: sha256(content(1)) }),
    );
    assertEquals(await listed(store), [[NAME, 0]]);
  });

  test("names may hold blanks, signs, umlauts and characters of any language", async ({ store, names }) => {
    const all = [
      "site-www.example.com-20261128-120000utc-aB3.j01",
      "part one #1 100% & (copy) [2] {3} ~$'`^=+,;!@.jpa",
      "ünï-日本語-🎒.jpa",
      "-rf.jpa",
      `${"n".repeat(236)}.jpa`,
      `${"日".repeat(78)}.jpa`,
      "site.jpa.sitehaul.json",
    ];
    for (const [index, name] of all.entries()) await put(store, name, content(10 + index));
    assertEquals(names(), all.toSorted());
    assertEquals((await listed(store)).map(([name]) => name), all.toSorted());
    for (const [index, name] of all.entries()) {
      assertEquals((await store.stat(name))?.size, 10 + index);
      assertSameBytes(await readAll(store, name), content(10 + index));
      assert(await store.remove(name));
    }
    assertEquals(names(), []);
  });

  test("a name that leads out, is hidden or special is refused by every call", async ({ store, folder, names }) => {
    await Deno.writeFile(join(folder, "..", "outside.jpa"), content(9));
    for (
      const name of [
        "../outside.jpa",
        "a/b.jpa",
        "..\\outside.jpa",
        "/etc/passwd",
        "..",
        ".",
        "",
        ".hidden",
        "a\nb.jpa",
        "a\0b.jpa",
        "a\u202eb.jpa",
        "C:x.jpa",
        " site.jpa",
        "site.jpa ",
        "site.jpa.",
        "nul.jpa",
        "n".repeat(241),
      ]
    ) {
      await failure("download/path", () => store.stat(name));
      await failure("download/path", () => readAll(store, name));
      await failure("download/path", () => put(store, name, content(5)));
      await failure("download/path", () => store.remove(name));
    }
    assertEquals(names(), []);
    assertSameBytes(await Deno.readFile(join(folder, "..", "outside.jpa")), content(9));
  });

  test("a file that is not there is told from one that is empty", async ({ store, folder }) => {
    await Deno.mkdir(join(folder, "folder.jpa"));
    assertEquals(await store.stat("gone.jpa"), undefined);
    assertEquals(await store.stat("folder.jpa"), undefined);
    assertEquals(await store.remove("gone.jpa"), false);
    const error = await failure("download/no-files", () => readAll(store, "gone.jpa"));
    assertStringIncludes(error.message, "gone.jpa");
  });

  test("a name that is taken is refused before a byte is asked for, and the file stays", async ({ store, names, folder }) => {
    await put(store, NAME, content(1000));
    let asked = 0;
    const bytes = function* () {
      asked++;
      yield content(2000);
    };
    await failure(
      "file/exists",
      () => store.write(NAME, bytes(), { size: 2000, sha256: sha256(content(2000)) }),
    );
    assertEquals([asked, names()], [0, [NAME]]);
    assertSameBytes(await Deno.readFile(join(folder, NAME)), content(1000));
  });

  test("a name that is taken while a file is written is left to who took it", async ({ store, folder, names }) => {
    const bytes = function* () {
      yield content(SIZE);
      Deno.writeFileSync(join(folder, NAME), content(7));
    };
    await failure(
      "file/exists",
      () => store.write(NAME, bytes(), { size: SIZE, sha256: sha256(content(SIZE)) }),
    );
    assertSameBytes(await Deno.readFile(join(folder, NAME)), content(7));
    assertEquals(names(), [NAME]);
  });

  if (kind.isAtomic) {
    test("of many who write the same name at once, one succeeds", async ({ store, folder, names }) => {
      const contents = [...Array(6).keys()].map((index) => content(50_000 + index));
      const results = await Promise.allSettled(contents.map((bytes) => put(store, NAME, bytes)));
      const winners = results.flatMap(({ status }, index) => status === "fulfilled" ? [index] : []);
      assertEquals(winners.length, 1);
      for (const result of results) {
        assert(result.status === "fulfilled" || isSitehaulError(result.reason, "file/exists"));
      }
      assertSameBytes(
        await Deno.readFile(join(folder, NAME)),
        contents[winners[0] ?? 0] ?? content(0),
      );
      assertEquals(names(), [NAME]);
    });
  }

  for (
    const [title, size, sum] of [
      ["more than announced", SIZE - 1, sha256(content(SIZE))],
      ["less than announced", SIZE + 1, sha256(content(SIZE))],
      ["with another checksum than announced", SIZE, sha256(content(SIZE + 1))],
    ] as const
  ) {
    test(`what comes ${title} does not get the name`, async ({ store, names }) => {
      await failure("file/write", () => store.write(NAME, pieces(SIZE), { size, sha256: sum }));
      assertEquals(names(), []);
      await put(store, NAME, content(10));
      assertEquals(names(), [NAME]);
    });
  }

  test("a source that fails leaves nothing, and its error is thrown as it is", async ({ store, names }) => {
    const reason = new Error("the source is gone");
    const bytes = async function* () {
      yield* pieces(SIZE);
      await Promise.resolve();
      throw reason;
    };
    const options = { size: 2 * SIZE, sha256: sha256(content(2 * SIZE)) };
    assertEquals(await assertRejects(() => store.write(NAME, bytes(), options)), reason);
    assertEquals(names(), []);
    await put(store, NAME, content(10));
    assertEquals(names(), [NAME]);
  });

  test("a name comes into being in one moment: before it, nobody sees the file", async ({ store, folder }) => {
    const looks: string[] = [];
    const bytes = async function* () {
      for (const piece of pieces(SIZE)) {
        yield piece;
        looks.push(...(await listed(store)).map(([name]) => name));
      }
    };
    await store.write(NAME, bytes(), { size: SIZE, sha256: sha256(content(SIZE)) });
    assertEquals(looks, []);
    assertSameBytes(await Deno.readFile(join(folder, NAME)), content(SIZE));
  });

  test("what a broken write has left is listed apart, and can be removed", async ({ store, folder }) => {
    const left = ".site.jpa.0123abcd.part";
    await Deno.writeFile(join(folder, left), content(5));
    for (const other of [".other", ".x.part", ".bashrc.12345678.part2"]) {
      await Deno.writeFile(join(folder, other), content(5));
    }
    await put(store, NAME, content(10));
    assertEquals(await listed(store), [[NAME, 10]]);
    const unfinished = await Array.fromAsync(store.list({ unfinished: true }));
    assertEquals(unfinished.map(({ name, size }) => [name, size]), [[left, 5]]);
    await failure("download/path", () => readAll(store, left));
    assertEquals(await store.remove(left), true);
    assertEquals(await Array.fromAsync(store.list({ unfinished: true })), []);
  });

  test("a list of thousands of files is whole; folders and strange names are not in it", async ({ store, folder }) => {
    const wanted = [...Array(3000).keys()].map((index) =>
      `site-${String(index).padStart(5, "0")}.jpa`
    );
    for (const [index, name] of wanted.entries()) {
      Deno.writeFileSync(join(folder, name), new Uint8Array(index % 7));
    }
    Deno.mkdirSync(join(folder, "a folder"));
    Deno.writeFileSync(join(folder, ".hidden"), content(1));
    Deno.writeFileSync(join(folder, "a:b"), content(1));
    Deno.symlinkSync(join(folder, "site-00003.jpa"), join(folder, "link.jpa"));
    Deno.symlinkSync(join(folder, "gone"), join(folder, "broken.jpa"));
    assertEquals(await listed(store), [
      ["link.jpa", 3] as const,
      ...wanted.map((name, index) => [name, index % 7] as const),
    ]);
    // Who has seen enough may stop.
    for await (const _ of store.list()) break;
    assertEquals((await store.stat("site-02999.jpa"))?.size, 2999 % 7);
  });

  test("a folder that is not there is empty, and is made by the first write", async ({ folder, store }) => {
    const below = join(folder, "new", "site's");
    const other = await kind.open(below, {});
    try {
      assertEquals(await listed(other), []);
      assertEquals(await Array.fromAsync(other.list({ unfinished: true })), []);
      assertEquals(await other.stat(NAME), undefined);
      assertEquals(await other.remove(NAME), false);
      assertEquals(await listed(store), []);
      await put(other, NAME, content(10));
      await put(other, "second.jpa", content(11));
      assertEquals(await listed(other), [["second.jpa", 11], [NAME, 10]]);
      assertSameBytes(await Deno.readFile(join(below, NAME)), content(10));
    } finally {
      await other.close();
    }
  });

  test("several files come and go at the same time", async ({ store }) => {
    const names = [...Array(5).keys()].map((index) => `site.j0${index}`);
    await Promise.all(names.map((name, index) => put(store, name, content(200_000 + index))));
    const read = await Promise.all(names.map((name) => readAll(store, name)));
    read.forEach((bytes, index) => assertSameBytes(bytes, content(200_000 + index)));
    assertEquals(await Promise.all(names.map((name) => store.remove(name))), names.map(() => true));
    assertEquals(await listed(store), []);
  });

  test("a full disk is told, and nothing is left on it", async ({ folder }) => {
    await withSmallDisk(folder, async (disk) => {
      const store = await kind.open(disk, {});
      try {
        await put(store, "small.jpa", content(1000));
        await failure("file/write", () => put(store, NAME, content(6 << 20)));
        assertEquals([...Deno.readDirSync(disk)].map(({ name }) => name), ["small.jpa"]);
        await put(store, "other.jpa", content(1000));
      } finally {
        await store.close();
      }
    });
  }, kind.leftOut ?? withSmallDisk.leftOut);

  test("a folder that takes no files is told, and gives up none", async ({ folder }) => {
    await withSmallDisk(folder, async (disk, makeReadOnly) => {
      await Deno.writeFile(join(disk, NAME), content(10));
      await makeReadOnly();
      const store = await kind.open(disk, {});
      try {
        await failure("file/write", () => put(store, "other.jpa", content(1000)));
        await failure("delete/files", () => store.remove(NAME));
        assertSameBytes(await readAll(store, NAME), content(10));
        assertEquals(await listed(store), [[NAME, 10]]);
      } finally {
        await store.close();
      }
    });
  }, kind.leftOut ?? withSmallDisk.leftOut);

  test("a call that is called off ends with the reason, and leaves nothing", async ({ store, names, folder }) => {
    const reason = new Error("called off");
    await Deno.writeFile(join(folder, "big.jpa"), content(4 * SIZE));
    const done = AbortSignal.abort(reason);
    const calls: readonly ((call: StoreCall) => Promise<unknown>)[] = [
      (call) => store.stat("big.jpa", call),
      (call) => readAll(store, "big.jpa", call),
      (call) => Array.fromAsync(store.list(call)),
      (call) => put(store, NAME, content(10), call),
      (call) => store.remove("big.jpa", call),
    ];
    for (const call of calls) assertEquals(await reasonOf(call({ signal: done })), reason);

    const reading = new AbortController();
    const read = (async () => {
      for await (const _ of store.read("big.jpa", { signal: reading.signal })) {
        reading.abort(reason);
      }
    })();
    assertEquals(await reasonOf(read), reason);

    const writing = new AbortController();
    const bytes = function* () {
      for (const piece of pieces(SIZE)) {
        yield piece;
        writing.abort(reason);
      }
    };
    const options = { size: SIZE, sha256: sha256(content(SIZE)), signal: writing.signal };
    assertEquals(await reasonOf(store.write(NAME, bytes(), options)), reason);

    assertEquals(names(), ["big.jpa"]);
    await put(store, NAME, content(10));
    assertSameBytes(await readAll(store, "big.jpa"), content(4 * SIZE));
  });

  test("the signal of the store ends whatever is under way, and all that follows", async ({ open }) => {
    const reason = new Error("called off");
    const over = new AbortController();
    const store = await open({ signal: over.signal });
    const bytes = function* () {
      yield content(1000);
      over.abort(reason);
      yield content(1000);
    };
    const options = { size: 2000, sha256: "00" };
    assertEquals(await reasonOf(store.write(NAME, bytes(), options)), reason);
    assertEquals(await reasonOf(store.stat(NAME)), reason);
    assertEquals(await reasonOf(Array.fromAsync(store.list())), reason);
    assertEquals(await reasonOf(store.remove(NAME)), reason);
  });

  test("a store that is closed does nothing any more", async ({ open }) => {
    const store = await open();
    await store.close();
    await failure("internal", () => store.stat(NAME));
    await failure("internal", () => put(store, NAME, content(1)));
    await store.close();
  });

  throughMiddleman(
    "a write whose connection is cut leaves no file, and the next one succeeds",
    async ({ open, names, folder }, middleman) => {
      const store = await open({}, middleman);
      let given = 0;
      const bytes = function* () {
        for (const piece of pieces(16 * SIZE)) {
          yield piece;
          if (++given === 40) middleman.cut();
        }
      };
      const options = { size: 16 * SIZE, sha256: sha256(content(16 * SIZE)) };
      const error = await failure(/^network\//, () => store.write(NAME, bytes(), options));
      assertEquals(error.isPermanent, false);
      // The server may still be at what it has received.
      assertEquals(await listed(store), []);
      for (const { name } of await Array.fromAsync(store.list({ unfinished: true }))) {
        await store.remove(name);
      }
      assertEquals(names(), []);
      await put(store, NAME, content(SIZE));
      assertSameBytes(await Deno.readFile(join(folder, NAME)), content(SIZE));
    },
  );

  throughMiddleman(
    "a read whose connection is cut is told, and goes on from there",
    async ({ open, folder }, middleman) => {
      const bytes = content(16 * SIZE);
      await Deno.writeFile(join(folder, NAME), bytes);
      const store = await open({}, middleman);
      const got: Uint8Array[] = [];
      const error = await failure(/^network\//, async () => {
        for await (const piece of store.read(NAME)) {
          if (got.push(piece.slice()) === 3) middleman.cut();
        }
      });
      assertEquals(error.isPermanent, false);
      const from = got.reduce((sum, { length }) => sum + length, 0);
      const rest = await readAll(store, NAME, { from });
      assertSameBytes(rest, bytes.subarray(from));
      assertSameBytes(got[0] ?? content(0), bytes.subarray(0, got[0]?.length));
    },
  );

  throughMiddleman(
    "a server that falls silent is given up, at once if called off",
    async ({ open }, middleman) => {
      const store = await open({ idleMs: 300, connectMs: 300 }, middleman);
      middleman.swallow();
      await failure(/^network\/(?:connect-)?timeout/, () => store.stat(NAME));
      const other = new AbortController();
      const asked = store.stat(NAME, { signal: other.signal });
      const reason = new Error("called off");
      other.abort(reason);
      assertEquals(await reasonOf(asked), reason);
    },
  );
}

/** Bytes that differ everywhere, and are the same for the same size. */
export function content(size: number): Uint8Array {
  return new Uint8Array(size).map((_, index) => (index * 7919 + size) >> 5);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The same bytes in pieces of many sizes. */
function* pieces(size: number): Generator<Uint8Array, void, void> {
  const bytes = content(size);
  for (let at = 0, length = 1; at < size; at += length, length = 1 + (at * 31) % 90_000) {
    yield bytes.subarray(at, at + length);
  }
}

async function put(
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

async function readAll(
  store: Store,
  name: string,
  options?: Parameters<Store["read"]>[1],
): Promise<Uint8Array> {
  const found = await Array.fromAsync(store.read(name, options), (piece) => piece.slice());
  return new Uint8Array(await new Blob(found).arrayBuffer());
}

async function listed(store: Store): Promise<(readonly [string, number])[]> {
  const files = await Array.fromAsync(store.list());
  return files.map(({ name, size }) => [name, size] as const)
    .sort(([one], [other]) => one < other ? -1 : 1);
}

async function reasonOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(() => "it succeeds", (reason) => reason);
}

async function failure(
  code: ErrorCode | RegExp,
  run: () => Promise<unknown>,
): Promise<SitehaulError> {
  const error = await assertRejects(run, SitehaulError);
  const isExpected = typeof code === "string" ? error.code === code : code.test(error.code);
  assert(isExpected, `${error.code}, not ${code}: ${error.message}`);
  assert(error.hint !== undefined || error.code === "internal", error.message);
  return error;
}
