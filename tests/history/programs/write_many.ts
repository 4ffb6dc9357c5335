/**
 * Records jobs, as many as are wanted, and stays with its run open until it is killed, if that is wanted.
 *
 *     write_many.ts FOLDER SITE JOBS [stay]
 */
import process from "node:process";
import { openHistory } from "../../../src/history/sqlite.ts";
import { begin, goodJob, SHOP } from "../conformance/facts.ts";

const [folder = "", site = "", jobs = "0", stay] = process.argv.slice(2);
const history = await openHistory(folder);
const run = await begin(history, [site]);
for (let record = 1; record <= Number(jobs); record++) {
  await goodJob(run, { record, archive: `${record}.jpa` }, { site, address: `https://${site}` });
}
if (stay !== undefined) {
  await run.beginJob({ ...SHOP, site });
  process.stdout.write(`${run.id}\n`);
  setInterval(() => {}, 1000);
} else {
  await run.end();
  await history.close();
}
