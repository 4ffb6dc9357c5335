/** A simulated site for downloads over FTP and SFTP. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import {
  createSimulator,
  DEFAULT_SECRET,
  partOf,
  type Simulator,
} from "../../src/simulator/mod.ts";
import { sampleNamed } from "../archive/support/samples.ts";
import { ENCODED, PASSWORD } from "../stores/servers.ts";
import { cli, type Ran, type Surroundings } from "./fake_world.ts";

const SITE = "https://www.example.com";
/** The archive of record 1. */
export const SAMPLE = sampleNamed("small-jpa-multipart");
/** The site numbers the last piece first. */
export const NAMES = SAMPLE.parts.map(({ file }) => file).toSorted((one) =>
  one.endsWith("a") ? -1 : 1
);
/** The file of record 2. */
export const BIG = { name: "big.jpa", size: 24 * 1024 * 1024 };

/** A site whose files lie in a folder that is reached by FTP and SFTP, too. */
export interface Site {
  readonly simulator: Simulator;
  readonly run: (args: readonly string[], around?: Surroundings) => Promise<Ran>;
}

/** A site with the sample as record 1 and the big file as record 2. */
export async function site(): Promise<Site> {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const parts = NAMES.map(async (name) =>
    partOf(name, await Deno.readFile(join(SAMPLE.folder, name)))
  );
  simulator.site.addRecord({ parts: await Promise.all(parts) });
  const read = (_: number, length: number) => new Uint8Array(length);
  simulator.site.addRecord({ parts: [{ ...BIG, read }] });
  const run = async (
    args: readonly string[],
    { variables, ...around }: Surroundings = {},
  ) => {
    const ran = await cli(["download", SITE, ...args], {
      variables: { SITEHAUL_SECRET: DEFAULT_SECRET, ...variables },
      transport: simulator.handle,
      ...around,
    });
    const said = ran.stdout + ran.stderr;
    assert(!said.includes(PASSWORD) && !said.includes(ENCODED), said);
    return ran;
  };
  return { simulator, run };
}

/** The sample is in the folder, and the site was asked for no byte of it. */
export async function assertFetched({ simulator }: Site, folder: string): Promise<void> {
  for (const { file } of SAMPLE.parts) {
    assertEquals(
      await Deno.readFile(join(folder, file)),
      await Deno.readFile(join(SAMPLE.folder, file)),
    );
  }
  const asked = simulator.requests.map(({ apiMethod }) => apiMethod);
  assert(!asked.includes("download") && !asked.includes("downloadDirect"), asked.join());
}
