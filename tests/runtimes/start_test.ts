/** The program starts, reads, writes and ends alike on every runtime. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { VERSION } from "../../src/base/program_version.ts";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { lineOf, PROGRAMS, type Ran, run, start, testOnEach } from "./program.ts";

const SITE = { product: "joomla", version: "10.2.1" } as const;
const env = { SITEHAUL_SECRET: DEFAULT_SECRET };

/** Runs a line in a shell. */
function shell(line: string, folder: string): Promise<Ran> {
  return run({ name: "sh", command: ["sh", "-c"] }, [line], { folder, env });
}

testOnEach(
  "version names the program and its runtime, help and the catalogue are there",
  async (program, folder) => {
    const version = await run(program, ["version", "--json"], { folder });
    const { version: own, runtime } = JSON.parse(version.stdout);
    const [first = ""] = program.name.split(" ");
    assertEquals([version.status, own, version.stderr], [0, VERSION, ""]);
    assert(runtime.startsWith(`${first} `), runtime);
    const help = await run(program, ["--help"], { folder });
    assertEquals([help.status, help.stderr], [0, ""]);
    assertMatch(help.stdout, /sitehaul COMMAND/);
    const endpoints = await run(program, ["endpoints", "--json"], { folder });
    assertEquals([endpoints.status, endpoints.stderr], [0, ""]);
    assertStringIncludes(endpoints.stdout, "com_akeebabackup");
  },
  { unix: true },
);

testOnEach(
  "results and errors keep apart, and the status is the error's",
  async (program, folder) => {
    const { status, stdout, stderr } = await run(program, ["endpoints", "--product", "typo3"], {
      folder,
    });
    assertEquals([status, stdout], [2, ""]);
    assertMatch(stderr, /^sitehaul: .*"typo3".*\nhint: .+\n$/);
  },
  { unix: true },
);

testOnEach(
  "a secret comes from a file, a profile from the standard input",
  (program, folder) =>
    withSite(async (url) => {
      await Deno.writeTextFile(`${folder}/secret`, `${DEFAULT_SECRET}\n`);
      const stdin = JSON.stringify({ description: "Mine", configuration: "{}", filters: "{}" });
      const words = ["profiles", "import", url, "--secret-file", "secret", "--json"];
      const { status, stdout, stderr } = await run(program, words, { folder, stdin });
      assertEquals([status, stderr], [0, ""]);
      assertEquals(JSON.parse(stdout), { schema: 1, ok: true, profile: 2 });
    }),
  { unix: true },
);

testOnEach("nobody has to read all of the output", async (program, folder) => {
  const line = `{ ${lineOf(program, "man")}; echo "status $?" >&2; } | head -1`;
  const { stdout, stderr } = await shell(line, folder);
  assertEquals([stdout.split("\n").length, stderr], [2, "status 0\n"]);
}, { unix: true });

/** Deno writes a stream as a whole. */
const ON_NODE = PROGRAMS.filter(({ modules }) => modules?.ending === ".js");

testOnEach(
  "a pipe that makes nobody wait takes everything all the same",
  async (program, folder) => {
    assert(program.modules !== undefined);
    const { runtime: [runtime], folder: modules, ending } = program.modules;
    await Deno.writeTextFile(
      `${folder}/write.mjs`,
      `const { hostProcess } = await import("file://${modules}/src/cli/world/process${ending}");
    const bytes = new Uint8Array(500_000).fill(120);
    const host = hostProcess();
    for (let at = 0; at < bytes.length;) at += host.write(1, bytes.subarray(at));`,
    );
    await Deno.writeTextFile(
      `${folder}/share.mjs`,
      `import { constants, openSync } from "node:fs";
    import { spawn } from "node:child_process";
    const pipe = openSync("pipe", constants.O_RDWR | constants.O_NONBLOCK);
    const [command, ...words] = process.argv.slice(2);
    spawn(command, words, { stdio: ["ignore", pipe, "inherit"] }).on("exit", process.exit);`,
    );
    const line =
      `mkfifo pipe; { sleep 0.2; exec wc -c <pipe; } & '${runtime}' share.mjs '${runtime}' write.mjs; wait`;
    assertEquals(await shell(line, folder), { status: 0, stdout: "500000\n", stderr: "" });
  },
  { unix: true, programs: ON_NODE },
);

testOnEach(
  "a full disk behind the standard output is told at the end",
  (program, folder) =>
    withSite(async (url, simulator) => {
      const { status, stderr } = await shell(
        `${lineOf(program, "backup", url, "--no-cache")} >/dev/full`,
        folder,
      );
      assertEquals([status, simulator.site.records[0]?.status], [104, "complete"], stderr);
      assertMatch(
        stderr,
        /^sitehaul: Cannot write to the standard output: .*no space left.*\nhint/im,
      );
    }),
  { unix: true },
);

testOnEach("a simulated site is served until a signal ends it", async (program, folder) => {
  const child = start([...program.command, "simulate", "--json"], { folder });
  await child.stdin.close();
  const reader = child.stdout.getReader();
  const { url, secret } = JSON.parse(new TextDecoder().decode((await reader.read()).value));
  const found = await run(program, ["detect", url, "--json"], {
    folder,
    env: { SITEHAUL_SECRET: secret },
  });
  assertEquals(found.status, 0, found.stderr);
  child.kill("SIGTERM");
  const { code } = await child.status;
  await reader.cancel();
  await child.stderr.cancel();
  assertEquals(code, 0);
}, { unix: true });

async function withSite(
  body: (url: string, simulator: ReturnType<typeof createSimulator>) => Promise<void>,
): Promise<void> {
  const simulator = createSimulator(SITE);
  await using server = await serve(simulator);
  await body(server.url, simulator);
}
