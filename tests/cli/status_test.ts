/** `status` on the command line: what it prints, in each format, and with which exit status it ends. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { DAY, HOUR, NOW, type Record, recordIn } from "../status/recorded.ts";
import { inFolder } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli, type Ran, type Surroundings } from "./fake_world.ts";

const CONFIGURATION = `defaults: { expect: 26h }
sites:
  - { name: shop, url: "https://me:S3cret-of-the-shop@shop.example/", tags: [daily] }
  - { name: blog, url: https://blog.example }
  - { name: forum, url: https://forum.example, profile: 2, expect: 8d, tags: [daily] }
`;

async function fleet(job: Record): Promise<void> {
  await job(5 * HOUR, { seen: { product: "joomla", version: "10.2.1" } });
  await job(3 * DAY, { site: "blog" });
  await job(DAY, { site: "blog", state: "failed", message: "Unknown \u001b[31mhost\n\u202e" });
  await job(3 * DAY, { site: "forum", profile: 2 });
  await job(DAY, { site: "old" });
}

type Status = (args: readonly string[], around?: Surroundings) => Promise<Ran>;

/** A computer with a configuration and a history. */
function computer(
  test: (status: Status, folder: string) => Promise<void>,
  { record = fleet, configuration = CONFIGURATION } = {},
): Promise<void> {
  return inFolder(async (folder) => {
    const state = join(folder, "state");
    await (await recordIn(state, record))[Symbol.asyncDispose]();
    const file = join(folder, "sitehaul.yaml");
    await Deno.writeTextFile(file, configuration, { mode: 0o600 });
    const status: Status = (args, around = {}) =>
      cli(["status", "--config", file, "--state", state, ...args], {
        clock: () => NOW,
        ...around,
      });
    await test(status, folder);
  });
}

Deno.test("a line for each site, the worst first, then how many stand how", () =>
  computer(async (status) => {
    const { stdout, stderr, status: exit } = await status([]);
    assertEquals([exit, stderr], [0, ""]);
    assertEquals(stdout.replaceAll(/ +/g, " ").split("\n"), [
      "SITE STATE LAST GOOD SIZE TREND VERSION WHY",
      "blog failed 3 d 1000 B - - no verified backup for 3 d; expected every 26 h; failed: Unknown host",
      "shop ok 5 h 1000 B - 10.2.1",
      "forum ok 3 d 1000 B - -",
      "old not configured 24 h 1000 B - - not configured any more",
      "",
      "4 sites: 1 failed, 2 ok, 1 not configured",
      "",
    ]);
  }));

