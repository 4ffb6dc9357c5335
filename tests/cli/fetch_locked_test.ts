/** The commands that fetch, on sites that encrypt their backups; and how many requests they make. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import {
  createSimulator,
  DEFAULT_SECRET,
  partOf,
  type Simulator,
} from "../../src/simulator/mod.ts";
import { readArchivePassword } from "../../src/cli/context/archive_password.ts";
import { CONNECTIONS } from "../../src/download/from_site.ts";
import { STORE_CONNECTIONS } from "../../src/download/from_store.ts";
import { lastPart, sampleNamed } from "../archive/support/samples.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli, jsonLines, type Surroundings } from "./fake_world.ts";

const SITE = "https://www.example.com";
const SAMPLE = sampleNamed("small-jps-single");
const PASSWORD = SAMPLE.password ?? "";

interface Encrypted {
  readonly simulator: Simulator;
  readonly run: (args: readonly string[], around?: Surroundings) => ReturnType<typeof cli>;
}

/** A site with one record, whose archive is encrypted. */
async function encrypted(): Promise<Encrypted> {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const bytes = await Deno.readFile(lastPart(SAMPLE));
  simulator.site.addRecord({ parts: [partOf("site.jps", bytes)] });
  const run = (args: readonly string[], { variables, ...around }: Surroundings = {}) =>
    cli(args, {
      variables: { SITEHAUL_SECRET: DEFAULT_SECRET, ...variables },
      transport: simulator.handle,
      ...around,
    });
  return { simulator, run };
}

Deno.test("download reads an encrypted archive with the password of a flag, a file or the environment", () =>
  inFolder(async (folder) => {
    const { run } = await encrypted();
    await Deno.writeTextFile(join(folder, "word"), `${PASSWORD}\n`);
    const args = ["download", SITE, "1", "--json"];
    const ways = [
      await run([...args, "--password", PASSWORD], { folder }),
      await run([...args, "--password-file", "word"], { folder }),
      await run(args, { folder, variables: { SITEHAUL_ARCHIVE_PASSWORD: PASSWORD } }),
    ];
    for (const { status, stdout, stderr } of ways) {
      const last = jsonLines(stdout).at(-1);
      assertEquals([status, stderr, last?.["verified"], last?.["locked"]], [0, "", true, false]);
    }
    const wrong = await run([...args, "--password", "hunter22"], { folder });
    assertEquals([wrong.status, jsonLines(wrong.stdout).at(-1)?.["code"]], [
      61,
      "archive/password",
    ]);
    assert(!(wrong.stdout + wrong.stderr).includes("hunter22"));
    assertEquals((await run([...args, "--password-file", "none"], { folder })).status, 2);
  }));

Deno.test("download without the password fetches all the same, and warns", () =>
  inFolder(async (folder) => {
    const { run } = await encrypted();
    const args = ["download", SITE, "1", "--dir", folder];
    const { status, stdout, stderr } = await run([...args, "--quiet"]);
    assertEquals([status, stdout], [
      0,
      `www.example.com  backup 1, 6.7 KiB in 1 part, ${join(folder, "site.jps")}, ` +
      "not verified (encrypted), 1 warning\n",
    ]);
    assertMatch(stderr, /^warning: .*is encrypted, and no password was given.*\n$/);
    assertEquals(await namesIn(folder), ["site.jps", "site.sha256", "site.sitehaul.json"]);
    const last = jsonLines((await run([...args, "--json"])).stdout).at(-1);
    assertEquals([last?.["ok"], last?.["verified"], last?.["locked"]], [true, null, true]);
  }));

Deno.test("download --delete-remote deletes an encrypted archive only with its password", () =>
  inFolder(async (folder) => {
    const { run, simulator } = await encrypted();
    const args = ["download", SITE, "1", "--dir", folder, "--delete-remote"];
    const { status, stderr } = await run(args);
    assertEquals([status, simulator.site.record(1)?.parts.length], [61, 1]);
    assertMatch(stderr, /\nsitehaul: .*not deleted from the server.*\nhint: .*password.*\n$/);
    const again = await run([...args, "--password", PASSWORD]);
    assertEquals([again.status, simulator.site.record(1)?.parts], [0, []]);
    assertStringIncludes(again.stderr, "already downloaded");
  }));

Deno.test("download asks whoever is at the terminal for the password", () =>
  inFolder(async (folder) => {
    const { run } = await encrypted();
    const questions: string[] = [];
    const askSecret = (question: string) => {
      questions.push(question);
      return Promise.resolve(PASSWORD);
    };
    const around = { terminal: ALL_TERMINALS, askSecret };
    const { stdout, status } = await run(["download", SITE, "1", "--dir", folder], around);
    assertEquals([status, questions], [0, [`Password of the archive of ${SITE}/:`]]);
    assertMatch(stdout, /verified \(\d+ files\)\n$/);
  }));

