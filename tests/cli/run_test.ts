/** `run` and `resume`: many sites in one go, remembered, and taken up again. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { openHistory } from "../../src/history/sqlite.ts";
import { createSimulator, DEFAULT_SECRET, type Simulator } from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli, jsonLines, type Ran, type Surroundings } from "./fake_world.ts";

interface Sites {
  readonly folder: string;
  readonly simulators: ReadonlyMap<string, Simulator>;
  readonly run: (args: readonly string[], around?: Surroundings) => Promise<Ran>;
  readonly archives: () => string[];
  /** How many backups each site has taken. */
  readonly taken: () => number[];
}

interface Settings {
  /** What stands in the file besides the sites. */
  readonly head?: string;
  /** What stands in the file of each site. */
  readonly more?: Readonly<Record<string, string>>;
}

/** Sites of a file that are simulated, each at an address of its own. */
function withSites(
  names: readonly string[],
  test: (sites: Sites) => Promise<void>,
  { head = "defaults: { download: 'backups/{site}' }", more = {} }: Settings = {},
): Promise<void> {
  return inFolder(async (folder) => {
    const time = new FakeTime();
    const { date: clock, sleep } = time;
    const simulators = new Map(names.map((name) => [
      name,
      createSimulator({ product: "joomla", version: "10.2.1", clock, sleep }),
    ]));
    const transport = (request: Request) => {
      const name = new URL(request.url).hostname.split(".")[0] ?? "";
      const found = simulators.get(name);
      return found?.handle(request) ?? Promise.reject(new TypeError("no such host"));
    };
    const lines = names.map((name) =>
      `  - { name: ${name}, url: "https://${name}.example", credential: { secret: "${DEFAULT_SECRET}" } ${
        more[name] ?? ""
      } }\n`
    );
    const config = join(folder, "sitehaul.yaml");
    await Deno.writeTextFile(config, `${head}\nsites:\n${lines.join("")}`, { mode: 0o600 });
    await test({
      folder,
      simulators,
      run: async (args, around = {}) => {
        // Two runs of one moment would share the sites.
        await sleep(1000);
        return await cli(args, {
          folder,
          transport,
          clock: time.clock,
          sleep,
          variables: { HOME: folder, SITEHAUL_CONFIG: config },
          ...around,
        });
      },
      archives: () => names.flatMap((name) => archivesIn(join(folder, "backups", name))),
      taken: () => [...simulators.values()].map(({ site }) => site.records.length),
    });
  });
}

function archivesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
      name.endsWith(".jpa")
    );
  } catch {
    return [];
  }
}

/** What the history knows of all jobs, oldest first. */
async function jobsIn(folder: string) {
  const history = await openHistory(join(folder, ".local/state/sitehaul"));
  try {
    const jobs = await Array.fromAsync(history.jobs());
    return jobs.map(({ site, state, message }) => [site, state, message]).toReversed();
  } finally {
    await history.close();
  }
}

const ABC = ["a", "b", "c"];

Deno.test("run does what the file says of each site, and nothing is printed but the end", () =>
  withSites(ABC, async ({ run, archives, taken, simulators, folder }) => {
    const { status, stdout, stderr } = await run(["run", "--all"]);
    assertEquals([status, stdout, stderr], [0, "3 sites done\n", ""]);
    assertEquals([archives().length, taken()], [2, [1, 1, 1]]);
    const files = [...simulators.values()].map(({ site }) =>
      (site.records[0]?.parts.length ?? 0) > 0
    );
    assertEquals(files, [true, true, false], "deleted only where the file says so");
    const jobs = await jobsIn(folder);
    assertEquals(jobs.map(([site, state]) => `${site} ${state}`).toSorted(), [
      "a ok",
      "b ok",
      "c ok",
    ]);
  }, {
    head: "fleet: { concurrency: 2 }",
    more: {
      b: ", download: 'backups/{site}'",
      c: ", download: 'backups/{site}', deleteRemote: true",
    },
  }));

