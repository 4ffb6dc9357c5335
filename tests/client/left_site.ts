/** Sites with a backup that an earlier run left behind. */
import { assert } from "@std/assert";
import {
  type BackupOptions,
  connect,
  drain,
  fileRunMemory,
  type OwnRun,
  type RunMemory,
  type Site,
  type Transport,
} from "../../mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { lastValue } from "../../src/files/last_line.ts";
import { createSimulator, DEFAULT_SECRET, type SimulatorOptions } from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder } from "../support/in_folder.ts";
import { methodOf } from "../support/mishaps.ts";
import { DESCRIPTION, type TestSite } from "./backup_site.ts";

/** A site, and notes about the backups that are taken of it. */
export interface NotedSite extends TestSite {
  readonly runs: RunMemory;
  /** What the next run would find; `undefined` where no backup is noted. */
  readonly noted: () => Promise<OwnRun | undefined>;
  readonly amend: (change: Partial<OwnRun>) => Promise<void>;
}

/** The address of the sites here. */
export const ADDRESS = "https://www.example.com";

/** Runs a test with such a site; steps take 40 s. */
export function withNotes(
  options: SimulatorOptions,
  test: (site: NotedSite) => Promise<void>,
): Promise<void> {
  return inFolder(async (folder) => {
    const time = new FakeTime();
    const { clock, sleep } = time;
    const simulator = createSimulator({ clock: time.date, sleep, stepMs: 40_000, ...options });
    const runs = fileRunMemory(folder);
    const connectWith = (transport: Transport = simulator.handle) =>
      connect(ADDRESS, { secret: DEFAULT_SECRET, transport, attempts: 1, clock, sleep, runs });
    const notes = async () =>
      (await Array.fromAsync(Deno.readDir(folder)))
        .find(({ name }) => name.endsWith(".jsonl"))?.name;
    const noted = async () => {
      const name = await notes();
      return name === undefined
        ? undefined
        : lastValue(await Deno.readTextFile(`${folder}/${name}`)) as OwnRun;
    };
    const amend = async (change: Partial<OwnRun>) => {
      const name = await notes();
      assert(name !== undefined);
      await Deno.writeTextFile(
        `${folder}/${name}`,
        `${JSON.stringify({ ...await noted(), ...change })}\n`,
      );
    };
    await test({ simulator, time, connectWith, runs, noted, amend });
  });
}

/** How a run ends in the middle of a step, which the site goes on with. */
export type End = "Ctrl-C" | "kill -9";

/** Takes a backup that is ended so many ms after that start or step was sent. */
export async function interrupt(
  site: NotedSite,
  end: End,
  { method = "stepBackup", nth = 4, afterMs = 5000, ...options }: BackupOptions & {
    readonly method?: string;
    readonly nth?: number;
    readonly afterMs?: number;
  } = {},
): Promise<void> {
  const { simulator, time, connectWith, noted, amend } = site;
  const ended = new AbortController();
  let count = 0;
  let killed: OwnRun | undefined;
  const client = await connectWith(async (request) => {
    if (await methodOf(request) === method && ++count === nth) {
      killed = await noted();
      time.sleep(afterMs).then(() => ended.abort(new SitehaulError("interrupted", "Interrupted")));
    }
    return await simulator.handle(request);
  });
  const running = client.takeBackup({ description: DESCRIPTION, ...options, signal: ended.signal });
  await drain(running).then(() => assert(false, "it was too fast"), () => {});
  // A process that was killed notes nothing more.
  if (end === "Ctrl-C") return;
  assert(killed !== undefined, "the step was not noted before it was sent");
  await amend(killed);
}

/** Takes some steps of a backup and leaves it between two of them. */
export async function leaveBetweenSteps(
  client: Site,
  options: BackupOptions = {},
): Promise<void> {
  for await (const event of client.takeBackup({ description: DESCRIPTION, ...options })) {
    if (event.type === "step" && event.step === 4) break;
  }
}
