/** What moves on a terminal while sites are worked on. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { durationInWords, formatDuration } from "../../src/cli/output/duration.ts";
import { LiveView } from "../../src/cli/output/live_view.ts";
import { createStyle } from "../../src/cli/output/style.ts";
import { Screen } from "./screen.ts";

interface Shown {
  readonly view: LiveView;
  readonly screen: Screen;
  /** Time goes on. */
  readonly pass: (ms: number) => void;
  readonly writes: string[];
  /** Somebody pulls at the window. */
  readonly resize: Screen["resize"];
}

function show(columns: number, lines = 24): Shown {
  const screen = new Screen(columns);
  const writes: string[] = [];
  let now = 0;
  const resize: Shown["resize"] = (to, options) => {
    columns = to;
    screen.resize(to, options);
  };
  const view = new LiveView({
    write: (text) => {
      writes.push(text);
      screen.write(text);
    },
    columns: () => columns,
    lines: () => lines,
    clock: () => now,
    style: createStyle(false),
    redact: (text) => text.replaceAll("s3cret", "[redacted]"),
  });
  return { view, screen, writes, resize, pass: (ms) => void (now += ms) };
}

/** Three sites in the middle of their work. */
function threeSites(columns: number): Shown {
  const shown = show(columns);
  const { view, pass } = shown;
  view.take("https://www.example.com/", { type: "started", profile: 1, recordId: 7, archive: "" });
  view.take("https://数据.example/", { type: "started", profile: 1, recordId: 7, archive: "" });
  view.take("https://c.example/", step(99, "finale", ""));
  pass(65_000);
  view.take("https://c.example/", { type: "progress", ...PART, received: 0 });
  const detail = "`#__a_table_with_a_very_long_name_that_fits_nowhere`";
  view.take("https://www.example.com/", step(42, "PackDB", detail));
  view.take("https://数据.example/", step(7, "init", ""));
  for (const received of [1, 2, 3]) {
    pass(1000);
    view.take("https://c.example/", { type: "progress", ...PART, received: received * 2 ** 20 });
  }
  return shown;
}

const PART = { name: "site.j01", index: 1, count: 2, size: 8 * 2 ** 20 };

function step(progress: number, domain: string, detail: string) {
  return { type: "step", step: 3, progress, domain, detail } as const;
}

Deno.test("at 80 columns each site has its row: phase, bar, per cent, times, what is done", () => {
  const { view, screen } = threeSites(80);
  assertEquals(screen.text.split("\n"), [
    "www.example.com  backup    █████░░░░░░░   42 %  1:08  ETA 1:26  PackDB, `#__a_…",
    "数据.example     backup    █░░░░░░░░░░░    7 %  1:08  ETA 14:20  init",
    "c.example        download  ██░░░░░░░░░░   18 %  1:08  1.0 MiB/s  ETA 0:13",
  ]);
  view.stop();
  assertEquals([screen.text, screen.wrapped], ["", 0]);
});

Deno.test("at 50 columns the figures stay, and nothing goes on in the next line", () => {
  const { view, screen } = threeSites(50);
  assertEquals(screen.text.split("\n"), [
    "www.example.com  backup    ███░░░   42 %  1:08",
    "数据.example     backup    ░░░░░░    7 %  1:08",
    "c.example        download  █░░░░░   18 %  1:08",
  ]);
  view.stop();
  assertEquals([screen.text, screen.wrapped], ["", 0]);
});

Deno.test("what is said meanwhile stays above the rows, without secrets", () => {
  const { view, screen } = threeSites(80);
  view.above("warning: cannot read s3cret\n".replaceAll("s3cret", "/x"));
  view.remove("https://www.example.com/");
  const lines = screen.text.split("\n");
  assertEquals([lines.length, lines[0]], [3, "warning: cannot read /x"]);
  view.take("s3cret.example", step(1, "s3cret", ""));
  assert(!screen.text.includes("s3cret"));
  view.around(() => screen.write("a result\n"));
  assertEquals(screen.text.split("\n").slice(0, 2), ["warning: cannot read /x", "a result"]);
  view.stop();
  assertEquals(screen.text, "warning: cannot read /x\na result");
});

