import { assertEquals } from "@std/assert";
import { calendarOf } from "../../src/retention/calendar.ts";
import { exampleOf, policyInWords } from "../../src/retention/explain.ts";

const NOW = Date.UTC(2026, 10, 28, 12);

Deno.test("a policy is said in words", () => {
  assertEquals(policyInWords({}), "keeps everything");
  assertEquals(policyInWords({ keepLast: 1 }), "keeps the newest; of unproven ones the 3 newest");
  assertEquals(
    policyInWords({
      keepLast: 3,
      keepDaily: 7,
      keepWeekly: 4,
      keepMonthly: 1,
      keepWithin: { amount: 14, unit: "d" },
      keepFailed: 0,
    }),
    "keeps the 3 newest, the newest of each day (7), week (4) and month (1), " +
      "all within 14d of the newest; of unproven ones none",
  );
});

Deno.test("an example shows which days stay of a backup a day", () => {
  const example = exampleOf(
    { keepDaily: 3, keepWeekly: 2, keepMonthly: 3 },
    calendarOf("UTC", Temporal),
    NOW,
  );
  assertEquals(example, [
    "2026-11-28",
    "2026-11-27",
    "2026-11-26",
    "2026-11-22",
    "2026-10-31",
    "2026-09-30",
  ]);
});