Deno.test("what may be noted of each site is not, however many there are", () =>
  withSites(ABC, async ({ run, folder }) => {
    const variables = {
      HOME: folder,
      SITEHAUL_CONFIG: join(folder, "sitehaul.yaml"),
      SITEHAUL_SECRET: DEFAULT_SECRET,
    };
    const { status, stderr } = await run(["run", "--all"], { variables });
    assertEquals([status, stderr], [0, ""]);
    assertMatch((await run(["backup", "--all"], { variables })).stderr, /^note: SITEHAUL_SECRET/);
  }));

Deno.test("a site that fails is told at once and in the end, and stops no other: 121", () =>
  withSites(ABC, async ({ run, simulators }) => {
    const backupError = "The disk is full";
    simulators.get("b")?.arm({ match: { method: "stepBackup" }, times: 1, backupError });
    const { status, stdout, stderr } = await run(["run", "--all"]);
    assertEquals([status, stdout], [121, ""]);
    assertMatch(stderr, /^b {2}The backup failed .*The disk is full\)\n +hint: /);
    assertMatch(stderr, /\nsitehaul: 1 of 3 sites failed: b\nhint: .*the others are done/);
  }));

Deno.test("a site that warned is done, and with --strict it is not", () =>
  withSites(ABC, async ({ run, simulators }) => {
    const warn = () =>
      simulators.get("b")?.arm({ match: { method: "stepBackup" }, times: 1, warnings: ["No /x"] });
    warn();
    const { status, stdout, stderr } = await run(["run", "--all"]);
    assertEquals([status, stdout, stderr], [0, "3 sites done; 1 with warnings: b\n", ""]);
    warn();
    const strict = await run(["run", "--all", "--strict"]);
    assertEquals([strict.status, strict.stdout], [121, ""]);
    assertMatch(
      strict.stderr,
      /^sitehaul: 1 of 3 sites warned, which --strict counts as failed: b\n/,
    );
  }));

Deno.test("a site that another run is at work on is skipped, which is no success: 121", () =>
  withSites(ABC, async ({ run, simulators, taken }) => {
    const waiting = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const held = simulators.get("a");
    const first = run(["run", "a", "--json"], {
      onStdout: (text) => text.includes('"job"') && begun.resolve(),
      sleep: () => waiting.promise,
      transport: async (request) => {
        if (!request.url.includes("a.example")) throw new TypeError("no such host");
        await waiting.promise;
        return await (held?.handle(request) ?? Response.error());
      },
    });
    await begun.promise;
    const { status, stderr } = await run(["run", "--all"]);
    assertEquals(status, 121);
    assertMatch(stderr, /^a {2}skipped: busy\nsitehaul: 1 of 3 sites was skipped: a\n/);
    waiting.resolve();
    assertEquals((await first).status, 0);
    assertEquals(taken(), [1, 1, 1]);
  }));

Deno.test("every event of a run says to which run, site and attempt it belongs", () =>
  withSites(ABC, async ({ run }) => {
    const { status, stdout } = await run(["run", "--all", "--json"]);
    const events = jsonLines(stdout);
    const [first] = events;
    assertEquals([status, first?.["type"], first?.["sites"]], [0, "run", 3]);
    const id = first?.["run"];
    assertMatch(String(id), /^r-\d{8}-\d{6}-[0-9a-f]{4}$/);
    assert(events.every(({ run }) => run === id), stdout);
    const ofSites = events.filter(({ site }) => site !== undefined);
    assert(ofSites.length > 30);
    assert(ofSites.every(({ attempt }) => attempt === 1));
    const ends = events.filter(({ type }) => type === "job-ended");
    assertEquals(ends.map(({ state, verified }) => [state, verified]), Array(3).fill(["ok", true]));
    const counts = { ok: 3, warnings: 0, failed: 0, skipped: 0, interrupted: 0 };
    assertEquals(events.slice(-2), [
      { schema: 1, type: "run-ended", run: id, counts },
      { schema: 1, type: "result", ok: true, run: id, sites: 3 },
    ]);
  }));

