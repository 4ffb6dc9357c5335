// deno-lint-ignore-file no-console -- an example prints
/**
 * Backs up several sites at once, remembers what was done, and says how they stand.
 *
 *     deno run --allow-net --allow-read --allow-write --allow-env --allow-sys examples/fleet.ts
 *
 * Without sites of your own it takes three simulated ones.
 */
import { join } from "node:path";
import { connect, drain, fileRunMemory } from "@sitehaul/sitehaul";
import {
  type FleetJob,
  openHistory,
  runFleet,
  runSiteJob,
  type SiteJobResult,
} from "@sitehaul/sitehaul/fleet";
import { createSimulator, DEFAULT_SECRET } from "@sitehaul/sitehaul/simulator";

const folder = await Deno.makeTempDir();
/** Where backups that are being taken are noted, so that an interrupted one is taken up again. */
const runs = fileRunMemory(join(folder, "state", "backups"));

/** What is done on a site: the backup, its download, and reading the archive to its end. */
function job(name: string): FleetJob<SiteJobResult> {
  const address = `https://${name}.example`;
  const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
  return {
    site: name,
    address,
    profile: 1,
    async run({ emit, record, signal, stop }) {
      const site = await connect(address, { secret: DEFAULT_SECRET, transport, signal, runs });
      const work = { download: { folderFor: () => join(folder, name) } };
      const result = await drain(runSiteJob(site, work, { record, signal, stop }), emit);
      return { state: result.warnings.length === 0 ? "ok" : "warnings", result };
    },
  };
}

const history = await openHistory(join(folder, "state"));
// By these, programs and commands that use the same folder keep away from each other's sites.
const locks = join(folder, "state", "locks");
const jobs = ["shop", "blog", "forum"].map(job);
// The names of these hosts mean nothing: each is a server of its own.
const resolve = (host: string) => Promise.resolve(host);
for await (const event of runFleet({ jobs, history, locks, concurrency: 2, resolve })) {
  if (event.type !== "job-ended") continue;
  console.log(`${event.site}: ${event.outcome.error?.message ?? event.outcome.state}`);
}
for await (const { site, lastGood } of history.groups()) {
  const { record, size } = lastGood?.backup ?? {};
  console.log(`${site}: backup ${record} of ${size} bytes is here, and read to its end`);
}
await history.close();
await Deno.remove(folder, { recursive: true });
