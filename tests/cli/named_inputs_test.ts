/** Files that are named: pipes without a writer can be interrupted, and devices end. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const isWindows = Deno.build.os === "windows";

/** Starts the program; its memory is limited, so that what reads without end fails. */
function start(args: readonly string[], folder: string) {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--no-prompt",
      "--v8-flags=--max-old-space-size=400",
      ...["net", "read", "write", "env", "sys", "run"].map((name) => `--allow-${name}`),
      MAIN,
      ...args,
    ],
    env: { SITEHAUL_CACHE: join(folder, "cache"), HOME: folder, NO_COLOR: "1" },
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function pipeIn(folder: string, name = "pipe"): Promise<string> {
  const path = join(folder, name);
  await new Deno.Command("mkfifo", { args: [path] }).output();
  return path;
}

/** Ends it with SIGTERM once it waits for the pipe. */
async function interruptWaiting(child: Deno.ChildProcess): Promise<number> {
  const output = child.output();
  let isOver = false;
  output.finally(() => isOver = true);
  for (let tries = 0; !isOver && !await waitsForPipe(child.pid) && tries < 200; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (!isOver) child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  const { code } = await output;
  clearTimeout(timer);
  return code;
}

/** The kernel of Linux tells what each thread waits for; elsewhere the time has to do. */
async function waitsForPipe(pid: number): Promise<boolean> {
  if (Deno.build.os !== "linux") {
    await new Promise((resolve) => setTimeout(resolve, 5000));
    return true;
  }
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `cat /proc/${pid}/task/*/wchan`],
    stderr: "null",
  }).output();
  return /wait_for_partner|fifo_open/.test(new TextDecoder().decode(stdout));
}

const SITE = "http://127.0.0.1:1/";
const GIVEN = ["--secret", "Some-Secret_Word-1234"];
const SFTP = ["--mode", "sftp", "--url", "sftp://user@127.0.0.1:1/backups"];

Deno.test.each<[string, (path: string) => string[]]>([
  ["--config", (path) => ["list", "shop", "--config", path]],
  ["--secret-file", (path) => ["list", SITE, "--secret-file", path]],
  ["--ca-file", (path) => ["list", SITE, ...GIVEN, "--ca-file", path]],
  ["--password-file", (path) => ["backup", SITE, ...GIVEN, "--download", "--password-file", path]],
  ["--key-file", (path) => ["download", SITE, "1", ...GIVEN, ...SFTP, "--key-file", path]],
  ["--known-hosts", (path) => ["download", SITE, "1", ...GIVEN, ...SFTP, "--known-hosts", path]],
  ["profiles import", (path) => ["profiles", "import", SITE, ...GIVEN, "--file", path]],
  ["config import", (path) => ["config", "import", path]],
])(
  "a pipe without a writer for %s can be interrupted",
  { ignore: isWindows },
  (_, line) =>
    inFolder(async (folder) => {
      assertEquals(await interruptWaiting(start(line(await pipeIn(folder)), folder)), 130);
    }),
);

Deno.test.each<[string, (path: string) => string[]]>([
  ["--config", (path) => ["list", "shop", "--config", path]],
  ["--secret-file", (path) => ["list", SITE, "--secret-file", path]],
  ["--ca-file", (path) => ["list", SITE, ...GIVEN, "--ca-file", path]],
  ["--key-file", (path) => ["download", SITE, "1", ...GIVEN, ...SFTP, "--key-file", path]],
  ["--known-hosts", (path) => ["download", SITE, "1", ...GIVEN, ...SFTP, "--known-hosts", path]],
  ["profiles import", (path) => ["profiles", "import", SITE, ...GIVEN, "--file", path]],
  ["config import", (path) => ["config", "import", path]],
])(
  "a device without an end for %s is an error",
  { ignore: isWindows },
  (_, line) =>
    inFolder(async (folder) => {
      const child = start(line("/dev/zero"), folder);
      const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
      const { code, stderr } = await child.output();
      clearTimeout(timer);
      assert([2, 40, 50].includes(code), `${code}`);
      assertMatch(new TextDecoder().decode(stderr), /more than \d+ bytes|too large/);
    }),
);

Deno.test(
  "a pipe with a writer is read, as of <(pass show shop)",
  { ignore: isWindows },
  () =>
    inFolder(async (folder) => {
      await using server = await serve(createSimulator({ product: "joomla", version: "10.2.1" }));
      const pipe = await pipeIn(folder);
      const child = start(["test", server.url, "--secret-file", pipe], folder);
      const writing = Deno.writeTextFile(pipe, `${DEFAULT_SECRET}\n`);
      const { code } = await child.output();
      await writing;
      assertEquals(code, 0);
    }),
);

for (const command of ["verify", "ls", "extract"]) {
  Deno.test(
    `${command} takes no pipe and no device for an archive`,
    { ignore: isWindows },
    () =>
      inFolder(async (folder) => {
        const pipe = await pipeIn(folder, "a.jpa");
        await pipeIn(folder, "b.j01");
        const to = command === "extract" ? ["--to", join(folder, "out")] : [];
        for (const path of [pipe, join(folder, "b.j01"), join(folder, "b.jpa"), "/dev/zero"]) {
          const child = start([command, path, ...to], folder);
          const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
          const { code } = await child.output();
          clearTimeout(timer);
          assert(code === 2 || code === 60, `${path}: ${code}`);
        }
      }),
  );
}

Deno.test(
  "a configuration that is a pipe is read, and never replaced by a file",
  { ignore: isWindows },
  () =>
    inFolder(async (folder) => {
      const pipe = await pipeIn(folder);
      await Deno.writeTextFile(
        join(folder, "old"),
        `[shop]\nhost=https://shop.example/\nsecret=x\n`,
      );
      const child = start(["config", "import", "old", "--config", pipe], folder);
      const writing = Deno.writeTextFile(pipe, "sites: []\n");
      const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
      const { code, stderr } = await child.output();
      clearTimeout(timer);
      await writing;
      assertEquals(code, 50);
      assertMatch(
        new TextDecoder().decode(stderr),
        /Cannot change \S+pipe: it is not a plain file/,
      );
      assertEquals((await Deno.lstat(pipe)).isFifo, true);
    }),
);
