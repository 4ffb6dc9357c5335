/** The program as a process, with the permissions that its users are told to give. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { closedPort } from "../transport/servers.ts";
import { cli, jsonLines } from "./fake_world.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
/** Below a file no folder can be made, not even by root: nothing of one test is of use to another. */
const CACHE = `${MAIN}/cache`;
const PERMISSIONS = ["net", "read", "write", "env", "sys"].map((name) => `--allow-${name}`);

interface ProcessOptions {
  readonly permissions?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

function start(args: readonly string[], { permissions = PERMISSIONS, env = {} }: ProcessOptions) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--no-prompt", ...permissions, MAIN, ...args],
    env: { SITEHAUL_CACHE: CACHE, NO_COLOR: "", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function program(args: readonly string[], options: ProcessOptions = {}) {
  const child = start(args, options);
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(options.stdin ?? ""));
  await writer.close();
  const { code: status, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { status, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("the program takes, fetches and deletes a backup of a site on the network", () =>
  inFolder(async (folder) => {
    const simulator = createSimulator({ product: "wordpress", version: "9.1.1" });
    await using server = await serve(simulator);
    const env = { SITEHAUL_SECRET: DEFAULT_SECRET };
    const args = ["backup", server.url, "--download", "--delete-remote", "--dir", folder, "--json"];
    const { status, stdout, stderr } = await program(args, { env });
    assertEquals([status, stderr], [0, ""]);
    const last = jsonLines(stdout).at(-1);
    assertEquals([last?.["type"], last?.["verified"], last?.["deletedRemote"]], [
      "result",
      true,
      true,
    ]);
    assert((await namesIn(folder)).some((name) => name.endsWith(".jpa")));
    assert(!(stdout + stderr).includes(DEFAULT_SECRET));
  }));

Deno.test("results and errors keep apart, and the status is the error's", async () => {
  const { status, stdout, stderr } = await program(["endpoints", "--product", "typo3"]);
  assertEquals([status, stdout], [2, ""]);
  assertMatch(stderr, /^sitehaul: .*"typo3".*\nhint: .+\n$/);
});

Deno.test("a secret comes from a file, a profile from the standard input", () =>
  inFolder(async (folder) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    await using server = await serve(simulator);
    const file = `${folder}/secret`;
    await Deno.writeTextFile(file, `${DEFAULT_SECRET}\n`);
    const stdin = JSON.stringify({ description: "Mine", configuration: "{}", filters: "{}" });
    const args = ["profiles", "import", server.url, "--secret-file", file, "--json"];
    const { status, stdout } = await program(args, { stdin });
    assertEquals([status, JSON.parse(stdout)], [0, { schema: 1, ok: true, profile: 2 }]);
  }));

Deno.test("whoever interrupts a backup is told, once, what is left on the server", async () => {
  const simulator = createSimulator({
    product: "joomla",
    version: "10.2.1",
    stepMs: 50,
    steps: 99,
  });
  await using server = await serve(simulator);
  await using child = start(["backup", server.url, "--secret", DEFAULT_SECRET], {});
  await child.stdin.close();
  let stderr = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    stderr += text;
    if (/: step 2/.test(stderr) && !stderr.includes("Interrupted")) child.kill("SIGINT");
  }
  const { code, signal } = await child.status;
  await child.stdout.cancel();
  assertEquals([code, signal], [130, null]);
  assertStringIncludes(stderr, "the backup on the server was left as it is (record 1)");
});

Deno.test.each<[string, string[]]>([
  ["net", ["test", `http://127.0.0.1:${closedPort()}/`, "--secret", "x"]],
  ["read", ["profiles", "import", `http://127.0.0.1:${closedPort()}/`, "--file", "x"]],
])("without the permission %s the program says which one it needs", async (name, args) => {
  const permissions = PERMISSIONS.filter((permission) => permission !== `--allow-${name}`);
  const { status, stdout, stderr } = await program(args, { permissions });
  assertEquals([status, stdout], [2, ""]);
  assertMatch(stderr, new RegExp(`^sitehaul: .*${name}.*\\nhint: .*--allow-${name}.*\\n$`));
});

Deno.test("help and the catalogue need no permission at all", async () => {
  for (const args of [["help"], ["endpoints", "--json"], ["version"]]) {
    const { status, stderr } = await program(args, { permissions: [] });
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

Deno.test.each<[string, string]>([["output", ">"], ["error", "2>"]])(
  "a full disk behind the standard %s does not stop a backup, and is told at its end",
  { ignore: Deno.build.os !== "linux" },
  async (name, redirection) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    await using server = await serve(simulator);
    const words = [Deno.execPath(), "run", "--quiet", "--no-check", ...PERMISSIONS, MAIN];
    const line = `'${words.join("' '")}' backup ${server.url} --no-cache ${redirection}/dev/full`;
    const env = { SITEHAUL_SECRET: DEFAULT_SECRET, NO_COLOR: "" };
    const { code, stderr } = await new Deno.Command("sh", { args: ["-c", line], env }).output();
    const text = new TextDecoder().decode(stderr);
    assertEquals([code, simulator.site.records[0]?.status], [104, "complete"], text);
    const told = /^sitehaul: Cannot write to the standard output: No space left.*\nhint: .+\n$/m;
    if (name === "output") assertMatch(text, told);
    assert(!text.includes("    at "), text);
  },
);
