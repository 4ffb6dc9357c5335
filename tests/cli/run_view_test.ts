/** What people see of a run over 5, 50 and 500 sites. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { SitehaulError } from "../../src/base/errors.ts";
import { createHumanOutput } from "../../src/cli/output/human.ts";
import type { Output, SiteOutcome } from "../../src/cli/output/output.ts";
import { roughly, RunCounts, someNames } from "../../src/cli/output/run_counts.ts";
import { widthOf } from "../../src/cli/output/width.ts";
import type { FleetEvent, JobOutcomeOf } from "../../src/fleet/fleet_events.ts";
import type { World } from "../../src/cli/world/world.ts";
import { Screen } from "./screen.ts";
import { ALL_TERMINALS, NO_TERMINAL } from "./fake_world.ts";

const RUN = "r-20261128-073012-4f2a";

/** A terminal, and a run over so many sites that nobody carries out. */
class Shown {
  readonly screen: Screen;
  readonly writes: string[] = [];
  readonly results: string[] = [];
  readonly output: Output;
  #now = 0;

  constructor(
    readonly sites: number,
    columns: number,
    { terminal = ALL_TERMINALS, quiet = false, lines = 24 } = {},
  ) {
    this.screen = new Screen(columns);
    const write = (text: string) => {
      this.writes.push(text);
      this.screen.write(text);
    };
    const world = {
      stdout: (text: string) => void this.results.push(text),
      stderr: write,
      terminal,
      columns: () => columns,
      lines: () => lines,
      clock: () => this.#now,
    } as unknown as World;
    const settings = { quiet, debug: false, forceColor: false, utc: true };
    this.output = createHumanOutput(world, { ...settings, color: terminal.stderr });
    const names = Array.from({ length: sites }, (_, n) => this.name(n));
    this.output.several({ noun: "site", names, isBrief: true });
    this.output.fleet({ type: "run", run: RUN, sites });
  }

