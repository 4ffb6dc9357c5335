import { assert, assertEquals, assertRejects } from "@std/assert";
import { readBlocks } from "../../src/download/read_blocks.ts";
import { release } from "../../src/download/segments.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";

const CONTENT = seededBytes(1_000_003, 5);

interface Source {
  /** After so many bytes. */
  readonly breakAt?: number;
  readonly onCancel?: () => void;
}

/** A body that fills the reader's memory, a piece at a time. */
function byteBody({ breakAt = Infinity, onCancel }: Source = {}) {
  let sent = 0;
  return new ReadableStream({
    type: "bytes",
    pull: (controller) => {
      if (sent >= breakAt) throw new Error("broken");
      const piece = CONTENT.slice(sent, Math.min(sent + 50_000, breakAt));
      sent += piece.length;
      if (piece.length > 0) return controller.enqueue(piece);
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: () => onCancel?.(),
  });
}

async function collect(blocks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: number[] = [];
  for await (const block of blocks) for (const byte of block) all.push(byte);
  return Uint8Array.from(all);
}

Deno.test("readBlocks() gives all bytes in their order, from a stream that fills memory and from any other", async () => {
  assertEquals(await collect(readBlocks(byteBody())), CONTENT);
  const pieces = ReadableStream.from([CONTENT.slice(0, 7), CONTENT.slice(7)]);
  assertEquals(await collect(readBlocks(pieces)), CONTENT);
});

Deno.test("readBlocks() uses two blocks of memory, however long the body is", async () => {
  const memory = new Set<ArrayBufferLike>();
  let count = 0;
  for await (const { buffer } of readBlocks(byteBody())) {
    memory.add(buffer);
    count += 1;
  }
  assertEquals([count, memory.size], [4, 2]);
});

Deno.test("readBlocks() gives what came before an error, and then throws it", async () => {
  let received = 0;
  const reading = async () => {
    for await (const block of readBlocks(byteBody({ breakAt: 333_333 }))) {
      assertEquals(block, CONTENT.subarray(received, received + block.length));
      received += block.length;
    }
  };
  await assertRejects(reading, Error, "broken");
  assertEquals(received, 333_333);
});

Deno.test("leaving readBlocks() early closes the body", async () => {
  let isClosed = false;
  const onCancel = () => {
    isClosed = true;
  };
  for await (const _ of readBlocks(byteBody({ onCancel }))) break;
  assert(isClosed);
});

Deno.test("release() gives the memory of a segment back, and leaves a shared pool alone", () => {
  const segment = new Uint8Array(1 << 20);
  const pooled = new Uint8Array(8192).subarray(100, 200);
  release(segment);
  release(pooled);
  assertEquals([segment.buffer.byteLength, pooled.byteLength], [0, 100]);
});
