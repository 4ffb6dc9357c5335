/**
 * A simulated site with one large backup, in a process of its own, so that it does not share the
 * client's time. Prints its address and goes on until its standard input ends.
 */
import { createSimulator, seededBytes, serve } from "../src/simulator/mod.ts";

const MIB = 1 << 20;
const size = Number(Deno.args[0] ?? 1024) * MIB;
const block = seededBytes(MIB, 1);

/** Every MiB is the same but for its number in the first bytes. */
function read(offset: number, length: number): Uint8Array {
  const start = offset % MIB;
  const piece = block.slice(start, Math.min(MIB, start + Math.min(length, size - offset)));
  if (start === 0 && piece.length >= 4) {
    new DataView(piece.buffer).setUint32(0, Math.floor(offset / MIB));
  }
  return piece;
}

const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
simulator.site.addRecord({ parts: [{ name: "site.jpa", size, read }] });
await using server = await serve(simulator);
await Deno.stdout.write(new TextEncoder().encode(`${server.url}\n`));
for await (const _ of Deno.stdin.readable);
