/** What may lie in a folder of this computer, and on no server. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openStore } from "../../src/stores/open_store.ts";
import type { Store } from "../../src/stores/store.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { content, failure, listed, NAME, pieces, put, readAll } from "./conformance/case.ts";

const isUnix = Deno.build.os !== "windows";

function test(name: string, run: (store: Store, folder: string) => Promise<void>): void {
  Deno.test({
    name: `folder: ${name}`,
    ignore: !isUnix,
    fn: () =>
      inFolder(async (folder) => {
        const store = await openStore(pathToFileURL(folder).href);
        try {
          await run(store, folder);
        } finally {
          await store.close();
        }
      }),
  });
}

test("a pipe is no file, and is not waited for", async (store, folder) => {
  const path = join(folder, NAME);
  await new Deno.Command("mkfifo", { args: [path] }).output();
  // With both ends open, whoever reads it all the same gets what is in it.
  using pipe = await Deno.open(path, { read: true, write: true });
  await pipe.write(content(10));
  assertEquals(await listed(store), []);
  assertEquals(await store.stat(NAME), undefined);
  await failure("download/no-files", () => readAll(store, NAME, { length: 10 }));
  await failure("file/exists", () => put(store, NAME, content(10)));
});

test(
  "a link that leads nowhere is in the way, and nothing is written through it",
  async (store, folder) => {
    await Deno.symlink(join(folder, "elsewhere"), join(folder, NAME));
    let asked = 0;
    const bytes = function* () {
      asked++;
      yield* pieces(10);
    };
    await failure("file/exists", () => store.write(NAME, bytes(), { size: 10, sha256: "00" }));
    assertEquals([asked, await namesIn(folder)], [0, [NAME]]);
    assertEquals(await Deno.readLink(join(folder, NAME)), join(folder, "elsewhere"));
  },
);

/** What this process has open below a folder; to read it itself, it would need all permissions. */
async function openBelow(folder: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("ls", { args: ["-l", `/proc/${Deno.pid}/fd`] })
    .output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) =>
    line.includes(`-> ${folder}`)
  );
}

Deno.test({
  name: "folder: nothing stays open, whether a call comes to its end or not",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inFolder(async (folder) => {
      const store = await openStore(pathToFileURL(folder).href);
      await put(store, NAME, content(700_000));
      await put(store, "other.jpa", content(1));
      for await (const _ of store.read(NAME)) {
        assertEquals((await openBelow(folder)).length, 1);
        break;
      }
      for await (const _ of store.list()) break;
      await readAll(store, NAME);
      await failure(
        "file/write",
        () => store.write("bad.jpa", pieces(9), { size: 9, sha256: "00" }),
      );
      await store.remove("other.jpa");
      assertEquals(await openBelow(folder), []);
      await store.close();
    }),
});
