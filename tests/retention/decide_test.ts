import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { type Calendar, calendarOf } from "../../src/retention/calendar.ts";
import { type Candidate, decide } from "../../src/retention/decide.ts";
import type { RetentionPolicy } from "../../src/retention/policy.ts";

const UTC = calendarOf("UTC", Temporal);
const NOW = Date.UTC(2026, 10, 28, 12);

function copy(id: number, time: string, more: Partial<Candidate> = {}): Candidate {
  return { id, at: Date.parse(time), standing: "verified", ...more };
}

/** Which stay, by their numbers, oldest first. */
function kept(
  copies: readonly Candidate[],
  policy: RetentionPolicy,
  { calendar = UTC, now = NOW }: { calendar?: Calendar; now?: number } = {},
): readonly number[] {
  return decide(copies, policy, { calendar, now }).keep.map(({ copy: { id } }) => id).toSorted(
    (a, b) => a - b,
  );
}

/** One a day at three o'clock, from the first of a month on. */
function daily(days: number, from = "2026-10-01"): readonly Candidate[] {
  const start = Date.parse(`${from}T03:00:00Z`);
  return Array.from({ length: days }, (_, day) => ({
    id: day + 1,
    at: start + day * 86_400_000,
    standing: "verified" as const,
  }));
}

/**
 * Cases of restic's documented arithmetic ("Removing backup snapshots", restic 0.18): the newest of each
 * period, rules or-ed, and the oldest kept while a rule has free places.
 */
const CASES: readonly {
  readonly name: string;
  readonly copies: readonly Candidate[];
  readonly policy: RetentionPolicy;
  readonly stay: readonly number[];
}[] = [
  {
    name: "keepLast keeps the newest ones",
    copies: daily(10),
    policy: { keepLast: 3 },
    stay: [8, 9, 10],
  },
  {
    name: "keepDaily keeps the newest of each day, days without any aside",
    copies: [
      copy(1, "2026-11-01T03:00Z"),
      copy(2, "2026-11-05T03:00Z"),
      copy(3, "2026-11-05T20:00Z"),
      copy(4, "2026-11-20T03:00Z"),
    ],
    policy: { keepDaily: 2 },
    stay: [3, 4],
  },
  {
    name: "keepWeekly counts ISO weeks, which begin on Monday",
    copies: [
      copy(1, "2026-11-08T23:59Z"),
      copy(2, "2026-11-09T00:01Z"),
      copy(3, "2026-11-15T23:59Z"),
      copy(4, "2026-11-16T00:01Z"),
    ],
    policy: { keepWeekly: 2 },
    stay: [3, 4],
  },
  {
    name: "the last days of December may be in the first week of the next year",
    copies: [
      copy(1, "2025-12-28T03:00Z"),
      copy(2, "2025-12-29T03:00Z"),
      copy(3, "2026-01-01T03:00Z"),
    ],
    policy: { keepWeekly: 1 },
    stay: [3],
  },
  {
    name: "keepMonthly and keepYearly keep the newest of theirs",
    copies: [
      copy(1, "2024-06-01T03:00Z"),
      copy(2, "2025-12-31T03:00Z"),
      copy(3, "2026-10-31T03:00Z"),
      copy(4, "2026-11-01T03:00Z"),
      copy(5, "2026-11-02T03:00Z"),
    ],
    policy: { keepMonthly: 2, keepYearly: 2 },
    stay: [2, 3, 5],
  },
  {
    name: "rules are or-ed",
    copies: daily(60),
    policy: { keepLast: 1, keepDaily: 3, keepMonthly: 2 },
    stay: [31, 58, 59, 60],
  },
  {
    name: "the oldest is kept while a rule has free places",
    copies: daily(10),
    policy: { keepMonthly: 12 },
    stay: [1, 10],
  },
  {
    name: "it is not kept when all places are taken",
    copies: daily(60),
    policy: { keepMonthly: 1 },
    stay: [60],
  },
  {
    name: "keepHourly counts hours",
    copies: [
      copy(1, "2026-11-01T03:01Z"),
      copy(2, "2026-11-01T03:59Z"),
      copy(3, "2026-11-01T04:00Z"),
    ],
    policy: { keepHourly: 2 },
    stay: [2, 3],
  },
  {
    name: "keepWithin counts from the newest, and not from now",
    copies: daily(20, "2020-01-01"),
    policy: { keepWithin: { amount: 7, unit: "d" } },
    stay: [13, 14, 15, 16, 17, 18, 19, 20],
  },
  {
    name: "six months are those of the calendar",
    copies: [
      copy(1, "2026-02-27T03:00Z"),
      copy(2, "2026-02-28T03:00Z"),
      copy(3, "2026-08-31T03:00Z"),
    ],
    policy: { keepWithin: { amount: 6, unit: "mo" } },
    stay: [2, 3],
  },
];

for (const { name, copies, policy, stay } of CASES) {
  Deno.test(name, () => assertEquals(kept(copies, policy), stay));
}

Deno.test("a policy that says nothing removes nothing", () => {
  assertEquals(kept(daily(30), {}).length, 30);
  assertEquals(kept(daily(30), { keepFailed: 1 }).length, 30);
});

Deno.test("only what is verified fills places; three of the rest stay, or as many as wanted", () => {
  const unproven = daily(8).map((each, index) => ({
    ...each,
    standing: index % 2 === 0 ? "unproven" as const : "verified" as const,
  }));
  assertEquals(kept(unproven, { keepLast: 2 }), [3, 5, 6, 7, 8]);
  assertEquals(kept(unproven, { keepLast: 2, keepFailed: 0 }), [6, 8]);
});

