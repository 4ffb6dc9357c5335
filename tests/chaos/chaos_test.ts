/** Runs over many sites, in short: `deno task chaos` is the same with many more. */
import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { inFolder } from "../support/in_folder.ts";
import { withSmallDisk } from "../support/small_disk.ts";
import { slownessOf } from "./hanging.ts";
import { killAndResume } from "./kills.ts";
import { Program } from "./program.ts";
import { runTwice } from "./two_runs.ts";

const SHORT = {
  sites: 28,
  onOneHost: 6,
  concurrency: 16,
  hangMs: 2500,
  kills: 4,
  killAfterMs: [900, 2600],
  // After such a refusal, the site is left alone for a minute.
  without: ["block"],
} as const;

Deno.test("a run over sites in all kinds of trouble, killed again and again, ends as it should with resume", () =>
  inFolder(async (folder) => {
    const seed = Math.floor(Math.random() * 1e6);
    assertEquals(await killAndResume({ ...SHORT, seed }, folder), [], `seed ${seed}`);
  }));

const { leftOut } = withSmallDisk;
const onFullDisk = "a site whose backups go to a full disk fails for that, and stops no other";
Deno.test({
  name: leftOut === undefined ? onFullDisk : `${onFullDisk} (left out: ${leftOut})`,
  ignore: leftOut !== undefined,
  fn: () =>
    inFolder((folder) =>
      withSmallDisk(folder, async (fullDisk) => {
        await Deno.writeFile(`${fullDisk}/filler`, new Uint8Array(2040 << 10));
        const few = { ...SHORT, sites: 3, onOneHost: 0, kills: 0, seed: 1, fullDisk };
        assertEquals(await killAndResume(few, folder), []);
      })
    ),
});

Deno.test("two runs at once do each site once, and the other one says that it is busy", () =>
  inFolder(async (folder) => {
    const sites = 12;
    const { starts, atOnce, ends } = await runTwice(new Program(folder), { sites });
    assertEquals(starts, Array.from({ length: sites }, () => 1));
    assertEquals(ends, { ok: sites, "skipped: busy": sites });
    assertEquals(atOnce, 1);
  }));

Deno.test("the sites of a run that was killed are free at once", () =>
  inFolder(async (folder) => {
    const twice = { sites: 6, killsFirst: true };
    const { starts, atOnce, ends, statuses } = await runTwice(new Program(folder), twice);
    assertEquals(statuses, [undefined, 0]);
    assertEquals(ends["skipped: busy"], undefined);
    assertGreater(ends["interrupted"], 0);
    // What was left behind is gone on with.
    assertEquals([Math.max(...starts), atOnce], [1, 1]);
  }));

Deno.test("a host that hangs holds up nobody else", () =>
  inFolder(async (folder) => {
    const hangMs = 6000;
    const few = { others: 15, onOneHost: 8, concurrency: 6, hangMs };
    const { ratio, longestMs, hungMs } = await slownessOf(few, async (name) => {
      await Deno.mkdir(`${folder}/${name}`);
      return new Program(`${folder}/${name}`);
    });
    assertGreater(hungMs, hangMs * 0.9);
    // Generous to a machine that does something else meanwhile; `deno task chaos` looks closer.
    assertLess(ratio, 2);
    assertLess(longestMs, hangMs);
  }));
