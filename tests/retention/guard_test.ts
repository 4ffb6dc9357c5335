import { assertEquals, assertMatch } from "@std/assert";
import { clockFault, isTooMuch } from "../../src/retention/guard.ts";

const HOUR = 3_600_000;

Deno.test("a clock earlier than the newest run is not believed", () => {
  assertEquals(clockFault({ now: 1000, newestRun: 1000, aheadMs: [] }), undefined);
  assertMatch(
    clockFault({ now: 0, newestRun: HOUR, aheadMs: [] }) ?? "",
    /earlier than the newest/,
  );
});

Deno.test("a clock far from those of most sites is not believed, whichever way it is wrong", () => {
  const fault = (...aheadMs: number[]) => clockFault({ now: 0, newestRun: undefined, aheadMs });
  assertMatch(fault(9 * HOUR, 10 * HOUR, 8 * HOUR) ?? "", /9 h behind those/);
  assertMatch(fault(-365 * 24 * HOUR) ?? "", /8760 h ahead of those/);
  // One site whose clock is wrong says nothing of this one.
  assertEquals(fault(0, 1000, 9 * HOUR), undefined);
  assertEquals(fault(0, 7 * HOUR), undefined);
});

Deno.test("more than half of a site's copies at once is too much", () => {
  assertEquals([isTooMuch(2, 4), isTooMuch(3, 4), isTooMuch(0, 0)], [false, true, false]);
});
