/** A run as a process: interrupted, killed, and gone on with. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { DENO_CACHE } from "../support/deno_cache.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const NAMES = ["a", "b", "c", "d", "e", "f"] as const;

/** Some sites on this computer whose steps last a little, and the program with a home of its own. */
async function withProgram(
  test: (around: {
    readonly start: (...args: string[]) => Started;
    readonly taken: () => number[];
    readonly folder: string;
  }) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const simulators = NAMES.map(() =>
      createSimulator({ product: "joomla", version: "10.2.1", stepMs: 20 })
    );
    const servers = await Promise.all(simulators.map((simulator) => serve(simulator)));
    try {
      const lines = NAMES.map((name, index) =>
        `  - { name: ${name}, url: "${
          servers[index]?.url
        }", credential: { secret: "${DEFAULT_SECRET}" } }\n`
      );
      const head = "fleet: { concurrency: 2, perHost: 2 }\n" +
        "defaults: { download: 'backups/{site}', stepLimit: 1 }\n";
      const config = join(folder, "sitehaul.yaml");
      await Deno.writeTextFile(config, `${head}sites:\n${lines.join("")}`, { mode: 0o600 });
      const env = { HOME: folder, DENO_DIR: DENO_CACHE, SITEHAUL_CONFIG: config, NO_COLOR: "1" };
      await test({
        folder,
        taken: () => simulators.map(({ site }) => site.records.length),
        start: (...args) => started(args, folder, env),
      });
    } finally {
      await Promise.all(servers.map((server) => server.close()));
    }
  });
}

interface Started {
  /** Ends it so when that many lines of this sort have come. */
  readonly endAt: (line: RegExp, count: number, ...signals: Deno.Signal[]) => Promise<Ended>;
  readonly end: () => Promise<Ended>;
}

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function started(args: readonly string[], cwd: string, env: Record<string, string>): Started {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", MAIN, ...args],
    cwd,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(process.stderr).text();
  const read = async (onText: (text: string) => void) => {
    let all = "";
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      all += text;
      onText(all);
    }
    return { status: (await process.status).code, stdout: all, stderr: await stderr };
  };
  return {
    end: () => read(() => {}),
    endAt: (line, count, ...signals) =>
      read((text) => {
        const seen = text.split("\n").filter((each) => line.test(each)).length;
        if (seen < count) return;
        for (const signal of signals.splice(0)) process.kill(signal);
      }),
  };
}

const STEP = /"type":"step"/;

Deno.test("SIGINT lets steps end, kill -9 leaves what resume takes up: each site has one backup", () =>
  withProgram(async ({ start, taken, folder }) => {
    const first = await start("run", "--all", "--json").endAt(STEP, 25, "SIGINT");
    assertEquals(first.status, 130, first.stderr);
    assertMatch(
      first.stderr,
      /^stopping: what is at work on the sites comes to the end of its step/,
    );
    const begun = taken().reduce((sum, each) => sum + each, 0);
    assert(begun >= 2 && begun < 6, `${taken()}`);
    const killed = await start("resume", "--json").endAt(STEP, 25, "SIGKILL");
    assertEquals(killed.status, 137);
    const test = await start("test", "a").end();
    assertMatch(test.stderr, /^(?:note: the run r-\S+ was interrupted; sitehaul resume|$)/);
    const last = await start("resume").end();
    assertEquals(last.status, 0, last.stderr);
    assertMatch(last.stdout, /^\d sites done\n$/);
    assertEquals(taken(), [1, 1, 1, 1, 1, 1]);
    for (const name of NAMES) {
      const files = await namesIn(join(folder, "backups", name));
      assertEquals(files.filter((file) => file.endsWith(".jpa")).length, 1, name);
    }
  }));

Deno.test("a second SIGINT ends a run at once, and resume goes on all the same", () =>
  withProgram(async ({ start, taken }) => {
    const first = await start("run", "--all", "--json").endAt(STEP, 10, "SIGINT", "SIGTERM");
    assertEquals(first.status, 130, first.stderr);
    const last = await start("resume").end();
    assertEquals([last.status, taken()], [0, [1, 1, 1, 1, 1, 1]], last.stderr);
  }));
