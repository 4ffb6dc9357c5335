/** Hosts that fail, over random histories. */
import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { healthAfter, permitOf, UNTRIED } from "../../src/fleet/breaker.ts";

/** What happens to a host: whether each of its jobs found it away, and what time passed before. */
const history = fc.array(
  fc.record({
    isUnreachable: fc.boolean(),
    afterMs: fc.integer({ min: 0, max: 900_000 }),
  }),
  { maxLength: 40 },
);

/** The health after it, with the time and the failures in a row. */
function after(events: readonly { readonly isUnreachable: boolean; readonly afterMs: number }[]) {
  let [health, now, inARow] = [UNTRIED, 1_000_000, 0];
  for (const { isUnreachable, afterMs } of events) {
    now += afterMs;
    health = healthAfter(health, isUnreachable, now);
    inARow = isUnreachable ? inARow + 1 : 0;
  }
  return { health, now, inARow };
}

Deno.test("whether a host is asked depends on its failures in a row and on the time since the last alone", () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 0, max: 900_000 }), (events, waitedMs) => {
      const { health, now, inARow } = after(events);
      const permit = permitOf(health, now + waitedMs);
      if (inARow < 3) assertEquals(permit, { type: "open" });
      else if (inARow >= 8) assertEquals(permit, { type: "never" });
      else assert(permit.type === "try" || permit.type === "wait");
    }),
  );
});

Deno.test("a host that waits may be tried when its pause is over, which lasts from 30 s to 5 min", () => {
  fc.assert(
    fc.property(history, (events) => {
      const { health, now } = after(events);
      const permit = permitOf(health, now);
      if (permit.type !== "wait") return;
      const pauseMs = permit.until - now;
      assert(pauseMs >= 30_000 && pauseMs <= 300_000, `${pauseMs}`);
      assertEquals(permitOf(health, permit.until - 1), permit);
      assertEquals(permitOf(health, permit.until), { type: "try" });
    }),
  );
});

Deno.test("one answer makes a host as good as new, whatever was before", () => {
  fc.assert(
    fc.property(history, (events) => {
      const { health, now } = after(events);
      assertEquals(permitOf(healthAfter(health, false, now), now), { type: "open" });
    }),
  );
});