  name(n: number): string {
    return `site-${String(n).padStart(3, "0")}`;
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  begin(n: number, progress = 0): void {
    this.output.fleet({ type: "job", run: RUN, site: this.name(n), attempt: 1 });
    const detail = "/var/www/html/images";
    const step = { type: "step", step: 3, progress, domain: "PackDB", detail } as const;
    this.output.event(this.name(n), step);
  }

  end(n: number, outcome: JobOutcomeOf<SiteOutcome> = OK): void {
    const event: FleetEvent<SiteOutcome> = {
      type: "job-ended",
      run: RUN,
      site: this.name(n),
      attempt: 1,
      outcome,
    };
    this.output.fleet(event);
  }

  /** The screen as it is drawn next. */
  get lines(): string[] {
    this.pass(1000);
    this.output.note("drawn");
    return this.screen.text.split("\n").filter((line) => line !== "drawn");
  }

  /** Takes everything away. */
  stop(): void {
    this.output.done({ details: {}, text: () => "over" });
  }
}

const RESULT: SiteOutcome = {
  details: { warnings: ["Cannot read /var/www/html/private", "Cannot read /x"] },
  result: { site: "", id: 1, taken: undefined, size: 1, parts: 1, download: undefined },
};
const OK = { state: "ok", result: RESULT } as const;
const WARNED = { state: "warnings", result: RESULT } as const;
const BUSY = { state: "skipped", reason: "busy" } as const;
const FAILED = {
  state: "failed",
  error: new SitehaulError("auth/denied", "The site denies access (status 403)", {
    hint: "Check the Secret Word.",
  }),
} as const;

/** A run in its middle: so many are done, 3 of them failed, and so many at work. */
function inTheMiddle(sites: number, ended: number, running: number, columns: number): Shown {
  const shown = new Shown(sites, columns);
  for (let n = 0; n < ended; n++) {
    shown.begin(n);
    shown.pass(3_600_000 / ended);
    shown.end(n, n < 3 && sites > 5 ? FAILED : OK);
  }
  for (let n = ended; n < ended + running; n++) shown.begin(n, n % 100);
  return shown;
}

Deno.test.each<[number, number, number, number, string, number]>([
  [5, 1, 3, 80, "1 of 5 done · 3 running · 1 waiting", 4],
  [5, 1, 3, 50, "1 of 5 done · 3 running · 1 waiting", 4],
  [
    50,
    20,
    8,
    80,
    "17 of 50 done · 3 failed · 8 running · 22 waiting · 1 h 18 min left",
    9,
  ],
  [50, 20, 8, 50, "17 of 50 done · 3 failed · 1 h 18 min left", 9],
  [
    500,
    215,
    20,
    80,
    "212 of 500 done · 3 failed · 20 running · 265 waiting · 1 h 17 min left",
    12,
  ],
  [500, 215, 20, 50, "212 of 500 done · 3 failed · 1 h 17 min left", 12],
])(
  "of %s sites, %s of them over and %s at work, at %s columns there is one line of counts below the rows",
  (sites, ended, running, columns, counts, rows) => {
    const shown = inTheMiddle(sites, ended, running, columns);
    const lines = shown.lines;
    assertEquals(lines.at(-1), counts);
    const moving = lines.filter((line) => / backup /.test(line));
    assertEquals(moving.length, rows - 1, lines.join("\n"));
    assert(lines.every((line) => widthOf(line) < columns), lines.join("\n"));
    assertEquals(shown.screen.wrapped, 0);
    shown.stop();
    assert(!/ running|waiting/.test(shown.screen.text), "nothing that moves is left");
  },
);

Deno.test("failures stay above the rows as they come, each hint once; skipped sites and warnings in a line", () => {
  const shown = new Shown(500, 80);
  for (const [n, outcome] of [FAILED, FAILED, OK, WARNED, BUSY].entries()) {
    shown.begin(n);
    shown.end(n, outcome);
  }
  shown.begin(5);
  const lines = shown.lines;
  assertEquals(lines.slice(0, 6), [
    "site-000  The site denies access (status 403)",
    "          hint: Check the Secret Word.",
    "site-001  The site denies access (status 403)",
    "site-003  done, with 2 warnings: Cannot read /var/www/html/private",
    "site-004  skipped: busy",
    "site-005  backup    ░░░░░░░░░░░░    0 %  0:01  PackDB, /var/www/html/images",
  ]);
  assertEquals(
    lines[6],
    "2 of 500 done · 2 failed · 1 skipped · 1 with warnings · 1 running",
  );
  shown.stop();
});

Deno.test("without a terminal there are the failures and the end, and nothing else", () => {
  for (const quiet of [false, true]) {
    const shown = new Shown(500, 80, { terminal: NO_TERMINAL, quiet });
    for (let n = 0; n < 500; n++) {
      shown.begin(n);
      shown.output.event(shown.name(n), { type: "warning", message: "Cannot read /x" });
      shown.end(n, n === 7 ? FAILED : n === 9 ? BUSY : n % 2 === 0 ? WARNED : OK);
    }
    shown.output.fleet({ type: "run-ended", run: RUN, counts: NONE });
    assertEquals(shown.writes.join("").split("\n"), [
      "site-007  The site denies access (status 403)",
      "          hint: Check the Secret Word.",
      "site-009  skipped: busy",
      "",
    ]);
  }
});

const NONE = { ok: 0, warnings: 0, failed: 0, skipped: 0, interrupted: 0 };

Deno.test("a run over 500 sites draws a few times a second, however much happens", () => {
  const shown = new Shown(500, 80);
  const before = shown.writes.length;
  // 20 at once; each site has 22 events, one of which comes every ms.
  for (let n = 0; n < 500; n++) {
    shown.begin(n);
    for (let step = 0; step < 20; step++) {
      shown.pass(1);
      const of = { step, progress: step * 5, domain: "PackDB", detail: "" };
      shown.output.event(shown.name(n), { type: "step", ...of });
    }
    if (n >= 20) shown.end(n - 20);
  }
  // 10 s at 12.5 a second.
  const draws = shown.writes.length - before;
  assert(draws <= 126, `${draws}`);
  assert(draws >= 60, `${draws}`);
  shown.stop();
});

Deno.test("the time that is left is told once enough sites have shown how long they take", () => {
  let now = 0;
  const counts = new RunCounts(() => now);
  counts.take({ type: "run", run: RUN, sites: 100 });
  const end = (site: string) => {
    counts.take({ type: "job", run: RUN, site, attempt: 1 });
    counts.take({ type: "job-ended", run: RUN, site, attempt: 1, outcome: OK });
  };
  for (const site of ["a", "b"]) {
    now += 60_000;
    end(site);
  }
  assert(!counts.line(200).includes("left"));
  now += 60_000;
  end("c");
  assertMatch(counts.line(200), /^3 of 100 done · 97 waiting · 1 h 37 min left$/);
  counts.take({ type: "job", run: RUN, site: "d", attempt: 1 });
  assertMatch(counts.line(200), /1 running · 96 waiting/);
  const error = FAILED.error;
  counts.take({ type: "again", run: RUN, site: "d", attempt: 1, error, waitMs: 20_000 });
  assertMatch(counts.line(200), /^3 of 100 done · 97 waiting/);
});

Deno.test("a rough time is hours and minutes, and many names are the first of them", () => {
  assertEquals([400, 40_000, 59 * 60_000, 3_600_000, 4_320_000].map(roughly), [
    "1 s",
    "40 s",
    "59 min",
    "1 h",
    "1 h 12 min",
  ]);
  assertEquals(someNames(["a", "b"]), "a, b");
  assertEquals(someNames(["a", "b", "c"], 1), "a and 2 others");
});
