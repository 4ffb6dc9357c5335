/**
 * What a ZIP archive may say of its directory.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { openWalk } from "../../src/archive/open.ts";
import { withFolder } from "./support/temporary.ts";
import { pack } from "./support/writers.ts";

Deno.test("a directory that claims to be larger than any is not read into memory", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.zip");
    const claimed = 300 << 20;
    const counts = pack([0, 2], [0, 2], [1, 2], [1, 2]);
    const end = pack("PK\x05\x06", counts, [claimed, 4], [0, 4], [0, 2]);
    // Nothing of it takes room on the disk.
    const file = await Deno.open(path, { write: true, create: true });
    await file.write(pack("PK\x03\x04"));
    await file.truncate(claimed);
    await file.seek(0, Deno.SeekMode.End);
    await file.write(end);
    file.close();
    let largest = 0;
    const observer = (_: number, __: number, { buffer }: Uint8Array) => {
      largest = Math.max(largest, buffer.byteLength);
    };
    const { walk, chain } = await openWalk(path, { observer });
    const problems = (await Array.fromAsync(walk()))
      .flatMap((found) => "problem" in found ? [found.problem] : []);
    await chain.close();
    assertEquals(problems.at(-1)?.code, "directory");
    assertStringIncludes(problems.at(-1)?.message ?? "", "it is not where its end says");
    assert(largest <= 2 << 20, `${largest} bytes at once`);
  });
});
