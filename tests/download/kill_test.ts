/** The program is killed (kill -9) in the middle of a download, more than once. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET, serve, type SitePart } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

const MIB = 1024 * 1024;
const CONTENT = seededBytes(16 * MIB + 77, 9);

Deno.test("killed twice and started again, a download is whole, and no kill costs more than 8 MiB", () =>
  inFolder(async (dir) => {
    let [run, killAt, kill] = [0, 10 * MIB, () => {}];
    /** For each MiB, the runs that asked for it. */
    const asked = new Map<number, Set<number>>();
    const part: SitePart = {
      name: "site.jpa",
      size: CONTENT.length,
      read: (offset, length) => {
        const segment = Math.floor(offset / MIB);
        asked.set(segment, (asked.get(segment) ?? new Set()).add(run));
        if (offset >= killAt) kill();
        return CONTENT.slice(offset, offset + length);
      },
    };
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    simulator.site.addRecord({ parts: [part] });
    await using server = await serve(simulator);
    const start = async (upTo: number) => {
      const child = download(server.url, dir);
      [run, killAt, kill] = [run + 1, upTo, () => child.kill("SIGKILL")];
      return (await child.status).signal ?? "none";
    };
    assertEquals(await start(10 * MIB), "SIGKILL");
    assert(!(await namesIn(dir)).includes("site.jpa"));
    assertEquals(await start(15 * MIB), "SIGKILL");
    assertEquals(await start(Infinity), "none");
    assertEquals(await Deno.readFile(join(dir, "site.jpa")), CONTENT);
    for (const later of [2, 3]) {
      const twice = [...asked.values()].filter((runs) => runs.has(later) && runs.has(later - 1));
      assert(twice.length <= 8, `${twice.length} MiB came twice after kill ${later - 1}`);
    }
  }));

function download(url: string, dir: string): Deno.ChildProcess {
  const allowed = ["net=127.0.0.1", "read", "write", "env", "sys"].map((name) => `--allow-${name}`);
  const words = ["download", url, "1", "--dir", dir, "--mode", "chunk", "--no-verify", "--quiet"];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...allowed, "src/cli/main.ts", ...words],
    env: { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: join(dir, "cache") },
    stdout: "null",
    stderr: "null",
  }).spawn();
}