Deno.test("run refuses addresses, wrong times and rates before anything is sent", () =>
  withSites(ABC, async ({ run, simulators }) => {
    for (
      const [args, status, message] of [
        [
          ["a", "https://x.example"],
          35,
          /There is no site https:\/\/x\.example.* in .*sitehaul\.yaml/,
        ],
        [["--all", "--deadline", "90m"], 2, /--deadline: 90m could be minutes or months/],
        [["--all", "--bandwidth", "50Mbit/s"], 2, /--bandwidth: expected .* bytes, not bits/],
        [["--all", "--jitter", "soon"], 2, /--jitter: expected a time such as/],
        [["--all", "--concurrency", "0"], 2, /--concurrency/],
        [[], 35, /SITE/],
      ] as const
    ) {
      const ran = await run(["run", ...args]);
      assertEquals([ran.status, message.test(ran.stderr)], [status, true], ran.stderr);
    }
    assertEquals([...simulators.values()].map(({ requests }) => requests.length), [0, 0, 0]);
  }));

Deno.test("--no-history leaves no trace, and a run is remembered otherwise", () =>
  withSites(ABC, async ({ run, folder }) => {
    assertEquals((await run(["run", "--all", "--no-history"])).status, 0);
    const state = join(folder, ".local");
    await assertGone(state);
    assertEquals((await run(["run", "--all"])).status, 0);
    assertEquals((await jobsIn(folder)).length, 3);
  }));

async function assertGone(path: string) {
  const found = await Deno.stat(path).then(() => true, () => false);
  assert(!found, `${path} is there`);
}

Deno.test("the first interruption lets steps end, the rest is interrupted; resume does only that", () =>
  withSites([...ABC, "d"], async ({ run, archives, taken, simulators, folder }) => {
    let stop = () => {};
    const onFirstInterrupt = (act: () => void) => {
      stop = act;
      return () => {};
    };
    const onStdout = (text: string) => {
      // In the middle of the second site.
      if (text.includes('"step":3') && text.includes('"site":"b"')) stop();
    };
    const args = ["run", "--all", "--concurrency", "1", "--json"];
    const first = await run(args, { onFirstInterrupt, onStdout });
    assertEquals(first.status, 130);
    const events = jsonLines(first.stdout);
    const ended = events.filter(({ type }) => type === "job-ended");
    assertEquals(ended.map(({ site, state }) => [site, state]), [["a", "ok"], [
      "b",
      "interrupted",
    ]]);
    const last = events.at(-1);
    assertMatch(String(last?.["message"]), /^Interrupted: 1 of 4 sites done$/);
    assertMatch(String(last?.["hint"]), /sitehaul resume r-\d/);
    assertEquals([archives().length, taken()], [1, [1, 1, 0, 0]]);
    // Said once, to people, and not where it would be in the way.
    for (const quiet of [["--quiet"], ["--json"]]) {
      assertEquals((await run(["test", "a", ...quiet])).stderr, "");
    }
    assertMatch(
      (await run(["test", "a"])).stderr,
      /^note: the run r-\S+ was interrupted; sitehaul resume/,
    );
    assertEquals((await run(["test", "a"])).stderr, "");
    const before = simulators.get("a")?.requests.length;
    const resumed = await run(["resume"]);
    assertEquals([resumed.status, resumed.stdout], [0, "3 sites done\n"], resumed.stderr);
    assertMatch(resumed.stderr, /^the run r-\S+ goes on: 3 of 4 sites left\n/);
    assertEquals([archives().length, taken()], [4, [1, 1, 1, 1]], "no backup is taken twice");
    assertEquals(simulators.get("a")?.requests.length, before, "what is done is left alone");
    const again = await run(["resume"]);
    assertEquals([again.status, again.stdout], [
      0,
      "No run was interrupted: there is nothing to go on with.\n",
    ]);
    assertEquals((await jobsIn(folder)).map(([site, state]) => `${site} ${state}`), [
      "a ok",
      "b interrupted",
      "b ok",
      "c ok",
      "d ok",
    ]);
  }));

