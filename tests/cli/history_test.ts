/** The commands that show what was done. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { openHistory } from "../../src/history/sqlite.ts";
import { begin, goodJob, job, SHOP } from "../history/conformance/facts.ts";
import { inFolder } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli, type Surroundings } from "./fake_world.ts";

const NOW = Date.UTC(2026, 10, 28, 8);
const HOUR = 3_600_000;
const LONG = "The server ended the connection after 12 MiB of 40 MiB, again and again, for an hour";

/** What the command line says of a history of two runs: both sites, then one that failed. */
async function remembered(
  test: (
    run: (line: string, around?: Surroundings) => ReturnType<typeof cli>,
    ids: { readonly first: string; readonly second: string; readonly state: string },
  ) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const state = join(folder, "state");
    let now = NOW - 40 * HOUR;
    const history = await openHistory(state, { clock: () => now });
    const first = await begin(history, ["shop", "blog"]);
    const writer = await first.beginJob(SHOP);
    now += 90_000;
    await writer.warn('=HYPERLINK("x")');
    await writer.end({ state: "warnings" });
    await goodJob(first, { archive: "blog.jpa", size: 5_000_000 }, {
      site: "blog",
      address: "https://blog.example",
    });
    await first.end();
    now = NOW - HOUR;
    const second = await begin(history);
    await job(second, {
      state: "failed",
      code: "network/closed",
      message: LONG,
      hint: "Try again.",
    });
    await second.end();
    await history.close();
    const run = (line: string, around: Surroundings = {}) =>
      cli([...line.split(" "), "--state", state], { clock: () => NOW, folder, ...around });
    await test(run, { first: first.id, second: second.id, state });
  });
}

Deno.test("history lists runs, and with a site what became of it in each", () =>
  remembered(async (run, { first, second }) => {
    const all = (await run("history --utc")).stdout.trimEnd().split("\n");
    assertEquals(all.map((line) => line.replace(/ {2,}/g, " | ")), [
      "RUN | STARTED (UTC) | TOOK | COMMAND | SITES | RESULT",
      `${second} | 2026-11-28 07:00:00 | 0:00 | run | shop | 1 failed`,
      `${first} | 2026-11-26 16:00:00 | 1:30 | run | 2 sites | 1 ok, 1 with warnings`,
    ]);
    const shop = (await run("history SHOP")).stdout.trimEnd().split("\n");
    assertEquals(shop.length, 3);
    assertMatch(shop[1] ?? "", /^2026-11-28 07:00:00 {2}shop {2}failed .*The server ended/);
    assertMatch(shop[2] ?? "", /warnings +1:30 .*=HYPERLINK/);
  }));

Deno.test("history chooses by patterns, tags, time, failure and number", () =>
  remembered(async (run) => {
    const sites = async (line: string) => {
      const { status, stdout, stderr } = await run(`${line} --json`);
      assertEquals([status, stderr], [0, ""], line);
      return JSON.parse(stdout).map((each: { site: string; state: string }) =>
        `${each.site} ${each.state}`
      );
    };
    assertEquals(await sites("history b*"), ["blog ok"]);
    assertEquals(await sites("history --jobs"), ["shop failed", "blog ok", "shop warnings"]);
    assertEquals(await sites("history --failed"), ["shop failed"]);
    assertEquals(await sites("history --failed --since 30min"), []);
    assertEquals(await sites("history --jobs --since 36h"), ["shop failed"]);
    assertEquals(await sites("history --jobs --since 2026-11-27"), ["shop failed"]);
    assertEquals(await sites("history --jobs --limit 2"), ["shop failed", "blog ok"]);
    assertEquals(await sites("history --jobs --exclude shop"), ["blog ok"]);
    const around = { variables: { SITEHAUL_CONFIG: "sitehaul.yaml" } };
    const unknown = await run("history shpo --json", around);
    assertEquals(unknown.status, 50);
    const nobody = await run("history shop-*");
    assertEquals([nobody.status, nobody.stdout], [35, ""]);
  }));

