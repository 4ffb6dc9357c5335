import { assertEquals, assertRejects } from "@std/assert";
import { merge } from "../../src/download/merge.ts";

async function* count(name: string, to: number, log: string[] = []): AsyncGenerator<string, void> {
  log.push(`${name} begins`);
  try {
    for (let value = 1; value <= to; value++) {
      await Promise.resolve();
      yield `${name}${value}`;
    }
  } finally {
    log.push(`${name} ends`);
  }
}

const nothing = () => {};

Deno.test("merge() gives everything that its sources give", async () => {
  const sources = [() => count("a", 3), () => count("b", 2), () => count("c", 1)];
  const all = await Array.fromAsync(merge(sources, 2, nothing));
  assertEquals(all.toSorted(), ["a1", "a2", "a3", "b1", "b2", "c1"]);
});

Deno.test("merge() runs no more than so many at a time", async () => {
  const log: string[] = [];
  const sources = [() => count("a", 2, log), () => count("b", 2, log), () => count("c", 2, log)];
  await Array.fromAsync(merge(sources, 1, nothing));
  assertEquals(log, ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

Deno.test("merge() stops the others at the first error, and waits for their end", async () => {
  const log: string[] = [];
  async function* broken(): AsyncGenerator<string, void> {
    yield "x";
    await Promise.reject(new Error("broken"));
  }
  const sources = [broken, () => count("a", 1000, log)];
  const run = () => Array.fromAsync(merge(sources, 2, () => log.push("stop")));
  await assertRejects(run, Error, "broken");
  assertEquals(log, ["a begins", "stop", "a ends"]);
});

Deno.test("merge() ends its sources when it is left early", async () => {
  const log: string[] = [];
  for await (const _ of merge([() => count("a", 9, log), () => count("b", 9, log)], 2, nothing)) {
    break;
  }
  assertEquals(log.toSorted(), ["a begins", "a ends", "b begins", "b ends"]);
});
