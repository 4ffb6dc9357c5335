/** The program is ended from outside, at random moments of `backup --download --delete-remote`. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { verifyArchive } from "../../src/archive/verify.ts";
import { createSimulator, DEFAULT_SECRET, serve, type Simulator } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const ALLOWED = ["net", "read", "write", "env", "sys"].map((name) => `--allow-${name}`);

function start(words: readonly string[], dir: string) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", ...ALLOWED, MAIN, ...words],
    env: { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: `${dir}/cache`, NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** The same line each time; what was left behind is waited for as long as a step can last. */
function lineFor(url: string, dir: string): string[] {
  const fetching = ["--download", "--delete-remote", "--dir", dir];
  return ["backup", url, ...fetching, "--step-limit", `${LIMIT_MS / 1000}`];
}

/** Much longer than any step here takes. */
const LIMIT_MS = 4000;

/** Resolves when the site is asked for the nth time. */
function asked(simulator: Simulator, count: number): Promise<void> {
  return new Promise((reached) => {
    const look = () => {
      if (simulator.requests.length >= count) reached();
      else setTimeout(look, 1);
    };
    look();
  });
}

/** The whole job is 28 requests; each number is a moment between two of them. */
const MOMENTS = [3, 10, 17, 22, 25, 27];
const SIGNALS: readonly Deno.Signal[] = ["SIGTERM", "SIGINT", "SIGKILL"];

for (const [index, moment] of MOMENTS.entries()) {
  const signal = SIGNALS[index % SIGNALS.length] ?? "SIGKILL";
  Deno.test(`${signal} at request ${moment}: nothing is lost, and the same line does the job`, () =>
    inFolder(async (dir) => {
      const simulator = createSimulator({ product: "joomla", version: "10.2.1", partSize: 40_000 });
      await using server = await serve(simulator);
      const words = lineFor(server.url, dir);
      const child = start(words, dir);
      await asked(simulator, moment);
      try {
        child.kill(signal);
      } catch {
        // It was faster.
      }
      const { code, signal: killed, stderr } = await child.output();
      const said = new TextDecoder().decode(stderr);
      if (signal === "SIGKILL") assert(killed === "SIGKILL" || code === 0, said);
      else {
        assert(code === 130 || code === 0, `${code} ${said}`);
        if (code === 130) assertMatch(said, /sitehaul: Interrupted.*\n(?:hint: .*\n)?$/);
      }
      // Whatever was deleted on the site is here, and whole.
      const [first] = simulator.site.records;
      if (first?.status === "complete" && first.parts.length === 0) await assertProven(dir);
      for (const name of await namesIn(dir)) {
        if (name !== "cache") await Deno.remove(`${dir}/${name}`);
      }
      const again = await start(words, dir).output();
      assertEquals(again.code, 0, new TextDecoder().decode(again.stderr));
      await assertProven(dir);
      assertEquals(simulator.site.records.at(-1)?.parts, []);
      assert(simulator.overlaps <= 1);
    }));
}

async function assertProven(dir: string): Promise<void> {
  const [archive] = (await namesIn(dir)).filter((name) => name.endsWith(".jpa"));
  assert(archive !== undefined);
  const { ok, problems } = await verifyArchive(`${dir}/${archive}`);
  assert(ok, JSON.stringify(problems));
}

for (const signal of SIGNALS) {
  Deno.test(`${signal} in a step: it is waited for, and the same line goes on with the same backup`, () =>
    inFolder(async (dir) => {
      const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
      await using server = await serve(simulator);
      const words = lineFor(server.url, dir);
      simulator.arm({ match: { method: "stepBackup", nth: 5 }, workMs: 2000 });
      const child = start(words, dir);
      await stepped(simulator, 5);
      const sent = Date.now();
      child.kill(signal);
      const { stderr } = await child.output();
      if (signal !== "SIGKILL") {
        assertMatch(new TextDecoder().decode(stderr), /\(record 1\); the same command takes it up/);
      }
      const again = await start(words, dir).output();
      const said = new TextDecoder().decode(again.stderr);
      assertEquals(again.code, 0, said);
      assertMatch(said, /interrupted in a step of backup 1, .* waiting for up to \d s/);
      assertMatch(
        said,
        /backup 1, which an earlier run left behind after 5 steps, is taken up again/,
      );
      assertMatch(said, /sent on a guess/);
      assertEquals([simulator.site.records.length, simulator.overlaps], [1, 1]);
      const sixth = simulator.requests.filter(({ apiMethod }) => apiMethod === "stepBackup")[5];
      assert((sixth?.at ?? 0) - sent >= LIMIT_MS - 100, "a step may still have been running");
      await assertProven(dir);
    }));
}

Deno.test("while one process is in a step, another one starts nothing", () =>
  inFolder(async (dir) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    await using server = await serve(simulator);
    simulator.arm({ match: { method: "stepBackup", nth: 3 }, workMs: 3000 });
    const words = ["backup", server.url];
    const first = start(words, dir);
    await stepped(simulator, 3);
    const { code, stderr } = await start(words, dir).output();
    const said = new TextDecoder().decode(stderr);
    assertEquals(code, 101, said);
    assertMatch(said, /Another run of sitehaul on this computer is taking a backup of the site/);
    assertEquals((await first.output()).code, 0);
    assertEquals(simulator.site.records.map(({ status }) => status), ["complete"]);
  }));

/** Resolves when the nth step has been sent. */
function stepped({ requests }: Simulator, count: number): Promise<void> {
  return new Promise((reached) => {
    const look = () => {
      const steps = requests.filter(({ apiMethod }) => apiMethod === "stepBackup").length;
      if (steps >= count) reached();
      else setTimeout(look, 1);
    };
    look();
  });
}

Deno.test("a reader who goes away early ends the program quietly", () =>
  inFolder(async (dir) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    for (let index = 0; index < 150; index++) {
      simulator.site.addRecord({ description: "x".repeat(1000) });
    }
    await using server = await serve(simulator);
    const words = ["run", "--quiet", "--no-check", ...ALLOWED, MAIN, "list", server.url, "--json"];
    const { stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", '"$0" "$@" | head -c 10; echo " ${PIPESTATUS[0]}"', Deno.execPath(), ...words],
      env: { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: `${dir}/cache` },
    }).output();
    const decoder = new TextDecoder();
    assertEquals(decoder.decode(stderr), "");
    assertMatch(decoder.decode(stdout), / 0\n$/);
  }));