Deno.test("the table fits 50 and 80 columns, and colours only the state", () =>
  computer(async (status) => {
    for (const width of [50, 80]) {
      const { stdout } = await status([], { width, terminal: ALL_TERMINALS });
      // deno-lint-ignore no-control-regex
      const plain = stdout.replaceAll(/\u001b\[\d+m/g, "");
      const longest = Math.max(...plain.split("\n").map(({ length }) => length));
      assert(longest < width, `${longest}:\n${plain}`);
      const shown = stdout.replaceAll("\u001b", "ESC");
      assertMatch(shown, /blog +ESC\[31mfailed *ESC\[39m/);
      assertMatch(shown, /shop +ESC\[32mok *ESC\[39m/);
      assertStringIncludes(plain, "expected every 26");
    }
  }));

Deno.test("some sites are chosen by name or tag; what left the configuration is no part of them", () =>
  computer(async (status) => {
    const names = async (...args: readonly string[]) => {
      const { sites } = JSON.parse((await status([...args, "--json"])).stdout);
      return sites.map(({ site }: { site: string }) => site);
    };
    assertEquals(await names("SHOP"), ["shop"]);
    assertEquals(await names("--tag", "daily"), ["shop", "forum"]);
    assertEquals(await names("*o*", "--exclude", "tag:daily"), ["blog"]);
    assertEquals((await status(["shpo"])).status, 35);
  }));

Deno.test("--fail-if-older expects the same of all sites, and exits with 121 and the count", () =>
  computer(async (status) => {
    assertEquals((await status(["shop", "--fail-if-older", "26h"])).status, 0);
    const { status: exit, stderr, stdout } = await status(["--fail-if-older", "26h"]);
    assertEquals(exit, 121);
    assertMatch(stderr, /^sitehaul: 2 of 3 sites have no verified backup of the last 26h\n/);
    assertStringIncludes(stdout, "no verified backup for 3 d; expected every 26 h");
    const json = JSON.parse((await status(["--fail-if-older", "26h", "--json"])).stdout);
    assertEquals([json.error.code, json.error.exit], ["status/stale", 121]);
    const wrong = await status(["--fail-if-older", "3m"]);
    assertEquals(wrong.status, 2);
    assertMatch(wrong.stderr, /3m could be minutes or months/);
  }));

Deno.test("a site that was never backed up, or whose age is unknown, is older than anything", async () => {
  for (const record of [async () => {}, (job: Record) => job(-DAY)]) {
    await computer(async (status) => {
      assertEquals((await status(["shop", "--fail-if-older", "10y"])).status, 121);
    }, { record });
  }
});

Deno.test("JSON says the same with --json and --format json, without passwords", () =>
  computer(async (status) => {
    const { stdout } = await status(["--json"]);
    assertEquals((await status(["--format", "json"])).stdout, stdout);
    assert(!stdout.includes("S3cret"));
    const { schema, at, level, sites: [blog, shop] } = JSON.parse(stdout);
    assertEquals([schema, at, level], [1, "2026-11-28T08:00:00.000Z", "failed"]);
    assertEquals(
      [blog.verdict, blog.age, blog.expect, blog.fresh, blog.failures, blog.failure.message],
      ["failed", 3 * 86_400, 93_600, false, 1, "Unknown \u001b[31mhost\n\u202e"],
    );
    assertEquals([shop.address, shop.lastGood.time, shop.tlsExpires], [
      "https://shop.example/",
      "2026-11-28T03:00:00.000Z",
      null,
    ]);
  }));

Deno.test("--format nagios exits as a plugin does, and says nothing on standard error", () =>
  computer(async (status) => {
    const plugin = async (...args: readonly string[]) => {
      const { stdout, stderr, status: exit } = await status([...args, "--format", "nagios"]);
      return [exit, stderr, /^SITEHAUL (\w+) - /.exec(stdout)?.[1]];
    };
    assertEquals(await plugin("shop"), [0, "", "OK"]);
    assertEquals(await plugin("blog"), [2, "", "CRITICAL"]);
    assertEquals(await plugin("shop", "--fail-if-older", "1h"), [2, "", "CRITICAL"]);
    // A status of 2 would be taken for critical.
    assertEquals(await plugin("nobody"), [3, "", "UNKNOWN"]);
    assertEquals(await plugin("--wrong"), [3, "", "UNKNOWN"]);
    assertEquals(await plugin("--json"), [3, "", "UNKNOWN"]);
    assertEquals(await plugin("--config", "/nowhere/sitehaul.yaml"), [3, "", "UNKNOWN"]);
  }));

Deno.test("metrics are printed as they are, and a failure is told beside them", () =>
  computer(async (status) => {
    const all = await status(["--format", "openmetrics"]);
    assertEquals([all.status, all.stderr], [0, ""]);
    assertMatch(all.stdout, /^# HELP sitehaul_/);
    assertMatch(all.stdout, /\n# EOF\n$/);
    const late = await status(["--format", "openmetrics", "--fail-if-older", "1h"]);
    assertEquals(late.status, 121);
    assertMatch(late.stdout, /\n# EOF\n$/);
    assertMatch(late.stderr, /^sitehaul: 3 of 3 sites have no verified backup/);
  }));

Deno.test("without a configuration, sites that are backed up by their address are shown", () =>
  inFolder(async (folder) => {
    const state = join(folder, "state");
    const record = (job: Record) =>
      job(3 * HOUR, { site: "www.example.com", address: "https://www.example.com" });
    await (await recordIn(state, record))[Symbol.asyncDispose]();
    const around = { clock: () => NOW, folder, variables: { SITEHAUL_STATE: state } };
    const { stdout, status } = await cli(["status"], around);
    assertEquals(status, 0);
    assertMatch(stdout, /^SITE .*\nwww\.example\.com +ok +3 h /);
    assertEquals((await cli(["status", "--fail-if-older", "2h"], around)).status, 121);
  }));

Deno.test("a clock that was set back is a warning of its own", () =>
  computer(async (status) => {
    const { stdout, stderr } = await status([]);
    assertMatch(stderr, /^warning: The clock of this computer was set back/);
    assertMatch(stdout, /\nshop +unknown +unknown /);
  }, { record: (job) => job(-DAY) }));

Deno.test("a history that cannot be used is an error with its own status", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "state"), { mode: 0o700 });
    await Deno.writeTextFile(join(folder, "state", "history.sqlite"), "this is no database", {
      mode: 0o600,
    });
    const { status, stderr } = await cli(["status", "--state", join(folder, "state")], { folder });
    assertEquals(status, 51);
    assertMatch(stderr, /^sitehaul: .*history/);
  }));
