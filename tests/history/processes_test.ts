/** Several processes with one history. */
import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import type { FileLock } from "../../src/files/file_lock.ts";
import { lockRun } from "../../src/history/run_lock.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder } from "../support/in_folder.ts";
import { begin } from "./conformance/facts.ts";

const PROGRAM = fileURLToPath(new URL("programs/write_many.ts", import.meta.url));

function start(...args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", PROGRAM, ...args],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

Deno.test("processes that write at once, from the first moment on, lose nothing, and may be read meanwhile", () =>
  inFolder(async (folder) => {
    const sites = ["one", "two", "three"];
    // Nobody has made the tables yet: all of them try to.
    const ended = Promise.all(sites.map((site) => start(folder, site, "150").output()));
    let isOver = false;
    const over = ended.then(() => {
      isOver = true;
    });
    const history = await openHistory(folder);
    let most = 0;
    while (!isOver) {
      let jobs = 0;
      for await (const { state, backup } of history.jobs()) {
        // A job that has ended has all that it wrote before.
        if (state === "ok") assert(backup !== undefined);
        jobs++;
      }
      assert(jobs >= most, "jobs that were there are gone");
      most = jobs;
      await new Promise((resolve) => setTimeout(resolve));
    }
    await over;
    assertEquals((await ended).map(({ success }) => success), [true, true, true]);
    const groups = await Array.fromAsync(history.groups());
    assertEquals(groups.map(({ site }) => site), sites.toSorted());
    for (const site of sites) {
      const jobs = await Array.fromAsync(history.jobs({ sites: [site] }));
      assertEquals([jobs.length, jobs.every(({ state }) => state === "ok")], [150, true]);
    }
    const runs = await Array.fromAsync(history.runs());
    assertEquals(runs.map(({ state }) => state), ["done", "done", "done"]);
    await history.close();
  }));

Deno.test("a run of another process lives until that is killed, and is interrupted at once then", () =>
  inFolder(async (folder) => {
    const child = start(folder, "shop", "1", "stay");
    const reader = child.stdout.getReader();
    const id = new TextDecoder().decode((await reader.read()).value).trim();
    const history = await openHistory(folder);
    assertEquals(await history.interrupted(), []);
    assertEquals((await history.run(id))?.state, "running");
    child.kill("SIGKILL");
    await child.status;
    const [found, ...others] = await history.interrupted();
    assertEquals([found?.id, found?.state, others], [id, "interrupted", []]);
    const [job] = await Array.fromAsync(history.jobs({ run: id }));
    // Nobody knows when it died: what it last did was to begin this job.
    assertEquals([job?.state, job?.ended, found?.ended], [
      "interrupted",
      job?.started,
      job?.started,
    ]);
    await reader.cancel();
    await history.close();
  }));

Deno.test("others who look whether a run lives do not make it look alive", () =>
  inFolder(async (folder) => {
    const id = "r-20261128-073012-4f2a";
    const lookers: FileLock[] = [];
    const history = await openHistory(folder, {
      sleep: () => Promise.resolve(lookers.pop()?.close()),
    });
    const database = new DatabaseSync(`${folder}/history.sqlite`);
    database.exec(
      "INSERT INTO runs (id, command, options, sites, state, started) " +
        `VALUES ('${id}', 'run', '{}', '[]', 'running', 1)`,
    );
    database.close();
    const looker = lockRun(folder, id);
    assert(looker);
    lookers.push(looker);
    assertEquals((await history.interrupted()).map(({ state }) => state), ["interrupted"]);
    await history.close();
  }));

Deno.test("whoever finds it busy waits until it is not, and reads meanwhile", () =>
  inFolder(async (folder) => {
    const time = new FakeTime();
    const history = await openHistory(folder, { clock: time.clock, sleep: time.sleep });
    const other = new DatabaseSync(`${folder}/history.sqlite`);
    other.exec("BEGIN IMMEDIATE");
    const waiting = begin(history);
    // Reading goes on.
    assertEquals(await Array.fromAsync(history.runs()), []);
    other.exec("COMMIT");
    await (await waiting).end();
    assertEquals((await Array.fromAsync(history.runs())).length, 1);
    await history.close();
    other.close();
  }));
