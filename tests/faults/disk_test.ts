/** Disks that are full, read-only or gone, and a process that may open few files. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSimulator, DEFAULT_SECRET, partOf, serve } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { cli } from "../cli/fake_world.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

const MIB = 1 << 20;
const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const CONTENT = seededBytes(6 * MIB, 3);

async function command(name: string, ...args: readonly string[]): Promise<boolean> {
  const run = new Deno.Command(name, { args: [...args], stdout: "null", stderr: "null" });
  return await run.output().then(({ success }) => success, () => false);
}

/** A folder on a file system of its own; nothing where none can be mounted. */
async function onDisk(options: string, test: (disk: string) => Promise<void>): Promise<void> {
  await inFolder(async (disk) => {
    assert(await command("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk));
    try {
      await test(disk);
    } finally {
      assert(await command("umount", "-l", disk));
    }
  });
}

const mayMount = Deno.uid() === 0 && await (async () => {
  const folder = await Deno.makeTempDir();
  const mounted = await command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
  if (mounted) await command("umount", "-l", folder);
  await Deno.remove(folder);
  return mounted;
})();

/** With the reason in its name, where it is left out. */
function testOfDisks(name: string, test: () => Promise<void>): void {
  const title = mayMount ? name : `${name} (left out: nothing can be mounted here)`;
  Deno.test(title, { ignore: !mayMount }, test);
}

/** Takes all the space that is left. */
function fill(disk: string): void {
  try {
    for (let at = 0; at < 16; at++) {
      Deno.writeFileSync(join(disk, "filler"), new Uint8Array(MIB), { append: true });
    }
  } catch {
    // Now it is full.
  }
}

/** A site with one backup; `onRead` is told of every place that is read from. */
function site(onRead: (offset: number) => void = () => {}) {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const read = (offset: number, length: number) => {
    onRead(offset);
    return CONTENT.slice(offset, offset + length);
  };
  simulator.site.addRecord({ parts: [{ name: "site.jpa", size: CONTENT.length, read }] });
  const download = (dir: string, ...flags: string[]) =>
    cli(
      [
        "download",
        "https://a.example",
        "1",
        "--dir",
        dir,
        "--no-verify",
        "--delete-remote",
        ...flags,
      ],
      { transport: simulator.handle, variables: { SITEHAUL_SECRET: DEFAULT_SECRET } },
    );
  return { simulator, download };
}

for (const mode of ["http", "chunk"]) {
  testOfDisks(
    `a disk that gets full is told; with room the download by ${mode} goes on`,
    () =>
      onDisk("size=16m", async (disk) => {
        // There is room when it begins; somebody else takes it in the middle.
        const { simulator, download } = site((offset) => {
          if (offset >= 5 * MIB) fill(disk);
        });
        const { status, stderr } = await download(disk, `--mode=${mode}`);
        assertEquals(status, 104, stderr);
        assertMatch(stderr, /Cannot write .*\nhint: The disk is full\. Free some space/);
        assertEquals((await namesIn(disk)).includes("site.jpa"), false);
        assertEquals(simulator.site.record(1)?.parts.length, 1);
        await Deno.remove(join(disk, "filler"));
        assertEquals((await site().download(disk, `--mode=${mode}`)).status, 0);
        assertEquals(await Deno.readFile(join(disk, "site.jpa")), CONTENT);
      }),
  );
}

testOfDisks(
  "a disk without room is told before anything is fetched",
  () =>
    onDisk("size=2m", async (disk) => {
      const { simulator, download } = site();
      const { status, stderr } = await download(disk);
      assertEquals(status, 104);
      assertMatch(
        stderr,
        /the parts need 6291456 more bytes, but only \d+ are free\nhint: Free some space/,
      );
      assert(!simulator.requests.some(({ apiMethod }) => /^download/.test(apiMethod ?? "")));
    }),
);

testOfDisks(
  "a full disk behind the debug file does not stop the work",
  () =>
    onDisk("size=1m", async (disk) => {
      fill(disk);
      const log = join(disk, "debug.log");
      const { status, stderr } = await cli(["endpoints", "--debug-file", log]);
      assertEquals(status, 0, stderr);
      assertMatch(stderr, /^warning: the debug file is incomplete: .*no space left.*$/im);
    }),
);

testOfDisks(
  "what is there already needs no room: a nearly full disk takes the rest, and then all of it again",
  () =>
    onDisk("size=9m", async (disk) => {
      const names = ["site.jpa", "site.j01", "site.j02"];
      const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
      simulator.site.addRecord({
        parts: names.map((name, index) => partOf(name, seededBytes(2.5 * MIB, index))),
      });
      const fetch = (...flags: string[]) =>
        cli(["download", "https://a.example", "1", "--dir", disk, "--no-verify", ...flags], {
          transport: simulator.handle,
          variables: { SITEHAUL_SECRET: DEFAULT_SECRET },
        });
      const asked = () =>
        simulator.requests.filter(({ apiMethod }) => apiMethod === "downloadDirect").length;
      // The third part does not come, until the disk has room for hardly more than that.
      const third = { match: { method: /^download/, nth: 3 }, http: { status: 404 } };
      simulator.arm(third);
      assertEquals((await fetch("--connections=1", "--mode=http")).status === 0, false);
      assertEquals(asked(), 3);
      simulator.disarm();
      for (const expected of [4, 4]) {
        const { status, stderr } = await fetch();
        assertEquals([status, asked()], [0, expected], stderr);
      }
    }),
);

testOfDisks(
  "a disk that is read-only is told, and nothing is deleted on the site",
  () =>
    onDisk("size=16m", async (disk) => {
      const { simulator, download } = site();
      assert(await command("mount", "-o", "remount,ro", disk));
      const { status, stderr } = await download(disk);
      assertEquals(status, 104, stderr);
      assertMatch(stderr, /read-only/);
      assertEquals(simulator.site.record(1)?.parts.length, 1);
    }),
);

testOfDisks(
  "a good archive survives that its replacement does not fit",
  () =>
    onDisk("size=7m", async (disk) => {
      const old = seededBytes(2 * MIB, 8);
      await Deno.writeFile(join(disk, "site.jpa"), old);
      const { status } = await site().download(disk);
      assertEquals([status, await Deno.readFile(join(disk, "site.jpa"))], [104, old]);
    }),
);

testOfDisks(
  "a configuration that does not fit stays as it was",
  () =>
    onDisk("size=64k", async (disk) => {
      const { simulator } = site();
      const file = join(disk, "sitehaul.yaml");
      const before = "# mine\nsites: []\n";
      await Deno.writeTextFile(file, before, { mode: 0o600 });
      await Deno.writeFile(join(disk, "filler"), new Uint8Array(64 * 1024)).catch(() => {});
      const { status, stderr } = await cli(["config", "add", "a.example", "--config", file], {
        transport: simulator.handle,
        variables: { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: join(disk, "cache") },
      });
      assertEquals(status, 104, stderr);
      assertEquals(await Deno.readTextFile(file), before);
      assertEquals(
        (await namesIn(disk)).filter((name) => !/^(filler|cache|sitehaul\.yaml)$/.test(name)),
        [],
      );
    }),
);

testOfDisks(
  "an archive that cannot be extracted for lack of room says so, without half a file",
  () =>
    onDisk("size=16k", async (disk) => {
      const archive = fileURLToPath(
        new URL("../archives/small-jpa-single/sample-files.jpa", import.meta.url),
      );
      const { status, stderr } = await cli(["extract", archive, "--to", join(disk, "to")]);
      assertEquals(status, 104, stderr);
      assertMatch(stderr, /^sitehaul: Cannot write .*\nhint: /m);
    }),
);

testOfDisks(
  "a disk that becomes read-only ends an extraction, and is told once",
  () =>
    onDisk("size=1m", async (disk) => {
      const archive = fileURLToPath(
        new URL("../archives/small-jpa-single/sample-files.jpa", import.meta.url),
      );
      const to = join(disk, "to");
      await Deno.mkdir(to);
      assert(await command("mount", "-o", "remount,ro", disk));
      const { status, stderr } = await cli(["extract", archive, "--to", to]);
      assertEquals(status, 104, stderr);
      assertMatch(stderr, /^sitehaul: Cannot write .*EROFS.*\nhint: .*\n$/);
    }),
);

Deno.test("a folder that goes away in the middle is told, and the site keeps its files", () =>
  inFolder(async (around) => {
    const dir = join(around, "backups");
    await Deno.mkdir(dir);
    let isThere = true;
    const { simulator, download } = site((offset) => {
      if (offset < 2 * MIB || !isThere) return;
      isThere = false;
      Deno.removeSync(dir, { recursive: true });
    });
    const { status, stderr } = await download(dir, "--mode=chunk");
    assertEquals(status, 104, stderr);
    assertMatch(stderr, /\nhint: .*folder/);
    assertEquals(simulator.site.record(1)?.parts.length, 1);
  }));

Deno.test("a process that may open few files says so, or gets by", () =>
  inFolder(async (dir) => {
    const { simulator } = site();
    await using server = await serve(simulator);
    const allowed = ["net", "read", "write", "env", "sys"].map((name) => `--allow-${name}`);
    const words = ["run", "--quiet", ...allowed, MAIN, "download", server.url, "1", "--dir", dir];
    for (const limit of [24, 40]) {
      const { code, stderr } = await new Deno.Command("sh", {
        args: [
          "-c",
          `ulimit -n ${limit}; exec "$0" "$@"`,
          Deno.execPath(),
          ...words,
          "--no-verify",
        ],
        env: { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: join(dir, "cache") },
      }).output();
      const said = new TextDecoder().decode(stderr);
      assert(![70].includes(code), said);
      const isThere = (await namesIn(dir)).includes("site.jpa");
      assertEquals(isThere, code === 0, said);
    }
  }));