Deno.test("a site that is configured and was never worked on has no history, and that is no error", () =>
  remembered(async (run, { state }) => {
    const file = join(state, "..", "sitehaul.yaml");
    await Deno.writeTextFile(
      file,
      "sites:\n  - { name: shop, url: https://shop.example, tags: [daily] }\n" +
        "  - { name: fresh, url: https://fresh.example }\n",
    );
    const fresh = await run(`history fresh --config ${file}`);
    assertEquals([fresh.status, fresh.stdout], [0, "Nothing of that kind is remembered.\n"]);
    const daily = await run(`history --tag daily --json --config ${file}`);
    assertEquals(JSON.parse(daily.stdout).length, 2);
    const all = await run(`history --all --json --config ${file}`);
    assertEquals(JSON.parse(all.stdout).map(({ site }: { site: string }) => site), [
      "shop",
      "shop",
    ]);
    assertEquals((await run(`history shop --all --config ${file}`)).status, 2);
    const wrong = await run(`history frsh --config ${file}`);
    assertEquals(wrong.status, 35);
    assertStringIncludes(wrong.stderr, "Did you mean fresh?");
  }));

Deno.test("a time of history that is none is told, a bare m as well", () =>
  remembered(async (run) => {
    for (
      const [when, fault] of [
        ["3m", "3m could be minutes or months"],
        ["2026-02-30", "there is no such date"],
        ["2026-11-01T25:00", "there is no such date"],
        ["yesterday", "expected a time such as"],
      ] as const
    ) {
      const { status, stderr } = await run(`history --since ${when}`);
      assertEquals(status, 2);
      assertStringIncludes(stderr, fault);
    }
    // Dates are those of the zone of the output: in Kiribati, this one began fourteen hours earlier.
    const line = "history --jobs --json --since 2026-11-28T14:00";
    const zone = { timeZone: "Pacific/Kiritimati" };
    assertEquals(JSON.parse((await run(line, zone)).stdout).length, 1);
    assertEquals(JSON.parse((await run(`${line} --utc`, zone)).stdout).length, 0);
    assertEquals(JSON.parse((await run(`${line}Z`, zone)).stdout).length, 0);
  }));

Deno.test("CSV of history is quoted as RFC 4180 says, and holds no formula", () =>
  inFolder(async (folder) => {
    const history = await openHistory(folder, { clock: () => NOW });
    const run = await begin(history);
    const messages = ["=1+1", 'a "b", c', "two\nlines", "-2", " @x", "\t=2", "plain", "＝3"];
    for (const message of messages) await job(run, { state: "failed", message });
    await run.end();
    await history.close();
    const { stdout } = await cli(["history", "--jobs", "--csv", "--state", folder]);
    const records = readCsv(stdout);
    assertEquals(records[0]?.slice(0, 3), ["run", "site", "address"]);
    assertEquals(records.every(({ length }) => length === 15), true);
    const read = records.slice(1).map((cells) => cells[10]).toReversed();
    assertEquals(read, [
      "'=1+1",
      'a "b", c',
      "two\nlines",
      "'-2",
      "' @x",
      "'\t=2",
      "plain",
      "'＝3",
    ]);
    assertEquals(stdout.split("\r\n").at(-1), "");
    const runs = readCsv((await cli(["history", "--csv", "--state", folder])).stdout);
    assertEquals(runs.map((cells) => [cells[2], cells[8]]), [["state", "failed"], ["done", "1"]]);
    const both = await cli(["history", "--csv", "--json", "--state", folder]);
    assertEquals(both.status, 2);
  }));

/** Read sign by sign, as RFC 4180 describes it. */
function readCsv(text: string): string[][] {
  const records: string[][] = [];
  let [record, cell, isQuoted]: [string[], string, boolean] = [[], "", false];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? "";
    if (isQuoted) {
      if (sign === '"' && text[at + 1] === '"') cell += text[++at];
      else if (sign === '"') isQuoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === "") isQuoted = true;
    else if (sign === ",") [record, cell] = [[...record, cell], ""];
    else if (text.startsWith("\r\n", at)) {
      records.push([...record, cell]);
      [record, cell] = [[], ""];
      at++;
    } else cell += sign;
  }
  return records;
}

