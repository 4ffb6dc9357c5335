/** What the history knows of a download that proved to be damaged. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { products } from "../../plugins/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { connect } from "../../src/client/connect.ts";
import { drain } from "../../src/client/drain.ts";
import { RunRecord } from "../../src/fleet/job_record.ts";
import { runSiteJob } from "../../src/fleet/site_job.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import { createSimulator, DEFAULT_SECRET, partOf } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";

const quiet = { clock: Date.now, onLoss: (error: unknown) => assert(false, String(error)) };

Deno.test("a download that is damaged is known as bad, and an older copy in its place as gone", async () => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const site = await connect("www.example.com", {
    secret: DEFAULT_SECRET,
    transport: simulator.handle,
    products,
  });
  const history = await openHistory(await Deno.makeTempDir());
  const dir = await Deno.makeTempDir();
  const run = await RunRecord.begin(
    history,
    { command: "run", options: {}, sites: ["shop"] },
    quiet,
  );
  const back = async (record?: number) => {
    const job = await run.job({
      site: "shop",
      address: "//www.example.com/",
      profile: 1,
      attempt: 1,
    });
    return await drain(
      runSiteJob(site, { record, download: { folderFor: () => dir } }, { record: job }),
    );
  };
  const { record: first } = await back();
  const { id } = await drain(site.takeBackup());
  const second = simulator.site.record(id);
  assert(second !== undefined);
  // Where archives have a fixed name.
  second.archive = first.archive;
  second.parts = await Promise.all(second.parts.map(async ({ size, read }) => {
    const bytes = seededBytes(size, 9);
    bytes.set(await read(0, 30));
    return partOf(first.archive, bytes);
  }));
  const error = await assertRejects(() => back(id), SitehaulError);
  assertEquals(error.code, "archive/damaged");
  const known = await Array.fromAsync(history.backups());
  const copies = known.flatMap((each) => each.copies).filter(({ kind }) => kind === "folder");
  assertEquals(copies.map(({ proof, removed }) => [proof?.verdict, removed !== undefined]), [
    ["good", true],
    ["bad", false],
  ]);
  await run.end();
  await history.close();
});
