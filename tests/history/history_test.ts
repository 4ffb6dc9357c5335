import { assertEquals } from "@std/assert";
import { openHistory } from "../../src/history/sqlite.ts";

const SHOP = { site: "shop", address: "https://shop.example", profile: 1, attempt: 1 };
const BACKUP = {
  record: 41,
  begun: 1000,
  archive: "site.jpa",
  size: 10,
  parts: 1,
  guessedSteps: 0,
  listChecked: true,
};

Deno.test("what was recorded of a run is known to whoever opens the history later", async () => {
  const folder = await Deno.makeTempDir();
  let now = 5000;
  const first = await openHistory(folder, { clock: () => now++ });
  const run = await first.beginRun({ command: "run", options: { profile: 1 }, sites: ["shop"] });
  const job = await run.beginJob(SHOP);
  await job.stage("backup");
  const backup = await job.backup(BACKUP);
  const files = [{ name: "site.jpa", size: 10, sha256: "ab" }];
  const copy = await job.copy(backup, { kind: "folder", place: "/backups", files });
  await job.proof(copy, { depth: "read", verdict: "good", files: 3, bytes: 10 });
  await job.warn("a warning");
  await job.observe({ product: "joomla", version: "10.2.1", level: 900 });
  await job.end({ state: "warnings" });
  await run.end();
  await first.close();

  const second = await openHistory(folder);
  const [found] = await Array.fromAsync(second.runs());
  assertEquals(found?.state, "done");
  assertEquals(found?.counts, { ok: 0, warnings: 1, failed: 0, skipped: 0, interrupted: 0 });
  const [group] = await Array.fromAsync(second.groups());
  assertEquals(group?.jobs.map(({ state, warnings }) => [state, warnings]), [
    ["warnings", ["a warning"]],
  ]);
  assertEquals(group?.lastGood?.copy.proof?.verdict, "good");
  assertEquals(group?.sizes, [10]);
  assertEquals(group?.seen?.version, "10.2.1");
  assertEquals(await second.interrupted(), []);
  await second.close();
});

Deno.test("failures since the last success are counted, and a good backup survives them", async () => {
  const history = await openHistory(await Deno.makeTempDir());
  const run = await history.beginRun({ command: "run", options: {}, sites: ["shop"] });
  for (const state of ["failed", "ok", "failed", "skipped", "failed"] as const) {
    const job = await run.beginJob(SHOP);
    if (state === "ok") {
      const copy = await job.copy(await job.backup(BACKUP), { kind: "site", place: "", files: [] });
      await job.proof(copy, { depth: "read", verdict: "good", files: 3, bytes: 10 });
    }
    await job.end({ state });
  }
  await run.end();
  const [group] = await Array.fromAsync(history.groups());
  assertEquals([group?.failuresInARow, group?.lastGood?.backup.record], [2, 41]);
  await history.close();
});

Deno.test("a run whose process lives is not interrupted, and one that let go is", async () => {
  const folder = await Deno.makeTempDir();
  const one = await openHistory(folder);
  const run = await one.beginRun({ command: "run", options: {}, sites: ["shop"] });
  await run.beginJob(SHOP);
  const other = await openHistory(folder);
  assertEquals(await other.interrupted(), []);
  await run.end("interrupted");
  const [found] = await other.interrupted();
  assertEquals([found?.id, found?.counts.interrupted], [run.id, 1]);
  const second = await other.beginRun({
    command: "resume",
    options: {},
    sites: [],
    resumes: run.id,
  });
  await second.end();
  assertEquals(await one.interrupted(), []);
  await one.close();
  await other.close();
});