Deno.test("a run that is gone on with twice takes no complete backup again", () =>
  withSites(ABC, async ({ run, archives, taken }) => {
    let stop = () => {};
    const words = ["--concurrency", "1", "--json"];
    const first = await run(["run", "--all", ...words], {
      onFirstInterrupt: (act) => {
        stop = act;
        return () => {};
      },
      onStdout: (text) => void (text.includes('"type":"verifying"') && stop()),
    });
    assertEquals([first.status, taken()], [130, [1, 0, 0]]);
    // Stopped again before any site has its turn.
    const second = await run(["resume", ...words], {
      onFirstInterrupt: (act) => {
        act();
        return () => {};
      },
    });
    assertEquals([second.status, taken()], [130, [1, 0, 0]]);
    assertEquals((await run(["resume"])).status, 0);
    assertEquals([archives().length, taken()], [3, [1, 1, 1]]);
  }));

Deno.test("backup of several sites is gone on with as it was typed, from another folder", () =>
  withSites(ABC, async ({ run, folder, taken }) => {
    let stop = () => {};
    const onFirstInterrupt = (act: () => void) => {
      stop = act;
      return () => {};
    };
    const onStdout = (text: string) => void (text.includes('"step":3') && stop());
    const args = ["backup", "--all", "--download", "--dir", "mine/{site}", "--json"];
    const words = [...args, "--description", "Before the update", "--delete-remote"];
    const first = await run(words, { onFirstInterrupt, onStdout });
    assertEquals(first.status, 130);
    const { status, stdout } = await run(["resume"], {
      folder: "/",
      variables: { HOME: folder, SITEHAUL_CONFIG: join(folder, "sitehaul.yaml") },
    });
    assertEquals([status, stdout.trimEnd().split("\n").length], [0, 4]);
    assertEquals(taken(), [1, 1, 1]);
    for (const name of ABC) assertEquals(archivesIn(join(folder, "mine", name)).length, 1);
  }, { head: "" }));

Deno.test("resume names what it cannot go on with", () =>
  withSites(ABC, async ({ run }) => {
    const { stdout } = await run(["run", "--all", "--json"]);
    const id = String(jsonLines(stdout)[0]?.["run"]);
    const done = await run(["resume", id]);
    assertMatch(done.stderr, new RegExp(`^sitehaul: The run ${id} was not interrupted\n`));
    const none = await run(["resume", "r-20260101-000000-0000"]);
    assertEquals([done.status, none.status], [2, 2]);
    assertMatch(none.stderr, /^sitehaul: There is no run r-20260101-000000-0000\n/);
  }));

Deno.test("--dry-run says what would be done, and sends nothing", () =>
  withSites(ABC, async ({ run, simulators }) => {
    const { status, stdout } = await run(["run", "--all", "--delete-remote", "--dry-run"]);
    assertEquals(status, 0);
    assertMatch(
      stdout,
      /^a: back up with profile 1, download to backups\/a, verify it, delete it/m,
    );
    assertEquals([...simulators.values()].map(({ requests }) => requests.length), [0, 0, 0]);
  }));

Deno.test("without a terminal, a run that waits for a step of an earlier one says so", () =>
  withSites(["shop"], async ({ run, simulators, taken }) => {
    const cut = new AbortController();
    const transport = async (request: Request) => {
      const isStep = (await request.clone().text() + request.url).includes("stepBackup");
      if (!isStep) return await (simulators.get("shop") as Simulator).handle(request);
      cut.abort();
      throw cut.signal.reason;
    };
    assertEquals((await run(["run", "shop"], { transport, signal: cut.signal })).status, 130);
    const { status, stderr } = await run(["resume"]);
    assertEquals(status, 0, stderr);
    assertMatch(
      stderr,
      /shop: an earlier run was interrupted in a step of backup 1.*up to 9 min 59 s/,
    );
    assertEquals(taken(), [1]);
  }));
