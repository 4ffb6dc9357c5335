/** Copies that may go are removed as it was decided, and nothing else is. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { products } from "../../plugins/mod.ts";
import { connect } from "../../src/client/connect.ts";
import { drain } from "../../src/client/drain.ts";
import { RunRecord } from "../../src/fleet/job_record.ts";
import { pruneSite } from "../../src/fleet/prune_site.ts";
import { runSiteJob } from "../../src/fleet/site_job.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import { calendarOf } from "../../src/retention/calendar.ts";
import { planSite, type SitePolicies } from "../../src/retention/plan_site.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";

const ADDRESS = "https://www.example.com";
const DAY = 86_400_000;

/** A site with a backup a day, each in a folder of its own, all of them known. */
async function withBackups(days: number, dirOf = (id: number) => `${id}`) {
  const folder = await Deno.makeTempDir();
  let now = Date.UTC(2026, 10, 1, 3);
  const simulator = createSimulator({
    product: "joomla",
    version: "10.2.1",
    clock: () => new Date(now),
  });
  const requests: string[] = [];
  const transport = async (request: Request) => {
    const text = request.url + await request.clone().text();
    const [, method] = /(deleteFiles|getBackupInfo)/.exec(decodeURIComponent(text)) ?? [];
    if (method !== undefined) requests.push(method);
    return await simulator.handle(request);
  };
  const site = () => connect("www.example.com", { secret: DEFAULT_SECRET, transport, products });
  const history = await openHistory(join(folder, "state"), { clock: () => now });
  const onLoss = (error: unknown) => assert(false, String(error));
  for (let day = 0; day < days; day++) {
    const run = { command: "run", options: {}, sites: ["shop"] };
    const record = await RunRecord.begin(history, run, { clock: () => now, onLoss });
    const job = await record.job({ site: "shop", address: ADDRESS, profile: 1, attempt: 1 });
    const download = { folderFor: ({ id }: { id: number }) => join(folder, dirOf(id)) };
    await drain(runSiteJob(await site(), { download }, { record: job }));
    await job.end({ state: "ok" });
    await record.end();
    now += DAY;
  }
  const prune = async (policies: SitePolicies) => {
    const around = { calendar: calendarOf("UTC", Temporal), now };
    const plan = planSite(await Array.fromAsync(history.backups()), policies, around);
    const run = await history.beginRun({ command: "prune", options: {}, sites: ["shop"] });
    const writer = await run.beginJob({ site: "shop", address: ADDRESS, profile: 1, attempt: 1 });
    const pruned = await pruneSite(plan, { connect: site, writer });
    await writer.end({ state: "ok" });
    await run.end();
    return pruned;
  };
  const here = () =>
    [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name !== "state")
      .toSorted();
  const onSite = async () => {
    const records = await Array.fromAsync((await site()).records());
    return records.filter(({ meta }) => meta !== "obsolete").map(({ id }) => id).toSorted((a, b) =>
      a - b
    );
  };
  return { folder, history, simulator, requests, prune, here, onSite };
}

Deno.test("folders keep what the policy keeps, with everything that belongs to it, and nothing else goes", async () => {
  const { folder, history, prune, here } = await withBackups(5);
  await Deno.writeTextFile(join(folder, "1", "notes.txt"), "mine");
  const pruned = await prune({ copies: { keepLast: 2 }, server: undefined });
  assertEquals(pruned.map(({ keptFor }) => keptFor), [undefined, undefined, undefined]);
  assertEquals(here(), ["1", "4", "5"]);
  assertEquals([...Deno.readDirSync(join(folder, "1"))].map(({ name }) => name), ["notes.txt"]);
  const decisions = await Array.fromAsync(history.decisions());
  assertEquals(decisions.map(({ kind, done }) => [kind, done !== undefined]), [
    ["folder", true],
    ["folder", true],
    ["folder", true],
  ]);
  assertEquals(await prune({ copies: { keepLast: 2 }, server: undefined }), [], "once is enough");
});

Deno.test("the site's own copy goes only if another one was looked at again, and is as it was proven", async () => {
  const { folder, prune, onSite, history } = await withBackups(4);
  const [archive = ""] = [...Deno.readDirSync(join(folder, "2"))].map(({ name }) => name).filter((
    name,
  ) => name.endsWith(".jpa"));
  // One byte differs, and the size is the same.
  const path = join(folder, "2", archive);
  const bytes = await Deno.readFile(path);
  bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  await Deno.writeFile(path, bytes);
  const pruned = await prune({ copies: undefined, server: { keepLast: 1 } });
  assertEquals(await onSite(), [2, 4]);
  const kept = pruned.find(({ keptFor }) => keptFor !== undefined);
  assertEquals(kept?.copy.known.backup.record, 2);
  assertMatch(kept?.keptFor ?? "", /no verified copy elsewhere/);
  for await (const { kind, coveredBy } of history.decisions()) {
    assertEquals([kind, coveredBy !== undefined], ["site", true]);
  }
});

Deno.test("a copy that goes itself covers nothing", async () => {
  const { prune, onSite, here } = await withBackups(4);
  await prune({ copies: { keepLast: 1 }, server: { keepLast: 1 } });
  assertEquals([here(), await onSite()], [["4"], [1, 2, 3, 4]]);
});

Deno.test("a file that was replaced by that of a later backup is left alone", async () => {
  const { folder, prune } = await withBackups(3);
  const [archive = ""] = [...Deno.readDirSync(join(folder, "1"))].map(({ name }) => name).filter((
    name,
  ) => name.endsWith(".jpa"));
  const path = join(folder, "1", archive);
  const { size } = await Deno.stat(path);
  await Deno.writeFile(path, new Uint8Array(size));
  const pruned = await prune({ copies: { keepLast: 1 }, server: undefined });
  assertMatch(pruned.find(({ keptFor }) => keptFor)?.keptFor ?? "", /is not what was downloaded/);
  assertEquals((await Deno.stat(path)).size, size);
});

Deno.test("pinned backups stay until they are not pinned any more", async () => {
  const { history, prune, here } = await withBackups(3);
  for await (const { backup } of history.backups()) {
    if (backup.record === 1) await history.pin(backup.id, "before the move");
  }
  await prune({ copies: { keepLast: 1 }, server: undefined });
  assertEquals(here(), ["1", "3"]);
  for await (const { backup, pinned } of history.backups()) {
    if (backup.record !== 1) continue;
    assertEquals(pinned, "before the move");
    await history.pin(backup.id, undefined);
  }
  await prune({ copies: { keepLast: 1 }, server: undefined });
  assertEquals(here(), ["3"]);
});

Deno.test("who removed a copy by hand has removed it, and pruning says so without an error", async () => {
  const { folder, prune, here } = await withBackups(3);
  await Deno.remove(join(folder, "1"), { recursive: true });
  const pruned = await prune({ copies: { keepLast: 1 }, server: undefined });
  assertEquals(pruned.map(({ keptFor }) => keptFor), [undefined, undefined]);
  assertEquals(here(), ["3"]);
});