Deno.test("nothing is drawn over a question, whatever goes on meanwhile", () => {
  const { view, screen, pass } = threeSites(80);
  const goOn = view.pause();
  assertEquals(screen.text, "");
  screen.write("Password: ");
  pass(1000);
  view.take("https://c.example/", step(1, "init", ""));
  assertEquals(screen.text, "Password:");
  screen.write("\n");
  goOn();
  pass(1000);
  view.take("https://c.example/", step(2, "init", ""));
  assertEquals(screen.text.split("\n").length, 4);
  view.stop();
});

Deno.test("rows that no eye could follow are not drawn", () => {
  const { view, writes, pass } = show(80);
  view.take("a", step(1, "init", ""));
  const before = writes.length;
  for (let n = 0; n < 50; n++) view.take("a", step(n, "init", ""));
  assertEquals(writes.length, before);
  pass(100);
  view.take("a", step(51, "init", ""));
  assertMatch(writes.at(-1) ?? "", /51 %/);
  view.stop();
});

Deno.test("more sites than rows are counted", () => {
  const { view, screen, pass } = show(80);
  for (let n = 0; n < 20; n++) {
    pass(100);
    view.take(`site ${n}`, step(n, "init", ""));
  }
  assertEquals(screen.text.split("\n").length, 12);
  assertMatch(screen.text, /… and 9 more$/);
  view.stop();
});

Deno.test.each<[number, number]>([[8, 6], [4, 2], [2, 1], [1, 1]])(
  "in a window of %i lines, %i rows move",
  (lines, rows) => {
    const { view, screen, pass } = show(80, lines);
    for (let n = 0; n < 20; n++) {
      pass(100);
      view.take(`site ${n}`, step(n, "init", ""));
    }
    assertEquals(screen.text.split("\n").length, rows);
    view.stop();
  },
);

Deno.test.each<[number, boolean]>([[50, true], [50, false], [21, true], [120, true]])(
  "a window that becomes %i columns wide in the middle of it keeps nothing of the rows: %s",
  (columns, isLaidOutAnew) => {
    const { view, screen, pass, resize } = threeSites(80);
    view.above("warning: one\n");
    resize(columns, { isLaidOutAnew });
    pass(1000);
    view.above("warning: two\n");
    const lines = screen.text.split("\n");
    assertEquals(lines.slice(0, 2), ["warning: one", "warning: two"]);
    assertEquals(lines.length, 5);
    resize(40, { isLaidOutAnew });
    view.stop();
    assertEquals(screen.text, "warning: one\nwarning: two");
  },
);

Deno.test("a site that has failed stays below those that move, and says why", () => {
  const { view, screen } = threeSites(80);
  view.fail(
    "https://www.example.com/",
    "The site denies access: it answers with 401, and nothing else",
  );
  assertEquals(screen.text.split("\n").map((line) => line.slice(0, 25).trimEnd()), [
    "数据.example     backup",
    "c.example        download",
    "www.example.com  failed",
  ]);
  assertMatch(screen.text, / failed {4}The site denies access: it answers with 401, and no…$/);
  assertEquals(screen.wrapped, 0);
  view.stop();
  assertEquals(screen.text, "");
});

Deno.test.each<[number, string]>([
  [0, "0:00"],
  [59_999, "0:59"],
  [60_000, "1:00"],
  [3_600_000, "1:00:00"],
  [90 * 3_600_000 + 61_000, "90:01:01"],
  [NaN, "-:--"],
  [-5, "-:--"],
])("%i ms are %s", (ms, text) => assertEquals(formatDuration(ms), text));

Deno.test.each<[number, string]>([
  [0, "0 s"],
  [1, "1 s"],
  [59_999, "1 min"],
  [588_000, "9 min 48 s"],
  [5_400_000, "90 min"],
])("%i ms are %s in words", (ms, text) => assertEquals(durationInWords(ms), text));
