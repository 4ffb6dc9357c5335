/**
 * Records two runs and says on standard output what was acknowledged; kills itself at a write.
 *
 *     record.ts FOLDER [NUMBER OF THE WRITE]
 */
import { writeSync } from "node:fs";
import process from "node:process";
import { openHistory } from "../../../src/history/sqlite.ts";
import { BACKUP, begin, FILES, READ, SHOP } from "../conformance/facts.ts";

const [folder = "", fatal] = process.argv.slice(2);
let writes = 0;

/** Not through a buffer, which would die with the process. */
function say(what: string, value: unknown = null): void {
  writeSync(1, `${JSON.stringify({ what, value })}\n`);
}

const history = await openHistory(folder, {
  onWrite: () => {
    if (++writes === Number(fatal)) process.kill(process.pid, "SIGKILL");
  },
});
say("opened");
const first = await begin(history, ["shop"]);
say("run", first.id);
const done = await first.beginJob(SHOP);
await done.end({ state: "failed", code: "network/timeout", message: "No reply" });
say("failed", done.id);
await first.end();
say("first ended", first.id);

const second = await begin(history, ["shop", "blog"]);
say("run", second.id);
const job = await second.beginJob(SHOP);
say("job", job.id);
await job.stage("backup");
say("stage", "backup");
const backup = await job.backup(BACKUP);
say("backup", backup);
const copy = await job.copy(backup, { kind: "site", place: "", files: FILES });
say("copy", copy);
await job.proof(copy, READ);
say("proof", copy);
await job.warn("a warning");
say("warning", "a warning");
await job.observe({ product: "joomla", version: "10.2.1" });
say("seen", "10.2.1");
await job.removing(copy, { rule: "--delete-remote" });
say("removing", copy);
await job.removed(copy);
say("removed", copy);
await job.end({ state: "warnings" });
say("ended", job.id);
await second.end();
say("second ended", second.id);
await history.close();
say("closed", writes);
