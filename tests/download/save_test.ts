import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { save } from "../../src/download/save.ts";
import { SitehaulError } from "../../src/errors.ts";

const text = (value: string) => new TextEncoder().encode(value);

async function* pieces(...values: string[]): AsyncGenerator<Uint8Array> {
  for (const value of values) {
    await Promise.resolve();
    yield text(value);
  }
}

async function* broken(value: string): AsyncGenerator<Uint8Array> {
  yield text(value);
  await Promise.reject(new SitehaulError("network/reset", "The connection broke"));
}

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test("save() writes the bytes and tells how many", () =>
  inFolder(async (folder) => {
    const target = join(folder, "a.jpa");
    assertEquals(await Array.fromAsync(save(target, pieces("abc", "de"), 5)), [3, 5]);
    assertEquals(await Deno.readTextFile(target), "abcde");
    assertEquals(await namesIn(folder), ["a.jpa"]);
  }));

Deno.test.each<[string, () => AsyncGenerator<Uint8Array>, string]>([
  ["the stream breaks", () => broken("abc"), "network/reset"],
  ["bytes are missing", () => pieces("abc"), "download/failed"],
  ["there are too many bytes", () => pieces("abc", "defgh"), "download/failed"],
])(
  "when %s, a good file stays as it is and nothing is left behind",
  (_, bytes, code) =>
    inFolder(async (folder) => {
      const target = join(folder, "a.jpa");
      await Deno.writeTextFile(target, "good");
      const error = await assertRejects(
        () => Array.fromAsync(save(target, bytes(), 5)),
        SitehaulError,
      );
      assertEquals(error.code, code);
      assertEquals(await Deno.readTextFile(target), "good");
      assertEquals(await namesIn(folder), ["a.jpa"]);
    }),
);

Deno.test("leaving the loop early leaves nothing behind", () =>
  inFolder(async (folder) => {
    for await (const written of save(join(folder, "a.jpa"), pieces("abc", "de"), 5)) {
      assertEquals(written, 3);
      break;
    }
    assertEquals(await namesIn(folder), []);
  }));

Deno.test("a folder that is not there is an error of writing, with the path", () =>
  inFolder(async (folder) => {
    const target = join(folder, "nowhere", "a.jpa");
    const error = await assertRejects(
      () => Array.fromAsync(save(target, pieces("abc"), 3)),
      SitehaulError,
      target,
    );
    assertEquals([error.code, error.exit], ["file/write", 104]);
  }));
