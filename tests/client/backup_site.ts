/** Simulated sites to take backups of. */
import {
  type BackupEvent,
  type BackupOptions,
  connect,
  drain,
  type Site,
  type TakenBackup,
} from "../../mod.ts";
import { callApi } from "../../src/mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { FakeTime } from "../support/fake_time.ts";

/** The description of the backups here. */
export const DESCRIPTION = "Test of the rules";

/** A simulated site, and the time that passes there. */
export interface TestSite {
  readonly simulator: Simulator;
  readonly time: FakeTime;
  readonly connectWith: (transport?: Transport) => Promise<Site>;
}

/** Makes a site whose time passes only where somebody waits. */
export function simulate(options: SimulatorOptions): TestSite {
  const time = new FakeTime();
  const simulator = createSimulator({ clock: time.date, sleep: time.sleep, ...options });
  const connectWith = (transport: Transport = simulator.handle) =>
    connect("https://www.example.com", {
      secret: DEFAULT_SECRET,
      transport,
      attempts: 1,
      clock: time.clock,
      sleep: time.sleep,
    });
  return { simulator, time, connectWith };
}

/** What came of a backup. */
export interface Outcome {
  readonly events: readonly BackupEvent[];
  readonly record?: TakenBackup;
  readonly error?: SitehaulError;
}

/** Takes a backup to its end, or to its error. */
export async function take(client: Site, options: BackupOptions = {}): Promise<Outcome> {
  const events: BackupEvent[] = [];
  const running = client.takeBackup({ description: DESCRIPTION, ...options });
  try {
    const record = await drain(running, (event) => events.push(event));
    return { events, record };
  } catch (error) {
    if (!(error instanceof SitehaulError)) throw error;
    return { events, error };
  }
}

/** The calls of a method that reached the site. */
export function callsOf({ requests }: Simulator, method: string) {
  return requests.filter(({ apiMethod }) => apiMethod === method);
}

/** The bytes of the archive on the server, part by part. */
export async function archiveOf(client: Site, id: number): Promise<Uint8Array[]> {
  const { files = [] } = await client.record(id);
  const bytes: Uint8Array[] = [];
  for (const { part } of files) {
    const text = await callApi(client, "download", { id, part, segment: 1 });
    bytes.push(Uint8Array.fromBase64(text));
  }
  return bytes;
}
