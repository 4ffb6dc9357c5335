/** What Node keeps of the compiled program is run the next time: nobody else may have put it there. */
import { assert, assertEquals } from "@std/assert";
import { namesIn } from "../support/in_folder.ts";
import { PROGRAMS, run, testOnEach } from "./program.ts";

const programs = PROGRAMS.filter(({ name }) => name.startsWith("Node "));

testOnEach(
  "the compiled program is kept where nobody else gets at it",
  async (program, folder) => {
    assertEquals((await run(program, ["version"], { folder })).status, 0);
    const kept = `${folder}/.cache/sitehaul/compiled`;
    for (const each of [`${folder}/.cache/sitehaul`, kept]) {
      assertEquals((Deno.lstatSync(each).mode ?? 0) & 0o777, 0o700, each);
    }
    assert((await namesIn(kept)).length > 0);
    assertEquals((await run(program, ["version"], { folder })).status, 0);
  },
  { unix: true, programs },
);

testOnEach(
  "it is not kept where others could have put something, nor where nothing is to be kept",
  async (program, folder) => {
    const cache = `${folder}/.cache/sitehaul`;
    const kept = `${cache}/compiled`;
    await run(program, ["doctor", "--no-cache"], { folder });
    await run(program, ["version"], { folder, env: { SITEHAUL_CACHE: "/dev/null/none" } });
    assertEquals(await namesIn(folder), []);
    await Deno.mkdir(kept, { recursive: true });
    for (const [open, mode] of [[kept, 0o755], [cache, 0o777]] as const) {
      for (const each of [cache, kept]) await Deno.chmod(each, each === open ? mode : 0o700);
      assertEquals((await run(program, ["version"], { folder })).status, 0);
      assertEquals(await namesIn(kept), [], open);
    }
    await Deno.remove(kept);
    await Deno.mkdir(`${folder}/elsewhere`, { mode: 0o700 });
    await Deno.chmod(cache, 0o700);
    await Deno.symlink(`${folder}/elsewhere`, kept);
    assertEquals((await run(program, ["version"], { folder })).status, 0);
    assertEquals(await namesIn(`${folder}/elsewhere`), []);
  },
  { unix: true, programs },
);