Deno.test("one question for a password waits for the other, even for one that was called off", async () => {
  const asked: string[] = [];
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const askSecret = (question: string) => {
    asked.push(question);
    return answers[asked.length - 1]?.promise ?? Promise.reject(new Error("too many questions"));
  };
  const world = {
    env: () => undefined,
    terminal: ALL_TERMINALS,
    askSecret,
    cwd: () => "/",
    signal: new AbortController().signal,
  };
  const output = { hide: () => {}, note: () => {} };
  const flags = { password: undefined, "password-file": undefined };
  const password = await readArchivePassword(flags, { world, output });
  assert(typeof password === "function");
  const [one, two] = [password("one"), password("two")];
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(asked, ["Password of one:"]);
  answers[0]?.reject(new Error("called off"));
  assertEquals(await one.catch(({ message }) => message), "called off");
  answers[1]?.resolve("word");
  assertEquals([await two, asked.length], ["word", 2]);
});

Deno.test("backup refuses flags of --download without it, before anything is sent", async () => {
  const { run, simulator } = await encrypted();
  for (
    const flag of [
      "--password=hunter22",
      "--password-file=x",
      "--connections=3",
      "--delete-remote",
    ]
  ) {
    const { status, stderr } = await run(["backup", SITE, flag]);
    assertEquals([status, simulator.requests.length], [2, 0]);
    assertMatch(stderr, /^sitehaul: --[a-z-]+ needs --download\nhint: /);
    assert(!stderr.includes("hunter22"));
  }
  const { status } = await run(["backup", SITE, "--download", "--password-file=/nonexistent"]);
  assertEquals([status, simulator.requests.length], [2, 0]);
});

Deno.test("backup --download takes a password for archives that have one", () =>
  inFolder(async (folder) => {
    const { run } = await encrypted();
    const args = ["backup", SITE, "--download", "--dir", folder, "--password", PASSWORD];
    const { status, stdout } = await run([...args, "--connections", "4", "--json"]);
    const last = jsonLines(stdout).at(-1);
    assertEquals([status, last?.["verified"], last?.["locked"]], [0, true, false]);
  }));

/** Fetches; nothing comes before so many requests are under way. Gives how many it were at most. */
async function mostAtOnce(expected: number, args: readonly string[]): Promise<number> {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1", partSize: 20_000 });
  const enough = Promise.withResolvers<void>();
  let [now, most] = [0, 0];
  const transport = async (request: Request) => {
    const response = await simulator.handle(request);
    if (response.headers.get("content-type") !== "application/octet-stream") return response;
    most = Math.max(most, ++now);
    if (most === expected) enough.resolve();
    await enough.promise;
    // Those that are too many may come now.
    await new Promise((resolve) => setTimeout(resolve, 10));
    now--;
    return response;
  };
  const around = { variables: { SITEHAUL_SECRET: DEFAULT_SECRET }, transport };
  await inFolder(async (folder) => {
    const { status, stderr } = await cli([...args, "--dir", folder], around);
    assertEquals(status, 0, stderr);
  });
  return most;
}

Deno.test("--connections says how many requests are made at the same time; the help, how many else", async () => {
  const args = ["backup", SITE, "--download"];
  assertEquals(await mostAtOnce(CONNECTIONS, args), CONNECTIONS);
  assertEquals(await mostAtOnce(1, [...args, "--connections=1"]), 1);
  assertEquals(await mostAtOnce(5, [...args, "--connections=5"]), 5);
  for (const number of ["0", "17", "x"]) {
    assertEquals((await cli(["download", SITE, "1", "--connections", number])).status, 2);
  }
  const help = async (name: string) => (await cli(["help", name])).stdout;
  for (const name of ["backup", "download"]) {
    assertMatch(
      await help(name),
      new RegExp(`--connections .*\\(${CONNECTIONS}; ${STORE_CONNECTIONS} for ftp and sftp\\)`),
    );
  }
});

Deno.test("a plain dump is fetched with a word that its content was not verified; deleted, if it came the same twice", () =>
  inFolder(async (folder) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    const dump = partOf("site.sql", new TextEncoder().encode("CREATE TABLE a;\n"));
    simulator.site.addRecord({ parts: [dump] });
    const run = (...flags: string[]) =>
      cli(["download", SITE, "1", "--json", ...flags], {
        folder,
        variables: { SITEHAUL_SECRET: DEFAULT_SECRET },
        transport: simulator.handle,
      });
    const { status, stderr, stdout } = await run();
    assertEquals([status, jsonLines(stdout).at(-1)?.["verified"]], [0, null]);
    assertStringIncludes(stderr, "a plain dump: its size was verified, but its contents cannot be");
    simulator.arm({ match: { method: "download" }, refuse: { status: 501, text: "gone" } });
    const clearing = await run("--delete-remote");
    assertEquals([clearing.status, simulator.site.record(1)?.parts.length], [106, 1]);
    simulator.disarm();
    const compared = await run("--delete-remote");
    assertEquals([compared.status, compared.stderr.includes("its contents cannot be")], [0, false]);
    assertEquals(simulator.site.record(1)?.parts, []);
  }));
