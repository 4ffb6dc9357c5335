/** Full disks, folders that take nothing, calls that are called off, connections that break. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import type { StoreCall } from "../../../src/stores/store.ts";
import { withSmallDisk } from "../../support/small_disk.ts";
import { assertSameBytes } from "../reading.ts";
import {
  type Cases,
  content,
  failure,
  type Kind,
  listed,
  NAME,
  pieces,
  put,
  readAll,
  reasonOf,
  sha256,
  SIZE,
} from "./case.ts";

/** Adds them to the tests. */
export function troubleCases({ test, throughMiddleman }: Cases, kind: Kind): void {
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

    const waiting = new AbortController();
    const silent = async function* () {
      yield content(1);
      waiting.abort(reason);
      await new Promise(() => {});
    };
    const never = { size: SIZE, sha256: sha256(content(SIZE)), signal: waiting.signal };
    assertEquals(await reasonOf(store.write(NAME, silent(), never)), reason);

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
