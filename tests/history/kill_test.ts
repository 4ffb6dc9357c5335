/** A process that is killed while it writes: what was acknowledged is kept, and the rest is as before. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import type { BackupHistory } from "../../src/history/history.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import { inFolder } from "../support/in_folder.ts";
import { BACKUP, begin } from "./conformance/facts.ts";

const PROGRAM = fileURLToPath(new URL("programs/record.ts", import.meta.url));

/** What the program said before its end, by what it was about. */
type Said = ReadonlyMap<string, unknown>;

async function record(folder: string, ...more: readonly string[]) {
  const { stdout, stderr, signal } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", PROGRAM, folder, ...more],
  }).output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n").filter((line) => line !== "");
  const said = new Map<string, unknown>();
  for (const line of lines) {
    const { what, value }: { what: string; value: unknown } = JSON.parse(line);
    said.set(what, value);
  }
  return { said, signal, complaints: new TextDecoder().decode(stderr) };
}

/** Whoever opens the history after the program has ended. */
async function check(history: BackupHistory, said: Said, atWrite: string): Promise<void> {
  const interrupted = await history.interrupted();
  const runs = await Array.fromAsync(history.runs());
  const [second, first] = runs.length > 1 ? runs : [undefined, runs[0]];
  // Nothing runs any more.
  const open = [...runs, ...await Array.fromAsync(history.jobs())]
    .filter(({ state, ended }) => state === "running" || ended === undefined);
  assertEquals(open, [], atWrite);
  if (said.has("run")) assert(runs.some(({ id }) => id === said.get("run")), atWrite);
  if (said.has("first ended")) assertEquals(first?.state, "done", atWrite);
  if (said.has("second ended")) assertEquals(second?.state, "done", atWrite);
  assertEquals(
    interrupted.map(({ id }) => id),
    runs.filter(({ state }) => state === "interrupted").map(({ id }) => id),
    atWrite,
  );
  assertEquals(interrupted.length, runs.at(0)?.state === "interrupted" ? 1 : 0, atWrite);
  if (said.has("failed")) {
    const jobs = await Array.fromAsync(history.jobs({ run: first?.id }));
    assertEquals(jobs.map(({ state, message }) => [state, message]), [["failed", "No reply"]]);
  }
  if (said.has("job")) await checkJob(history, said, `${second?.id}`, atWrite);
}

async function checkJob(history: BackupHistory, said: Said, run: string, atWrite: string) {
  const [job, ...others] = await Array.fromAsync(history.jobs({ run }));
  assertEquals([job?.id, others], [said.get("job"), []], atWrite);
  if (said.has("stage")) assertEquals(job?.stage, "backup", atWrite);
  if (said.has("backup")) assertEquals(job?.backup?.archive, BACKUP.archive, atWrite);
  const [copy] = await history.copies(job?.backup?.id ?? -1);
  if (said.has("copy")) assertEquals(copy?.id, said.get("copy"), atWrite);
  if (said.has("proof")) assertEquals(copy?.proof?.verdict, "good", atWrite);
  if (said.has("warning")) assertEquals(job?.warnings, ["a warning"], atWrite);
  if (said.has("seen")) assertEquals((await history.seen("shop"))?.version, "10.2.1", atWrite);
  const [decision] = await Array.fromAsync(history.decisions({ run }));
  if (said.has("removing")) assertEquals(decision?.rule, "--delete-remote", atWrite);
  // What was done is never known without what was decided, and both say the same.
  assertEquals(copy?.removed !== undefined, decision?.done !== undefined, atWrite);
  if (said.has("removed")) assert(copy?.removed !== undefined, atWrite);
  assertEquals(job?.state, said.has("ended") ? "warnings" : job?.state, atWrite);
  assert(["warnings", "interrupted"].includes(job?.state ?? ""), atWrite);
}

Deno.test("killed at any of its writes, a history opens, and holds what was acknowledged", async () => {
  const whole = await inFolder(async (folder) => {
    const { said, complaints } = await record(folder);
    assert(said.has("closed"), complaints);
    const history = await openHistory(folder);
    await check(history, said, "without a kill");
    await history.close();
    return Number(said.get("closed"));
  });
  assert(whole > 40, `${whole} writes`);
  let heard = 0;
  for (let write = 1; write <= whole; write++) {
    await inFolder(async (folder) => {
      const atWrite = `killed at write ${write} of ${whole}`;
      const { said, signal, complaints } = await record(folder, String(write));
      assertEquals([signal, complaints], ["SIGKILL", ""], atWrite);
      const history = await openHistory(folder);
      await check(history, said, atWrite);
      // It goes on being used.
      await (await begin(history)).end();
      await history.close();
      heard = Math.max(heard, said.size);
    });
  }
  assert(heard > 12, `${heard} acknowledgements`);
});
