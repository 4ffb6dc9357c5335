/** What somebody sees in a real terminal. */
import { assert, assertEquals } from "@std/assert";
import { widthOf } from "../../../src/cli/output/width.ts";
import { hasTmux, Session } from "./session.ts";

const TMUX = await hasTmux();

/** The captures of a file, by their titles. */
class Captures {
  readonly #file: URL;
  readonly #known = new Map<string, string>();
  readonly #seen: string[] = [];

  private constructor(file: URL, text: string) {
    this.#file = file;
    for (const part of text.split(/^=== /m).slice(1)) {
      const [title = "", ...lines] = part.trimEnd().split("\n");
      this.#known.set(title, lines.join("\n"));
    }
  }

  static async of(name: string): Promise<Captures> {
    const file = new URL(`./${name}.txt`, import.meta.url);
    return new Captures(file, await Deno.readTextFile(file).catch(() => ""));
  }

  /** Takes a capture and compares it with the one of that title; `SITEHAUL_CAPTURE` writes it. */
  async check(title: string, look: (expected: string) => Promise<string>): Promise<void> {
    const expected = this.#known.get(title) ?? "not seen yet";
    const seen = await look(expected);
    this.#seen.push(`=== ${title}\n${seen}\n`);
    if (Deno.env.get("SITEHAUL_CAPTURE") === undefined) assertEquals(seen, expected, title);
    else await Deno.writeTextFile(this.#file, this.#seen.join(""));
  }
}

function inTerminal(
  what: string,
  size: readonly [number, number?],
  fn: (session: Session) => Promise<void>,
): void {
  Deno.test({
    name: `in a terminal of ${size[0]} columns, ${what}`,
    ignore: !TMUX,
    // What tmux starts is no child of the test.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      await using session = await Session.start(...size);
      await fn(session);
    },
  });
}

const BACKUP = "sitehaul backup --download --dir";
const THREE = ["shop", "blog", "forum"] as const;

for (const columns of [80, 50]) {
  inTerminal("a backup moves in one row and ends in one line", [columns], async (session) => {
    const captures = await Captures.of(`backup_${columns}`);
    await session.type(`${BACKUP} backups --delete-remote shop`);
    await session.reached("shop");
    await captures.check("one site, in the middle", session.screen);
    session.goOn();
    await captures.check("one site, at the end", session.end);
    await session.type("sitehaul list shop");
    await captures.check("list", session.end);
  });

  inTerminal("three sites move in three rows, and leave no trace", [columns], async (session) => {
    const captures = await Captures.of(`backups_${columns}`);
    await session.type(`${BACKUP} {site} --parallel 3 ${THREE.join(" ")}`);
    await session.reached(...THREE);
    await captures.check("three sites, in the middle", session.screen);
    session.goOn();
    await captures.check("three sites, at the end", session.end);
    await session.type(`${BACKUP} {site} --delete-remote --parallel 3 ${THREE.join(" ")}`);
    await captures.check("three sites, deleted on the server", async (expected) => {
      const screen = await session.end(expected);
      const results = screen.split("\n").filter((line) => !/^(?:exit status|\$)/.test(line));
      assert(results.length < 10, screen);
      return screen;
    });
  });

  inTerminal(
    "a run counts its sites below the rows, and leaves no trace",
    [columns],
    async (session) => {
      const captures = await Captures.of(`run_${columns}`);
      const [, blog, forum] = session.simulators;
      await session.type("sitehaul run --all --concurrency 2 --per-host 2");
      await session.reached("shop", "blog");
      await captures.check("a run, in the middle", session.screen);
      blog?.arm({ match: { method: "stepBackup" }, times: 1, backupError: "The disk is full" });
      const warnings = ["Cannot read /var/www/html/private"];
      forum?.arm({ match: { method: "stepBackup" }, times: 1, warnings });
      session.goOn();
      await captures.check("a run, at the end", session.end);
    },
  );

  inTerminal(
    "an interrupted run says how to go on, and so does the next command",
    [columns],
    async (session) => {
      const captures = await Captures.of(`stopped_${columns}`);
      await session.type("sitehaul run --all --concurrency 2 --per-host 2");
      await session.reached("shop", "blog");
      await session.interrupt();
      await captures.check("stopping", session.screen);
      session.goOn();
      await captures.check("stopped", session.end);
      await session.type("sitehaul test shop");
      await captures.check("the next command", session.end);
      await session.type("sitehaul resume");
      await captures.check("resumed", session.end);
    },
  );

  inTerminal("warnings and failures are told in the last lines", [columns], async (session) => {
    const captures = await Captures.of(`trouble_${columns}`);
    session.goOn();
    const [shop, blog] = session.simulators;
    const warnings = ["Cannot read /var/www/html/private"];
    shop?.arm({ match: { method: "stepBackup" }, times: 1, warnings });
    await session.type(`${BACKUP} {site} shop blog`);
    await captures.check("two sites, with a warning", session.end);
    blog?.arm({ match: { method: "stepBackup" }, times: 1, backupError: "The disk is full" });
    await session.type(`${BACKUP} {site} shop blog forum`);
    await captures.check("three sites, one of which fails", session.end);
  });

  inTerminal("what is looked up fits", [columns, 400], async (session) => {
    const captures = await Captures.of(`queries_${columns}`);
    const lines = ["help", "help backup", "doctor shop", "endpoints", "endpoints shop.example"];
    for (const line of lines) {
      await session.type(`sitehaul ${line}`);
      await captures.check(line, async (expected) => {
        const screen = await session.end(expected);
        const tooWide = screen.split("\n").filter((each) => widthOf(each) >= columns);
        assertEquals(tooWide, [], "the last column stays free, so that nothing goes on below");
        return screen;
      });
    }
  });
}

inTerminal("rows leave nothing behind when the window becomes narrower", [100], async (session) => {
  const captures = await Captures.of("narrower");
  await session.type(`${BACKUP} {site} --parallel 3 ${THREE.join(" ")}`);
  await session.reached(...THREE);
  await session.resize(50);
  await captures.check("in the middle", session.screen);
  session.goOn();
  await captures.check("at the end", session.end);
});

inTerminal("rows leave nothing behind, however the window is pulled at", [100], async (session) => {
  const captures = await Captures.of("resized");
  // As on most screens, there is something above; what leaves the screen at its top counts, too.
  await session.type(`seq 25; ${BACKUP} {site} --parallel 3 ${THREE.join(" ")}`);
  await session.reached(...THREE);
  for (const columns of [44, 30, 100]) {
    await session.resize(columns);
    await captures.check(`${columns} columns`, session.all);
  }
  session.goOn();
  await captures.check("at the end", session.allAtEnd);
});
