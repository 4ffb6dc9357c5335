import { assertEquals, assertRejects } from "@std/assert";
import { timerMs, unlessAborted } from "../../src/base/abort.ts";

Deno.test("a promise is given up with the reason of the signal, also of one that aborted before", async () => {
  const never = new Promise<never>(() => {});
  const caller = new AbortController();
  const given = assertRejects(() => unlessAborted(never, caller.signal), Error, "enough");
  caller.abort(new Error("enough"));
  await given;
  await assertRejects(() => unlessAborted(never, caller.signal), Error, "enough");
});

Deno.test("what a promise gives comes through, with a signal or without", async () => {
  const { signal } = new AbortController();
  assertEquals(await unlessAborted(Promise.resolve(1), signal), 1);
  assertEquals(await unlessAborted(Promise.resolve(2), undefined), 2);
  await assertRejects(
    () => unlessAborted(Promise.reject(new Error("broken")), signal),
    Error,
    "broken",
  );
});

Deno.test("a timer without an end is one that does not fire at once", () => {
  assertEquals([timerMs(50), timerMs(Infinity)], [50, 2_147_483_647]);
});