Deno.test("ten failed attempts in a night cost no verified copy", () => {
  const failed = Array.from(
    { length: 10 },
    (_, index) => copy(100 + index, `2026-11-27T0${index}:00Z`, { standing: "bad" }),
  );
  const good = daily(7, "2026-11-20");
  const stay = kept([...good, ...failed], { keepLast: 7 });
  assertEquals(stay.filter((id) => id < 100).length, 7);
});

Deno.test("several attempts for one slot fill one place", () => {
  const slot = Date.parse("2026-11-20T02:30Z");
  const copies = [
    copy(1, "2026-11-19T02:30Z", { slot: slot - 86_400_000 }),
    copy(2, "2026-11-20T02:30Z", { slot }),
    copy(3, "2026-11-20T04:30Z", { slot }),
  ];
  assertEquals(kept(copies, { keepLast: 2 }), [1, 3]);
});

Deno.test("the newest verified copy stays whatever the policy says, and so does what is pinned or frozen", () => {
  const copies = [
    copy(1, "2026-11-01T03:00Z", { isPinned: true }),
    copy(2, "2026-11-02T03:00Z", { isFrozen: true }),
    copy(3, "2026-11-03T03:00Z"),
    copy(4, "2026-11-04T03:00Z"),
    copy(5, "2026-11-05T03:00Z", { standing: "bad" }),
  ];
  assertEquals(kept(copies, { keepLast: 0, keepFailed: 0 }), [1, 2, 4]);
});

Deno.test("a copy from next year neither fills a place nor is a measure, and stays", () => {
  const copies = [...daily(20), copy(99, "2027-11-01T03:00Z")];
  assertEquals(kept(copies, { keepLast: 2, keepWithin: { amount: 3, unit: "d" } }), [
    17,
    18,
    19,
    20,
    99,
  ]);
});

Deno.test("days are those of the time zone, also those of 23 and of 25 hours", () => {
  const berlin = calendarOf("Europe/Berlin", Temporal);
  const day = (time: string) => berlin.periodOf(Date.parse(time), "day");
  // In Berlin it is the next day at eleven in the evening in UTC.
  assertEquals(day("2026-11-01T23:00Z"), "2026-11-02");
  assertEquals([day("2026-03-28T23:00Z"), day("2026-03-29T21:59Z")], ["2026-03-29", "2026-03-29"]);
  assertEquals([day("2026-10-24T22:00Z"), day("2026-10-25T22:59Z")], ["2026-10-25", "2026-10-25"]);
  const hour = (time: string) => berlin.periodOf(Date.parse(time), "hour");
  assertEquals(hour("2026-10-25T00:30Z") === hour("2026-10-25T01:30Z"), false);
});

Deno.test("where the runtime has no Temporal, another one cuts time in the same way", async () => {
  const { Temporal: other } = await import("temporal-polyfill");
  const time = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) });
  fc.assert(fc.property(time, zones, (at, zone) => {
    const [one, two] = [Temporal, other as unknown as typeof Temporal].map((temporal) => {
      const calendar = calendarOf(zone, temporal);
      const periods = (["hour", "day", "week", "month", "year"] as const).map((period) =>
        calendar.periodOf(at, period)
      );
      return [...periods, calendar.before(at, { amount: 7, unit: "mo" })];
    });
    assertEquals(one, two);
  }));
});

const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe");

const candidate = fc.record({
  at: fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2027, 5) }),
  slot: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
  standing: fc.constantFrom("verified" as const, "unproven" as const, "bad" as const),
  isPinned: fc.boolean(),
  isFrozen: fc.boolean(),
});
const places = fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined });
const policies = fc.record({
  keepLast: places,
  keepHourly: places,
  keepDaily: places,
  keepWeekly: places,
  keepMonthly: places,
  keepYearly: places,
  keepFailed: places,
  keepWithin: fc.option(
    fc.record({
      amount: fc.integer({ min: 1, max: 40 }),
      unit: fc.constantFrom("h" as const, "d" as const, "w" as const, "mo" as const),
    }),
    { nil: undefined },
  ),
});
Deno.test("whatever the history: the newest verified stays, rules hold, and deciding twice changes nothing", () => {
  const histories = fc.array(candidate, { maxLength: 40 });
  fc.assert(
    fc.property(histories, policies, zones, (drawn, policy, zone) => {
      const calendar = calendarOf(zone, Temporal);
      const copies = drawn.map((each, index) => ({ ...each, id: index + 1 }));
      const around = { calendar, now: NOW };
      const plan = decide(copies, policy, around);
      const stays = plan.keep.map((each) => each.copy);
      assertEquals(stays.length + plan.remove.length, copies.length);
      const timely = copies.filter(({ at }) => at <= NOW + 86_400_000);
      const verified = timely.filter(({ standing }) => standing === "verified").toSorted((a, b) =>
        b.at - a.at || b.id - a.id
      );
      const [newest] = verified;
      if (newest !== undefined) assertEquals(stays.includes(newest), true);
      for (const copy of plan.remove) {
        assertEquals([copy.isPinned, copy.isFrozen], [false, false]);
        assertEquals(copy.at <= NOW + 86_400_000, true);
      }
      assertEquals(
        plan.remove.map(({ at }) => at),
        plan.remove.map(({ at }) => at).toSorted((a, b) => a - b),
      );
      // The order in which they are known means nothing.
      const mixed = decide(copies.toReversed(), policy, around);
      assertEquals(mixed.remove.map(({ id }) => id), plan.remove.map(({ id }) => id));
      // What was decided once is decided for good: a second prune finds nothing to do.
      assertEquals(decide(stays, policy, around).remove, []);
    }),
    { numRuns: 400 },
  );
});
