/** What the history knows after the commands for one site. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { lockSite } from "../../src/fleet/site_lock.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { OTHER, simulate, SITE } from "./backup_sites.ts";

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

Deno.test("before a copy on the server goes, the history says so, and what covers it", () =>
  inFolder(async (folder) => {
    const { run, simulator } = simulate();
    const state = join(folder, "state");
    const decided: unknown[] = [];
    const transport = async (request: Request) => {
      const body = await request.clone().text();
      if (/deleteFiles/.test(request.url + decodeURIComponent(body))) {
        const history = await openHistory(state);
        for await (const { rule, coveredBy, done, kind } of history.decisions()) {
          decided.push([rule, kind, done, coveredBy !== undefined]);
        }
        await history.close();
      }
      return await simulator.handle(request);
    };
    const variables = { SITEHAUL_SECRET: DEFAULT_SECRET };
    const words = ["backup", SITE, "--download", "--delete-remote", "--dir", folder];
    const { status, stderr } = await run([...words, "--state", state], { transport, variables });
    assertEquals(status, 0, stderr);
    assertEquals(decided, [["deleteRemote", "site", undefined, true]]);
    const history = await openHistory(state);
    const [decision] = await Array.fromAsync(history.decisions());
    assert(decision?.done !== undefined, "afterwards it says when");
    const [group] = await Array.fromAsync(history.groups());
    assertEquals(group?.lastGood?.copy.kind, "folder");
    await history.close();
  }));

Deno.test("a backup that fails is remembered with its reason, and one without a trace is not", () =>
  inFolder(async (folder) => {
    const { run } = simulate();
    const state = join(folder, "state");
    const variables = { SITEHAUL_SECRET: "wrong", SITEHAUL_STATE: state };
    assertEquals((await run(["backup", SITE, "--no-history"], { variables })).status, 42);
    assertEquals(await isThere(state), false);
    assertEquals((await run(["backup", SITE], { variables })).status, 42);
    const history = await openHistory(state);
    const [job] = await Array.fromAsync(history.jobs());
    assertEquals([job?.state, job?.code], ["failed", "auth/denied"]);
    await history.close();
  }));

Deno.test("a history that cannot be written is a warning, and the backup is taken", () =>
  inFolder(async (folder) => {
    const { run } = simulate();
    const state = join(folder, "state");
    await Deno.mkdir(state, { mode: 0o700 });
    await Deno.writeTextFile(join(state, "history.sqlite"), "this is no database, but it is mine");
    const { status, stderr } = await run(["backup", SITE, "--state", state]);
    assertEquals(status, 0);
    assertMatch(stderr, /warning: this is not remembered: .*history\.sqlite/);
    assertEquals(stderr.match(/not remembered/g)?.length, 1);
  }));

Deno.test("a backup is remembered under the profile that it was taken with, wherever that is chosen", () =>
  inFolder(async (folder) => {
    const profiles = [{ id: 1, name: "Everything" }, { id: 2, name: "Database" }];
    const [shop, blog] = [simulate({ profiles }), simulate({ profiles })];
    const transport = (request: Request) =>
      (request.url.startsWith(OTHER) ? blog : shop).simulator.handle(request);
    const config = join(folder, "sitehaul.yaml");
    const site = (name: string, url: string) =>
      `  - { name: ${name}, url: "${url}", credential: { secret: "${DEFAULT_SECRET}" } }\n`;
    const text = `defaults: { profile: 2 }\nsites:\n${site("shop", SITE)}${site("blog", OTHER)}`;
    await Deno.writeTextFile(config, text, { mode: 0o600 });
    const state = join(folder, "state");
    for (const names of [["shop"], ["shop", "blog"], ["shop", "blog", "--profile", "1"]]) {
      const words = ["backup", ...names, "--state", state, "--config", config];
      const { status, stderr } = await shop.run(words, { transport, variables: {} });
      assertEquals(status, 0, stderr);
    }
    const history = await openHistory(state);
    const jobs = await Array.fromAsync(history.jobs());
    assertEquals(jobs.map(({ profile }) => profile).toReversed(), [2, 2, 2, 1, 1]);
    await history.close();
  }));

Deno.test("a site that another run is at work on is left alone, unless --force is given", () =>
  inFolder(async (folder) => {
    const { run, simulator } = simulate();
    const state = join(folder, "state");
    const variables = { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_STATE: state };
    const lock = await lockSite(join(state, "locks"), SITE);
    assert(lock);
    const { status, stderr } = await run(["backup", SITE], { variables });
    assertEquals([status, simulator.site.records.length], [101, 0]);
    assertMatch(stderr, /^sitehaul: Another run of sitehaul on this computer .*\nhint: .*--force/);
    assertEquals((await run(["backup", SITE, "--force"], { variables })).status, 0);
    lock.close();
    assertEquals((await run(["backup", SITE], { variables })).status, 0);
  }));
