/**
 * Inflating, never beyond the declared size.
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { deflateRawSync } from "node:zlib";
import { inflate, inflateSmall } from "../../src/archive/inflate.ts";

const fail = (code: string, message: string) => new Error(`${code}: ${message}`);

async function* pieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) {
    yield await Promise.resolve(bytes.subarray(at, at + length));
  }
}

const plain = new Uint8Array(5 << 20).map((_, index) => index * index >> 7);
const stored = new Uint8Array(deflateRawSync(plain));
const sizes = { storedSize: stored.length, size: plain.length };

Deno.test("inflate() gives the content, however it is cut into pieces", async () => {
  for (const length of [1 << 20, 4099]) {
    let at = 0;
    let isSame = true;
    for await (const piece of inflate(pieces(stored, length), sizes, fail)) {
      isSame &&= piece.every((byte) => byte === plain[at++]);
    }
    assertEquals([isSame, at], [true, plain.length]);
  }
});

Deno.test("inflate() gives no byte more than the size that was declared", async () => {
  const size = 1 << 20;
  let got = 0;
  await assertRejects(
    async () => {
      for await (const piece of inflate(pieces(stored, 4099), { ...sizes, size }, fail)) {
        got += piece.length;
      }
    },
    Error,
    "size: inflates to more than the 1048576 bytes",
  );
  assert(got <= size);
});

Deno.test("inflate() passes on what goes wrong where the data comes from", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield stored.subarray(0, 100);
    await Promise.resolve();
    throw new Error("the disk is gone");
  }
  const all = () => Array.fromAsync(inflate(broken(), sizes, fail));
  await assertRejects(all, Error, "the disk is gone");
});

Deno.test("inflate() lets go of its source when nobody wants more", async () => {
  for await (const piece of inflate(pieces(stored, 4099), sizes, fail)) {
    if (piece.length > 0) break;
  }
});

Deno.test("inflateSmall() tells too little from too much and from nonsense", () => {
  const data = deflateRawSync(plain.subarray(0, 1000));
  const run = (bytes: Uint8Array, size: number) => () =>
    inflateSmall(bytes, { storedSize: bytes.length, size }, fail);
  assertEquals(run(data, 1000)().length, 1000);
  assertThrows(run(data, 999), Error, "size: inflates to more than the 999 bytes");
  assertThrows(run(data, 1001), Error, "size: inflates to 1000 bytes");
  assertThrows(run(data.subarray(0, -3), 1000), Error, "inflate: the deflated data ends early");
  assertThrows(
    run(new Uint8Array(9).fill(255), 1000),
    Error,
    "inflate: the deflated data is damaged",
  );
});
