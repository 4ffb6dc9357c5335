/** Every operation of a client, through every fault of the connection. */
import { assert, assertEquals } from "@std/assert";
import { detect } from "../../mod.ts";
import { Connection, standardTransport } from "../../src/mod.ts";
import { downloadParts } from "../../src/mod.ts";
import { Site } from "../../src/client/site.ts";
import { Session } from "../../src/client/session.ts";
import { Patience } from "../../src/connection/patience.ts";
import { isSitehaulError, SitehaulError } from "../../src/base/errors.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  partOf,
  serve,
  type Simulator,
} from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { type Fault, startProxy } from "./proxy.ts";

const PARTS = [
  partOf("site.jpa", seededBytes(3_000, 1)),
  partOf("site.j01", seededBytes(40_000, 2)),
];
const SIZES = new Map(PARTS.map(({ name, size }) => [name, size]));

/** What is interrupted by a fault, up to its result. */
const OPERATIONS: Readonly<Record<string, (client: Site, dir: string) => Promise<unknown>>> = {
  version: async (client) => (await client.version()).level,
  "take a backup": async (client) => {
    for await (const _ of client.takeBackup({ description: "Nightly" }));
    return (await client.record(3)).status;
  },
  list: async (client) => (await Array.fromAsync(client.records())).map(({ id }) => id).length > 1,
  show: async (client) => (await client.record(1)).parts,
  "delete the files": async (client) => await client.deleteFiles(2),
  delete: async (client) => await client.deleteBackup(2),
  profiles: async (client) => (await client.profiles()).length > 0,
  "export a profile": async (client) => typeof (await client.exportProfile(1)).configuration,
  "import a profile": async (client) => (await client.importProfile(PROFILE)).intact,
  "download whole files": (client, dir) => download(client, dir, "http"),
  "download segments": (client, dir) => download(client, dir, "chunk"),
};

const PROFILE = { description: "Another", configuration: "[akeeba]\n", filters: "{}" };

async function download(client: Site, dir: string, mode: "http" | "chunk"): Promise<unknown> {
  for await (const _ of downloadParts(client, 1, { dir, mode, connections: 2 }));
  return true;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  "comes late": { delayMs: 20 },
  "comes in pieces of 100 bytes": { pieces: 100 },
  "comes out of order": { reorders: true },
  "never comes, the first time": { times: 1, silentAfter: 0 },
  "stops in the middle, the first time": { times: 1, silentAfter: 250 },
  "is cut in its head": { cutAfter: 30 },
  "is cut in its body, the first time": { times: 1, cutAfter: 300 },
  "is cut in its body": { cutAfter: 300 },
  "is reset, the first time": { times: 1, resetAfter: 200 },
  "is reset": { resetAfter: 200 },
  "is reset before the site hears of anything, the first time": { times: 1, resetAtOnce: true },
  "is reset before the site hears of anything": { resetAtOnce: true },
  "is for half of the question": { cutRequestAfter: 60 },
  "is changed in its head": { corruptAt: 20 },
  "is changed in its body": { corruptAt: 280 },
  "has a piece twice": { repeatAt: 260 },
  "is from something else": { answer: "SSH-2.0-OpenSSH_9.2\r\n" },
  "is an empty one": { answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" },
  "is none": { answer: "" },
};

/** What can fail to arrive, or arrive as something else. */
const CODES =
  /^(?:network|reply|redirect|connect)\/|^(?:site|download|backup|delete|list|update|auth|method)\//;

/** What a site must not be told twice; the number of times that it was told. */
function told({ requests }: Simulator, method: string): number {
  return requests.filter(({ apiMethod }) => apiMethod === method).length;
}

async function attempt(
  operation: (client: Site, dir: string) => Promise<unknown>,
  fault: Fault,
  dir: string,
  limitMs = 150,
): Promise<{ outcome: unknown; simulator: Simulator }> {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1", steps: 1 });
  simulator.site.addRecord({ parts: [...PARTS] });
  simulator.site.addRecord({ parts: [...PARTS] });
  await using server = await serve(simulator);
  await using proxy = await startProxy(server.port);
  const client = await clientOf(proxy.url, limitMs);
  proxy.arm(fault);
  const outcome = await operation(client, dir).catch((error: unknown) => error);
  return { outcome, simulator };
}

/** Finds the site with patience: on a busy machine it may be too slow for the short limit. */
async function clientOf(url: string, limitMs: number): Promise<Site> {
  const { endpoint, version, products, site } = await detect(url, { secret: DEFAULT_SECRET });
  const sleep = () => Promise.resolve();
  const connection = new Connection({
    endpoint,
    credential: { kind: "secret", value: DEFAULT_SECRET },
    transport: standardTransport({ answerMs: limitMs, idleMs: limitMs, sleep }),
    level: version.level,
  });
  // As patient as a few attempts take; no time passes between them.
  const patience = new Patience({ patienceMs: 10_000, sleep });
  const session = new Session({ connection, version, products, known: [], site }, { patience });
  return new Site(session, { clock: Date.now, sleep });
}

/** What each operation gives where nothing is in the way. */
const expected: Record<string, unknown> = {};

Deno.test.beforeAll(async () => {
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    await inFolder(async (dir) => {
      const { outcome } = await attempt(operation, {}, dir, 10_000);
      assert(!(outcome instanceof Error), `${name}: ${outcome}`);
      expected[name] = outcome;
    });
  }
});

for (const [what, fault] of Object.entries(FAULTS)) {
  Deno.test(`every operation gets through, or ends with an error that says why, when the answer ${what}`, async () => {
    await Promise.all(
      Object.entries(OPERATIONS).map(([name, operation]) =>
        inFolder(async (dir) => {
          const { outcome, simulator } = await attempt(operation, fault, dir);
          if (outcome instanceof Error) assertTells(name, outcome);
          else assertEquals(outcome, expected[name], name);
          assert(told(simulator, "startBackup") <= 1, `${name}: a second backup was started`);
          assert(told(simulator, "importConfiguration") <= 1, `${name}: imported twice`);
          assert(simulator.overlaps <= 1, `${name}: steps overlapped`);
          for (const file of await namesIn(dir)) {
            const size = SIZES.get(file);
            if (size === undefined) continue;
            assertEquals((await Deno.stat(`${dir}/${file}`)).size, size, `${name}: ${file}`);
          }
        })
      ),
    );
  });
}

function assertTells(name: string, error: Error): void {
  assert(isSitehaulError(error) && error instanceof SitehaulError, `${name}: ${error.stack}`);
  assert(CODES.test(error.code), `${name}: ${error.code} ${error.message}`);
  assert((error.hint ?? "").length > 10, `${name}: ${error.code} has no hint`);
}
