/** The clock of this computer is set while something goes on. */
import { assert, assertEquals } from "@std/assert";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { ALL_TERMINALS, cli, NO_TERMINAL } from "../cli/fake_world.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

const HOUR = 3_600_000;
const NOON = Date.parse("2026-03-29T12:00:00Z");

/** The time at the first, the second, the third look at the clock. */
const CLOCKS: Readonly<Record<string, (look: number) => number>> = {
  "goes back by hours": (look) => NOON - look * HOUR,
  "goes forward by hours": (look) => NOON + look * HOUR,
  "jumps to and fro": (look) => NOON + (look % 2 === 0 ? 5 : -5) * HOUR,
  "stands still": () => NOON,
  "begins at 1970": (look) => look,
};

for (const [what, clockAt] of Object.entries(CLOCKS)) {
  Deno.test(`a backup is taken, fetched and proven while the clock ${what}`, () =>
    inFolder(async (dir) => {
      for (const terminal of [ALL_TERMINALS, NO_TERMINAL]) {
        let look = 0;
        const simulator = createSimulator({ product: "wordpress", version: "9.1.1" });
        const args = ["backup", "https://a.example", "--download", "--dir", dir, "--delete-remote"];
        const { status, stdout, stderr } = await cli(args, {
          transport: simulator.handle,
          terminal,
          clock: () => clockAt(look++),
          variables: { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: `${dir}/cache` },
        });
        assertEquals(status, 0, stderr);
        // Times and rates that cannot be.
        assert(
          !/NaN|Infinity|-\d+:\d\d|-\d+(?:\.\d+)? (?:[KMG]i)?B\/s/.test(stdout + stderr),
          stderr,
        );
        assertEquals(simulator.site.record(1)?.parts, []);
        for (const name of await namesIn(dir)) {
          if (name !== "cache") await Deno.remove(`${dir}/${name}`);
        }
      }
    }));
}
