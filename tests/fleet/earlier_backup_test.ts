/** What a job does with the backup that an interrupted run has completed. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { products } from "../../plugins/mod.ts";
import { connect } from "../../src/client/connect.ts";
import { drain } from "../../src/client/drain.ts";
import { fileRunMemory } from "../../src/client/file_run_memory.ts";
import type { EarlierBackup } from "../../src/fleet/earlier_backup.ts";
import { RunRecord } from "../../src/fleet/job_record.ts";
import { leftOf } from "../../src/fleet/resume.ts";
import { runSiteJob, type SiteWork } from "../../src/fleet/site_job.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";

const quiet = { clock: Date.now, onLoss: (error: unknown) => assert(false, String(error)) };
const shop = { site: "shop", address: "https://www.example.com", profile: 1, attempt: 1 };

/** A simulated site and jobs there; each is left at an event, or comes to its end. */
async function simulated() {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const transport = simulator.handle;
  const history = await openHistory(await Deno.makeTempDir());
  const dir = await Deno.makeTempDir();
  const runs = fileRunMemory(await Deno.makeTempDir());
  const site = () =>
    connect("www.example.com", { secret: DEFAULT_SECRET, transport, products, runs });
  const begin = async (earlier?: EarlierBackup, resumes?: string, of = shop) => {
    const about = { command: "run", options: {}, sites: ["shop"], resumes };
    const run = await RunRecord.begin(history, about, quiet);
    return { run, job: await run.job(of, earlier) };
  };
  const download = { folderFor: () => dir };
  const records = async () => (await Array.fromAsync((await site()).records())).map(({ id }) => id);
  /** Runs until an event, and gives what is left to do then. */
  const left = async (moment: string | number, work: SiteWork) => {
    const { run, job } = await begin();
    let nth = 0;
    for await (const event of runSiteJob(await site(), work, { record: job })) {
      if (event.type === moment || ++nth === moment) break;
    }
    await run.end("interrupted");
    const [found] = await history.interrupted();
    assert(found !== undefined);
    const [one] = await leftOf(history, found);
    assert(one !== undefined);
    return { ...one, run: run.id };
  };
  /** Runs to the end. */
  const goOn = async (
    earlier: EarlierBackup | undefined,
    work: SiteWork,
    resumes?: string,
    of = shop,
  ) => {
    const { run, job } = await begin(earlier, resumes, of);
    const types: string[] = [];
    const result = await drain(
      runSiteJob(await site(), work, { record: job }),
      (event) => types.push(event.type),
    );
    await job.end({ state: "ok" });
    await run.end();
    return { ...result, types };
  };
  return { simulator, history, download, records, left, goOn };
}

Deno.test("a job that was killed after the server's copy was gone is done, and says where its copy is", async () => {
  const { history, download, records, left, goOn } = await simulated();
  const work = { download: { ...download, deleteRemote: true } };
  const { earlier, run } = await left("deleted", work);
  const { types, fetched, done, record } = await goOn(earlier, work, run);
  assertEquals([types, fetched, record.id, await records()], [[], undefined, 1, [1]]);
  assertEquals([done?.copy.place, done?.copy.files.length], [download.folderFor(), 1]);
  assert((done?.files ?? 0) > 0);
  const [group] = await Array.fromAsync(history.groups());
  const copies = group?.lastBackup?.copies ?? [];
  assertEquals(copies.map(({ kind, removed }) => [kind, removed !== undefined]), [
    ["site", true],
    ["folder", false],
  ]);
  await history.close();
});

Deno.test("a backup whose files are gone before any copy was proven is taken anew", async () => {
  const { simulator, history, download, records, left, goOn } = await simulated();
  const { earlier, run } = await left("finished", { download });
  assertEquals([earlier?.record, earlier?.proven], [1, undefined]);
  const record = simulator.site.record(1);
  assert(record !== undefined);
  record.parts.length = 0;
  const { fetched } = await goOn(earlier, { download }, run);
  assertEquals([fetched?.report?.ok, await records()], [true, [2, 1]]);
  await history.close();
});

Deno.test("a copy that is gone here, too, is no backup: another one is taken", async () => {
  const { history, download, records, left, goOn } = await simulated();
  const work = { download: { ...download, deleteRemote: true } };
  const { earlier, run } = await left("deleted", work);
  const [file] = earlier?.proven?.copy.files ?? [];
  assert(file !== undefined);
  // As long as it was, but not what it was.
  await Deno.writeFile(join(download.folderFor(), file.name), new Uint8Array(file.size));
  const { done, fetched } = await goOn(earlier, work, run);
  assertEquals([done, fetched?.report?.ok, await records()], [undefined, true, [2, 1]]);
  await history.close();
});

