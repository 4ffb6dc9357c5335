/** What becomes of a backup when another one is started while it runs. */
import { assert, assertEquals } from "@std/assert";
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
  type SiteRecord,
} from "../../src/simulator/mod.ts";
import { backUp, callerFor, type Step, type WireCaller } from "./caller.ts";

const ADDRESS = "http://site.test/index.php?option=com_akeebabackup&view=api&format=raw";

/** A site whose steps can be held in the middle. */
function siteWithHeldSteps(
  options: SimulatorOptions,
  address: string,
): {
  simulator: Simulator;
  caller: WireCaller;
  hold: () => void;
  release: () => Promise<() => void>;
} {
  let waiting: (() => void) | undefined;
  let isHeld = false;
  const sleep = () =>
    isHeld ? new Promise<void>((resolve) => waiting = resolve) : Promise.resolve();
  const simulator = createSimulator({ ...options, sleep });
  return {
    simulator,
    caller: callerFor(simulator, address),
    hold: () => isHeld = true,
    /** Waits until one is held; others are held no more. */
    release: async () => {
      while (waiting === undefined) await new Promise((resolve) => setTimeout(resolve, 0));
      isHeld = false;
      return waiting;
    },
  };
}

/** The bytes of a backup that nobody disturbed. */
async function undisturbed(options: SimulatorOptions, address: string): Promise<Uint8Array> {
  const simulator = createSimulator(options);
  await backUp(callerFor(simulator, address), { description: "First" });
  return await bytesOf(simulator.site.records[0]);
}

async function bytesOf(record: SiteRecord | undefined): Promise<Uint8Array> {
  const [part] = record?.parts ?? [];
  assert(part !== undefined);
  return await part.read(0, part.size);
}

Deno.test.each<[SimulatorOptions, string]>([
  [{ product: "joomla", version: "10.2.1" }, ADDRESS],
  [{ product: "joomla", version: "8.0.3" }, ADDRESS.replace("akeebabackup", "akeeba")],
])(
  "a backup that is displaced in the middle of a step lives on, and zeros are what it had written",
  async (options, address) => {
    const { simulator, caller, hold, release } = siteWithHeldSteps(options, address);
    const { backupid } = await caller.data<Step>("startBackup", { description: "First" });
    const step = () => caller.data<Step>("stepBackup", { backupid: `${backupid}` });
    for (let done = 0; done < 5; done++) await step();
    hold();
    const held = step();
    const finish = await release();
    await caller.data("startBackup", { description: "Second" });
    const [record] = simulator.site.records;
    assertEquals([record?.status, record?.parts], ["fail", []]);
    finish();
    let answer = await held;
    while (answer.HasRun) answer = await step();
    assertEquals([record?.status, record?.parts.length], ["complete", 1]);
    const bytes = await bytesOf(record);
    const whole = await undisturbed(options, address);
    assertEquals(bytes.length, whole.length);
    const first = whole.findIndex((byte, index) => byte !== bytes[index]);
    const last = whole.findLastIndex((byte, index) => byte !== bytes[index]);
    assert(first > 0 && first < last && last < whole.length - 1, `${first} to ${last}`);
    assert(bytes.subarray(first, last + 1).every((byte) => byte === 0));
  },
);

Deno.test("a backup that is killed between two steps leaves no files and stays failed", async () => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const caller = callerFor(simulator, ADDRESS);
  const { backupid } = await caller.data<Step>("startBackup", { description: "First" });
  await backUp(caller, { description: "Second" });
  const step = await caller.raw("stepBackup", { backupid: `${backupid}` });
  assertEquals((await step.json() as { status: number }).status, 500);
  const records = simulator.site.records.map((record) => [record.status, record.parts.length]);
  assertEquals(records, [["fail", 0], ["complete", 1]]);
});
