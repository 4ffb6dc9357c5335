import { assertEquals, assertRejects } from "@std/assert";
import { drain } from "../../mod.ts";

function createWork({ breaks = false } = {}) {
  const log: string[] = [];
  const work = async function* (): AsyncGenerator<number, string, void> {
    try {
      yield 1;
      yield await Promise.resolve(2);
      if (breaks) throw new Error("it broke");
      return "done";
    } finally {
      log.push("closed");
    }
  };
  return { work, log };
}

Deno.test("drain() gives the result, and tells of each event in order", async () => {
  const { work } = createWork();
  const seen: number[] = [];
  assertEquals(await drain(work(), (event) => seen.push(event)), "done");
  assertEquals(seen, [1, 2]);
});

Deno.test("drain() needs nobody to tell", async () => {
  assertEquals(await drain(createWork().work()), "done");
});

Deno.test("drain() waits for what is done about an event before it asks for the next", async () => {
  const order: string[] = [];
  const work = async function* (): AsyncGenerator<number, void, void> {
    for (const event of [1, 2]) {
      order.push(`begins ${event}`);
      yield await Promise.resolve(event);
    }
  };
  await drain(work(), async (event) => {
    await Promise.resolve();
    order.push(`told of ${event}`);
  });
  assertEquals(order, ["begins 1", "told of 1", "begins 2", "told of 2"]);
});

Deno.test("drain() fails as the work fails", async () => {
  const { work } = createWork({ breaks: true });
  await assertRejects(() => drain(work()), Error, "it broke");
});

Deno.test("drain() closes the work when whoever is told fails", async () => {
  const { work, log } = createWork();
  const told = () => drain(work(), () => Promise.reject(new Error("cannot write")));
  await assertRejects(told, Error, "cannot write");
  assertEquals(log, ["closed"]);
});