Deno.test("a backup of another profile than the one that is wanted by now is not taken for it", async () => {
  const { simulator, history, records, left, goOn } = await simulated();
  simulator.site.profiles.push({ id: 2, name: "Database only" });
  const { earlier, run } = await left("finished", {});
  const of = { ...shop, profile: 2 };
  const { taken } = await goOn(earlier, { profile: 2 }, run, of);
  assertEquals([taken?.profile, await records()], [2, [2, 1]]);
  const known = await Array.fromAsync(history.backups());
  assertEquals(known.map(({ backup }) => [backup.record, backup.profile]), [[1, 1], [2, 2]]);
  // The site says it as well, to whoever does not know it.
  assert(earlier !== undefined);
  const unknown = { ...earlier, profile: undefined };
  assertEquals((await goOn(unknown, { profile: 2 }, undefined, of)).taken?.id, 3);
  await history.close();
});

Deno.test("a part that was fetched in two ways is one file of the copy", async () => {
  const { simulator, history, download, left } = await simulated();
  const alter = (bytes: Uint8Array) => bytes.map((byte) => byte === 0x0a ? 0x20 : byte);
  simulator.arm({ match: { method: "downloadDirect" }, alter, keepLength: true });
  const { earlier } = await left("deleted", { download: { ...download, deleteRemote: true } });
  const files = earlier?.proven?.copy.files ?? [];
  assertEquals(files.length, 1);
  const [group] = await Array.fromAsync(history.groups());
  assertEquals(group?.lastGood?.copy.proof?.bytes, files[0]?.size);
  await history.close();
});

Deno.test("another backup that has got the same number is not taken for it", async () => {
  const { history, download, records, left, goOn } = await simulated();
  const { earlier, run } = await left("finished", { download });
  assert(earlier !== undefined);
  const { taken } = await goOn({ ...earlier, archive: "site-before-the-restore.jpa" }, {}, run);
  assertEquals([taken?.id, await records()], [2, [2, 1]]);
  await history.close();
});

Deno.test("a backup that the site has no record of is taken anew", async () => {
  const { history, records, left, goOn } = await simulated();
  const { earlier, run } = await left("finished", {});
  assert(earlier !== undefined);
  const { taken } = await goOn({ ...earlier, record: 77 }, {}, run);
  assertEquals([taken?.id, await records()], [2, [2, 1]]);
  await history.close();
});

Deno.test("what was in doubt or warned of stays so in another run", async () => {
  const { simulator, history, download, left, goOn } = await simulated();
  const { earlier, run } = await left("finished", { download });
  assert(earlier !== undefined);
  const doubtful = { ...earlier, guessedSteps: 2, warnings: ["a file was unreadable"] };
  const work = { download: { ...download, verify: false, deleteRemote: true } };
  const { fetched, doubt, warnings } = await goOn(doubtful, work, run);
  assertEquals([doubt, warnings], ["guess", ["a file was unreadable"]]);
  assertEquals([fetched?.deletedRemote, simulator.site.record(1)?.parts.length], [false, 1]);
  const [job] = await Array.fromAsync(history.jobs());
  assertEquals([job?.backup?.guessedSteps, job?.warnings], [2, ["a file was unreadable"]]);
  await history.close();
});

Deno.test("of a run that was resumed and interrupted again, what the first one had completed is known", async () => {
  const { history, left } = await simulated();
  const { run } = await left("finished", {});
  const about = { command: "run", options: {}, sites: ["shop"], resumes: run };
  const again = await RunRecord.begin(history, about, quiet);
  await again.end("interrupted");
  const facts = await history.run(again.id);
  assert(facts !== undefined);
  assertEquals((await leftOf(history, facts)).map(({ earlier }) => earlier?.record), [1]);
  await history.close();
});

Deno.test("wherever a job is left, another run brings it to its end: one backup, proven here, and gone there", async () => {
  let [types, moment]: [readonly string[], number] = [["none yet"], 0];
  for (; types.length > 0; moment++) {
    const { simulator, history, download, records, left, goOn } = await simulated();
    const work = { download: { ...download, deleteRemote: true } };
    const { earlier, run } = await left(moment + 1, work);
    const { fetched, done, ...rest } = await goOn(earlier, work, run);
    types = rest.types;
    const where = `after event ${moment + 1}`;
    assertEquals([where, await records()], [where, [1]]);
    assertEquals([where, simulator.overlaps], [where, 1]);
    assert(fetched?.deletedRemote === true || done !== undefined, where);
    assertEquals([where, simulator.site.record(1)?.parts.length], [where, 0]);
    const [group] = await Array.fromAsync(history.groups());
    assertEquals([where, group?.lastGood?.copy.proof?.depth], [where, "read"]);
    await history.close();
  }
  assert(moment > 8, `${moment}`);
});
