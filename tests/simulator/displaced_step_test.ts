/** What becomes of a step that still works while another backup is started. */
import { assertEquals } from "@std/assert";
import { createSimulator } from "../../src/simulator/mod.ts";
import { backUp, callerFor, type Step } from "./caller.ts";

Deno.test("a backup that is killed in the middle of a step leaves no files and stays failed", async () => {
  let waiting: (() => void) | undefined;
  let isHeld = false;
  const sleep = () =>
    isHeld ? new Promise<void>((resolve) => waiting = resolve) : Promise.resolve();
  const simulator = createSimulator({ product: "joomla", version: "10.2.1", sleep });
  const address = "http://site.test/index.php?option=com_akeebabackup&view=api&format=raw";
  const caller = callerFor(simulator, address);
  const { backupid } = await caller.data<Step>("startBackup", { description: "First" });
  isHeld = true;
  const step = caller.raw("stepBackup", { backupid: `${backupid}` });
  while (waiting === undefined) await new Promise((resolve) => setTimeout(resolve, 0));
  isHeld = false;
  await backUp(caller, { description: "Second" });
  waiting();
  const { status } = await (await step).json() as { status: number };
  assertEquals(status, 500);
  const records = simulator.site.records.map((record) => [record.status, record.parts.length]);
  assertEquals(records, [["fail", 0], ["complete", 1]]);
});
