/** A simulated site with a backup to fetch. */
import {
  connect,
  type DownloadedBackup,
  type DownloadOptions,
  drain,
  type Site,
} from "../../mod.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";

/** A site with one backup, and a client of it. */
export interface TestSite {
  readonly simulator: Simulator;
  readonly client: Site;
}

/** Makes a site and takes a backup there. */
export async function withBackup(
  { partSize = 65_536, ...options }: Partial<SimulatorOptions> = {},
): Promise<TestSite> {
  const time = new FakeTime();
  const simulator = createSimulator({
    product: "joomla",
    version: "10.2.1",
    partSize,
    clock: time.date,
    sleep: time.sleep,
    ...options,
  });
  const client = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    transport: simulator.handle,
    attempts: 1,
    clock: time.clock,
    sleep: time.sleep,
  });
  for await (const _ of client.takeBackup({ description: "Nightly" }));
  return { simulator, client };
}

/** Record 1, to the end. */
export async function fetchWith(
  client: Site,
  options: DownloadOptions,
): Promise<DownloadedBackup> {
  return await drain(client.download(1, options));
}

/** How often the site was asked by a method. */
export function asked({ requests }: Simulator, method: string): number {
  return requests.filter(({ apiMethod }) => apiMethod === method).length;
}
