/** The program as a process, with the permissions that its users are told to give. */
import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { RUN_FLAGS } from "../../packaging/run_flags.ts";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { closedPort } from "../transport/servers.ts";
import { cli } from "./fake_world.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
/** Below a file no folder can be made, not even by root: nothing of one test is of use to another. */
const CACHE = `${MAIN}/cache`;
/** Those that its users are told to give. */
const PERMISSIONS = RUN_FLAGS.filter((flag) => flag.startsWith("--allow-"));

async function program(args: readonly string[], permissions: readonly string[]) {
  const { code: status, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--no-prompt", ...permissions, MAIN, ...args],
    env: { SITEHAUL_CACHE: CACHE, NO_COLOR: "" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { status, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test.each<[string, string[]]>([
  ["net", ["test", `http://127.0.0.1:${closedPort()}/`, "--secret", "x"]],
  ["read", ["profiles", "import", `http://127.0.0.1:${closedPort()}/`, "--file", "x"]],
])("without the permission %s the program says which one it needs", async (name, args) => {
  const permissions = PERMISSIONS.filter((permission) => permission !== `--allow-${name}`);
  const { status, stdout, stderr } = await program(args, permissions);
  assertEquals([status, stdout], [2, ""]);
  assertMatch(stderr, new RegExp(`^sitehaul: .*${name}.*\\nhint: .*--allow-${name}.*\\n$`));
});

Deno.test("help and the catalogue need no permission at all", async () => {
  for (const args of [["help"], ["endpoints", "--json"], ["version"]]) {
    const { status, stderr } = await program(args, []);
    assertEquals([status, stderr], [0, ""]);
  }
});

Deno.test("simulate serves a site until it is interrupted", async () => {
  const interruption = new AbortController();
  const started = Promise.withResolvers<Record<string, string>>();
  const running = cli(["simulate", "--product", "wordpress", "--version", "7.7.1", "--json"], {
    signal: interruption.signal,
    onStdout: (text) => started.resolve(JSON.parse(text)),
  });
  const { url = "", secret = "" } = await started.promise;
  const { status, stdout } = await cli(["test", url, "--secret", secret]);
  assertEquals(status, 0);
  assertMatch(stdout, /Akeeba Backup for WordPress Professional 7\.7\.1/);
  const port = new URL(url).port;
  const taken = await cli(["simulate", "--port", port]);
  assertEquals([taken.status, taken.stdout], [2, ""]);
  interruption.abort();
  assertEquals((await running).status, 0);
  for (const version of ["0.1", "7.x"]) {
    assertEquals((await cli(["simulate", "--version", version])).status, 2);
  }
});

Deno.test(
  "a full disk behind the standard error does not stop a backup, and is told by the status",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    await using server = await serve(simulator);
    const words = [Deno.execPath(), "run", "--quiet", "--no-check", ...PERMISSIONS, MAIN];
    const line = `'${words.join("' '")}' backup ${server.url} --no-cache 2>/dev/full`;
    const env = { SITEHAUL_SECRET: DEFAULT_SECRET, NO_COLOR: "" };
    const { code } = await new Deno.Command("sh", { args: ["-c", line], env }).output();
    assertEquals([code, simulator.site.records[0]?.status], [104, "complete"]);
  },
);
