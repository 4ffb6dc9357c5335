/** Simulated sites to download from. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { connect, type DownloadedPart, drain, type Site } from "../../mod.ts";
import { downloadParts, type PartsOptions } from "../../src/mod.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  type Mischief,
  partOf,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { FakeTime } from "../support/fake_time.ts";
import { namesIn } from "../support/in_folder.ts";

export const MIB = 1024 * 1024;
/** A new site. */
export const JOOMLA: SimulatorOptions = { product: "joomla", version: "10.2.1" };
/** An old site. */
export const WORDPRESS_1: SimulatorOptions = { product: "wordpress", version: "1.3.4" };

/** Bytes that begin as an archive does. */
function archiveBytes(length: number, seed: number): Uint8Array {
  const bytes = seededBytes(length, seed);
  bytes.set(new TextEncoder().encode("JPA"));
  return bytes;
}

/** In the order of the site's numbers; odd sizes, and one that is an exact multiple of a segment. */
export const CONTENT = [
  { name: "site.jpa", bytes: seededBytes(MIB + 5, 3) },
  { name: "site.j01", bytes: archiveBytes(2 * MIB, 1) },
  { name: "site.j02", bytes: seededBytes(3 * MIB + 17, 2) },
];

/** A site with one backup, and a client of it. */
export interface TestSite {
  readonly simulator: Simulator;
  readonly client: Site;
  readonly id: number;
  /** The time that passes there and here. */
  readonly time: FakeTime;
}

/** Makes a site with the files of {@linkcode CONTENT}, which misbehaves so. */
export async function simulate(options = JOOMLA, mischief: Mischief = {}): Promise<TestSite> {
  const time = new FakeTime();
  const simulator = createSimulator({ clock: time.date, sleep: time.sleep, ...options });
  const { id } = simulator.site.addRecord({
    parts: CONTENT.map(({ name, bytes }) => partOf(name, bytes)),
  });
  const client = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    transport: simulator.handle,
    attempts: 1,
    clock: time.clock,
    sleep: time.sleep,
  });
  simulator.arm(mischief);
  return { simulator, client, id, time };
}

/** Fetches the backup. */
export async function fetchAll(
  { client, id }: Pick<TestSite, "client" | "id">,
  options: PartsOptions,
): Promise<readonly DownloadedPart[]> {
  return await drain(downloadParts(client, id, options));
}

/** The files are in the folder, and nothing else is. */
export async function assertComplete(folder: string): Promise<void> {
  assertEquals(await namesIn(folder), CONTENT.map(({ name }) => name).toSorted());
  for (const { name, bytes } of CONTENT) {
    assertEquals(await Deno.readFile(join(folder, name)), bytes, name);
  }
}

export function callsOf({ simulator }: TestSite, method: string) {
  return simulator.requests.filter(({ apiMethod }) => apiMethod === method);
}
