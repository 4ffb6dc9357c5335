/** What is made of a store that keeps less than it was given. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { SitehaulError } from "../../src/base/errors.ts";
import { storeWhole } from "../../src/stores/store_whole.ts";

Deno.test("a file of which the store has not every byte does not get its name", async () => {
  const done: string[] = [];
  const writing = {
    place: "sftp://www.example.com",
    isTaken: () => Promise.resolve(false),
    put: async (temporary: string, bytes: AsyncIterable<Uint8Array>) => {
      for await (const _ of bytes);
      done.push(`put ${temporary.replace(/[0-9a-f]{8}/, "#")}`);
      return 2;
    },
    rename: () => {
      done.push("rename");
      return Promise.resolve(true);
    },
    discard: () => Promise.resolve(done.push("discard")),
  };
  const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const bytes = [new TextEncoder().encode("abc")];
  const error = await assertRejects(
    () => storeWhole(writing, "site.jpa", bytes, { size: 3, sha256 }),
    SitehaulError,
  );
  assertEquals(error.code, "file/write");
  assertStringIncludes(error.message, "sftp://www.example.com has 2 of 3 bytes of it");
  assertEquals(done, ["put .site.jpa.#.part", "discard"]);
});