Deno.test("show RUN shows a run and each site in it; show SITE ID is about a record as before", () =>
  remembered(async (run, { first, second }) => {
    const { stdout } = await run(`show ${first} --utc`);
    assertEquals(stdout.trimEnd().split("\n").map((line) => line.replace(/ {2,}/g, " | ")), [
      `Run | ${first}`,
      "Command | run",
      "Started (UTC) | 2026-11-26 16:00:00",
      "Ended (UTC) | 2026-11-26 16:01:30",
      "Took | 1:30",
      "Sites | 2",
      "Result | 1 ok, 1 with warnings",
      "",
      "SITE | RESULT | TOOK | BACKUP | SIZE | ABOUT",
      'shop | warnings | 1:30 | =HYPERLINK("x")',
      "blog | ok | 0:00 | 41 | 4.8 MiB",
    ]);
    const document = JSON.parse((await run(`show ${second} --json`)).stdout);
    assertEquals([document.schema, document.run.run, document.run.counts.failed], [1, second, 1]);
    assertEquals(document.jobs.map(({ code, hint }: Record<string, unknown>) => [code, hint]), [
      ["network/closed", "Try again."],
    ]);
    const nobody = await run("show r-20260101-000000-0000");
    assertEquals(nobody.status, 110);
    assertStringIncludes(nobody.stderr, "Nothing is remembered of the run r-20260101-000000-0000");
    for (const line of ["show shop", "show --all", `show ${first} ${second}`]) {
      const { status, stderr } = await run(line);
      assertEquals([line, status], [line, line.endsWith(second) ? 2 : 31], stderr);
    }
  }));

Deno.test("a run whose process died is shown as interrupted, with what was not begun", () =>
  inFolder(async (folder) => {
    const history = await openHistory(folder, { clock: () => NOW });
    const run = await begin(history, ["shop", "blog", "wiki"]);
    await job(run, { state: "ok" });
    await run.beginJob({ ...SHOP, site: "blog" });
    await run.end();
    await history.close();
    const { stdout } = await cli(["history", "--state", folder]);
    assertStringIncludes(stdout, "interrupted, 1 ok, 1 interrupted, 1 not begun");
  }));

Deno.test("tables of history fit a terminal of 50 and of 80 columns", () =>
  remembered(async (run, { second }) => {
    for (const width of [50, 80]) {
      for (const line of ["history", "history shop", `show ${second}`]) {
        const { stdout } = await run(line, {
          terminal: ALL_TERMINALS,
          width,
          variables: { NO_COLOR: "1" },
        });
        for (const each of stdout.split("\n")) {
          assertEquals(each.length < width, true, `${width} ${line}: ${each}`);
        }
      }
    }
    const narrow = (await run("history", { terminal: ALL_TERMINALS, width: 50 })).stdout;
    assertStringIncludes(narrow, second);
    assertStringIncludes(narrow, "1 failed");
  }));

Deno.test("people see the newest fifty, and are told of the rest; programs see all", () =>
  inFolder(async (folder) => {
    const history = await openHistory(folder, { clock: () => NOW });
    for (let n = 0; n < 60; n++) await (await begin(history)).end();
    await history.close();
    const state = ["--state", folder];
    const { stdout, stderr } = await cli(["history", ...state]);
    assertEquals(stdout.trimEnd().split("\n").length, 51);
    assertStringIncludes(stderr, "only the newest 50 are shown");
    assertEquals(JSON.parse((await cli(["history", "--json", ...state])).stdout).length, 60);
    const more = await cli(["history", "--limit", "55", ...state]);
    assertEquals([more.stdout.trimEnd().split("\n").length, more.stderr], [56, ""]);
  }));

Deno.test("the history is where --state says, else SITEHAUL_STATE, else in the state folder of the user", () =>
  remembered(async (_, { state, second }) => {
    const found = async (args: readonly string[], variables: Record<string, string>) =>
      (await cli(["history", ...args], { variables })).stdout.includes(second);
    const elsewhere = join(state, "..", "elsewhere");
    assertEquals(await found(["--state", state], { SITEHAUL_STATE: elsewhere }), true);
    assertEquals(await found([], { SITEHAUL_STATE: state, HOME: elsewhere }), true);
    assertEquals(await found([], { SITEHAUL_STATE: elsewhere, XDG_STATE_HOME: state }), false);
    const home = join(state, "..", "home");
    await Deno.mkdir(join(home, ".local", "state"), { recursive: true });
    await Deno.rename(state, join(home, ".local", "state", "sitehaul"));
    assertEquals(await found([], { HOME: home }), true);
    const { status, stderr } = await cli(["history"]);
    assertEquals(status, 51);
    assertStringIncludes(stderr, "There is no folder for a history");
  }));
