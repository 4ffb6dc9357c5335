/** Whatever somebody has put where a debug file goes: nothing else is written to, truncated or opened. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { OwnLog } from "../../src/files/own_log.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli } from "./fake_world.ts";

const SITE = "https://www.example.com/";
const POSIX = { ignore: Deno.build.os === "windows" };

/** Runs a command that writes a debug file; `during` happens with its first request. */
async function run(folder: string, during = () => Promise.resolve()) {
  const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
  let isFirst = true;
  return await cli(["list", SITE, "--debug-file", "debug.log"], {
    folder,
    variables: { SITEHAUL_SECRET: DEFAULT_SECRET },
    transport: async (request) => {
      if (isFirst) await during();
      isFirst = false;
      return await handle(request);
    },
  });
}

async function victimIn(
  folder: string,
): Promise<{ path: string; isUntouched: () => Promise<boolean> }> {
  const path = join(folder, "victim");
  await Deno.writeTextFile(path, "precious", { mode: 0o644 });
  return {
    path,
    isUntouched: async () =>
      await Deno.readTextFile(path) === "precious" &&
      ((await Deno.stat(path)).mode ?? 0) % 0o1000 === 0o644,
  };
}

Deno.test(
  "a link in the place of a debug file is not followed",
  POSIX,
  () =>
    inFolder(async (folder) => {
      const victim = await victimIn(folder);
      await Deno.symlink(victim.path, join(folder, "debug.log"));
      const { status, stderr } = await run(folder);
      assertEquals([status, await victim.isUntouched()], [104, true]);
      assertMatch(stderr, /Cannot write .*debug\.log: it is a link/);
    }),
);

Deno.test(
  "a link that leads nowhere creates nothing elsewhere",
  POSIX,
  () =>
    inFolder(async (folder) => {
      await Deno.symlink(join(folder, "new"), join(folder, "debug.log"));
      assertEquals((await run(folder)).status, 104);
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["debug.log"]);
    }),
);

Deno.test(
  "a second name of another file is replaced, not written through",
  POSIX,
  () =>
    inFolder(async (folder) => {
      const victim = await victimIn(folder);
      await Deno.link(victim.path, join(folder, "debug.log"));
      const { status } = await run(folder);
      assertEquals([status, await victim.isUntouched()], [0, true]);
      assertStringIncludes(await Deno.readTextFile(join(folder, "debug.log")), "request ");
    }),
);

Deno.test(
  "a link that is put there while it is written to is not followed",
  POSIX,
  () =>
    inFolder(async (folder) => {
      const victim = await victimIn(folder);
      const path = join(folder, "debug.log");
      const { status, stderr } = await run(folder, async () => {
        await Deno.remove(path);
        await Deno.symlink(victim.path, path);
      });
      assertEquals([status, await victim.isUntouched()], [0, true]);
      assertMatch(stderr, /warning: the debug file is incomplete/);
    }),
);

Deno.test(
  "another file that is put there while it is written to is left alone",
  POSIX,
  () =>
    inFolder(async (folder) => {
      const victim = await victimIn(folder);
      const path = join(folder, "debug.log");
      const { status, stderr } = await run(folder, async () => {
        await Deno.remove(path);
        await Deno.link(victim.path, path);
      });
      assertEquals([status, await victim.isUntouched()], [0, true]);
      assertMatch(stderr, /warning: the debug file is incomplete: .* was replaced/);
    }),
);

Deno.test(
  "a pipe in the place of a debug file ends the run at once",
  POSIX,
  () =>
    inFolder(async (folder) => {
      await new Deno.Command("mkfifo", { args: [join(folder, "debug.log")] }).output();
      const { status, stderr } = await run(folder);
      assertEquals(status, 104);
      assertMatch(stderr, /debug\.log: it is not a regular file/);
    }),
);

Deno.test("nothing is left where a debug file cannot be written", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "debug.log"));
    assertEquals((await run(folder)).status, 104);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["debug.log"]);
  }));

Deno.test("a secret with invisible letters between its own is not put together in the file", () =>
  inFolder(async (folder) => {
    for (const filler of ["\u200b", "\u001b[0m", "\u{e0041}", "\u061c"]) {
      const said = [...DEFAULT_SECRET].join(filler);
      await cli(["test", SITE, "--debug-file", "debug.log"], {
        folder,
        variables: { SITEHAUL_SECRET: DEFAULT_SECRET },
        transport: () =>
          Promise.resolve(
            new Response(`{"status":500,"data":${JSON.stringify(said)}}`, {
              headers: { "content-type": "application/json", "x-said": encodeURI(said) },
            }),
          ),
      });
      const log = await Deno.readTextFile(join(folder, "debug.log"));
      const seen = log.replace(/[\p{Cf}]|\\u(?:001b\[0m|200b|061c)/gu, "");
      assertEquals([log.includes(DEFAULT_SECRET), seen.includes(DEFAULT_SECRET)], [false, false]);
    }
  }));

Deno.test(
  "another user who swaps the file all the time gets nothing written elsewhere",
  POSIX,
  () =>
    inFolder(async (folder) => {
      const victim = await victimIn(folder);
      const open = join(folder, "open");
      await Deno.mkdir(open);
      await Deno.chmod(open, 0o777);
      await Deno.chmod(folder, 0o755);
      const path = join(open, "debug.log");
      const swap = `cd '${open}'; while :; do ln -sf '${victim.path}' x; mv -f x debug.log; done`;
      // Where the suite runs as root, the other one is nobody.
      const other = Deno.uid() === 0 ? { uid: 65534, gid: 65534 } : {};
      const attacker = new Deno.Command("sh", { args: ["-c", swap], stderr: "null", ...other })
        .spawn();

      try {
        for (let round = 0; round < 300; round++) {
          try {
            const log = new OwnLog(path);
            for (let line = 0; line < 5; line++) log.append(`line ${line}\n`);
          } catch (error) {
            // It is noticed, or the file is not there for a moment.
            assert(error instanceof Error);
          }
        }
      } finally {
        attacker.kill("SIGKILL");
        await attacker.status;
      }
      assertEquals(await victim.isUntouched(), true);
    }),
);
