/**
 * The situations of the end-to-end suite of Akeeba Remote CLI 3.2.0, on simulated sites: the same command
 * lines, and what each must do. Its web server has invented archives; here they are real ones, as
 * nothing else is taken for a backup.
 *
 * | its tests of                        | number | file here             |
 * | ----------------------------------- | ------ | --------------------- |
 * | authentication                      | 11     | authentication_test   |
 * | records, profiles                   | 7, 5   | records_test          |
 * | backups, downloads                  | 6, 7   | backup_test           |
 * | connecting, shapes of hosts         | 12, 10 | connection_test       |
 * | the configuration file, the output  | 5, 8   | output_test           |
 * | the version of PHP                  | 2      | none: there is no PHP |
 *
 * What differs on purpose is tested as it is here, by tests whose name begins with
 * {@linkcode DIFFERS}; docs/migrate.md names it.
 */
import { basename, join } from "node:path";
import {
  createSimulator,
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  partOf,
  type Simulator,
  type SimulatorOptions,
} from "../../../src/simulator/mod.ts";
import { sampleNamed } from "../../archive/support/samples.ts";
import { cli, type Ran, type Surroundings } from "../../cli/fake_world.ts";
import { inFolder, namesIn } from "../../support/in_folder.ts";

/** The beginning of the names of tests that expect another thing than the suite does. */
export const DIFFERS = "differs from Akeeba Remote CLI:";

/** The address of the site. */
export const SITE = "http://www.example.test";

/** The methods of a token that may take backups, and neither fetch nor delete them. */
export const RESTRICTED: readonly string[] = [
  "getVersion",
  "getProfiles",
  "listBackups",
  "getBackupInfo",
  "startBackup",
  "stepBackup",
];

/** What a command line printed, and how it ended. */
export interface Result extends Ran {
  /** Both streams, as the suite looks at them. */
  readonly output: string;
}

/** A site with two profiles and two records, as in the suite; a home folder, and a working folder. */
export interface Suite {
  readonly simulator: Simulator;
  /** The working folder, which is empty. */
  readonly folder: string;
  readonly home: string;
  /** Runs exactly this command line. */
  readonly run: (words: readonly string[], around?: Surroundings) => Promise<Result>;
  readonly withToken: (...words: string[]) => Promise<Result>;
  readonly withSecret: (...words: string[]) => Promise<Result>;
  /** The lines of `listbackups`. */
  readonly listed: () => Promise<string>;
  /** The names of the archives in a folder, without the two files that are beside each. */
  readonly archivesIn: (folder: string) => Promise<string[]>;
}

/** The files of a sample archive, in the order of the server's numbers. */
async function partsOf(sample: string, name: string) {
  const { folder, parts } = sampleNamed(sample);
  const [main, ...earlier] = parts.toReversed();
  return await Promise.all(
    [main, ...earlier.toReversed()].flatMap((part) => part === undefined ? [] : [part]).map(
      async ({ file }) =>
        partOf(
          file.replace("sample-files", name),
          (await Deno.readFile(join(folder, file))).slice(),
        ),
    ),
  );
}

/** Runs a test of the suite. */
export function suite(
  test: (suite: Suite) => Promise<void>,
  options: Partial<SimulatorOptions> = {},
): Promise<void> {
  return inFolder((folder) =>
    inFolder(async (home) => {
      const simulator = createSimulator({
        product: "joomla",
        version: "10.4.1",
        profiles: [{ id: 1, name: "Full site backup" }, { id: 2, name: "Nightly database only" }],
        ...options,
      });
      await addRecords(simulator);
      const run = async (words: readonly string[], around: Surroundings = {}) => {
        const variables = { HOME: home, ...around.variables };
        const ran = await cli(words, { transport: simulator.handle, folder, ...around, variables });
        return { ...ran, output: ran.stdout + ran.stderr };
      };
      const withToken = (...words: string[]) =>
        run([`--host=${SITE}`, `--token=${DEFAULT_TOKEN}`, ...words]);
      const withSecret = (...words: string[]) =>
        run([`--host=${SITE}`, `--secret=${DEFAULT_SECRET}`, ...words]);
      const listed = async () => (await withSecret("listbackups", "-m", "--quiet")).stdout;
      await test({ simulator, folder, home, run, withToken, withSecret, listed, archivesIn });
    })
  );
}

async function addRecords({ site }: Simulator): Promise<void> {
  site.addRecord({
    description: "A single part backup",
    start: "2026-01-01 03:00:00",
    parts: await partsOf("small-jpa-single", "single-2026-01-01"),
  });
  site.addRecord({
    description: "A three part backup",
    start: "2026-01-02 03:00:00",
    parts: await partsOf("small-jpa-multipart", "multi-2026-01-02"),
  });
}

async function archivesIn(folder: string): Promise<string[]> {
  const names = await namesIn(folder);
  return names.filter((name) => /\.j(?:pa|\d\d)$/.test(name)).toSorted();
}

/** The bytes of a file of a record on the site. */
export async function bytesOnSite(simulator: Simulator, id: number, path: string) {
  const part = simulator.site.record(id)?.parts.find(({ name }) => name === basename(path));
  return part === undefined ? undefined : await part.read(0, part.size);
}

/** The versions of the API that requests looked like, each once, in their order. */
export function apisAsked({ requests }: Simulator): (number | undefined)[] {
  return [...new Set(requests.filter(({ apiMethod }) => apiMethod).map(({ api }) => api))];
}

/** By its kind and its value, as the header of the last request carried it. */
export function lastCredential({ requests }: Simulator): readonly [string, string | null] {
  const headers = requests.at(-1)?.headers;
  const token = headers?.get("x-joomla-token") ?? null;
  return token === null ? ["secret", headers?.get("x-akeeba-auth") ?? null] : ["token", token];
}
