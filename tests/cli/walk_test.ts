import { assertEquals } from "@std/assert";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli } from "./fake_world.ts";

/** The functions of a stack that are at work, the outermost first; those that start the test are none. */
function functionsIn(stack: string): string[] {
  const frames = stack.split("\n").filter((line) => /\/src\/(?!transport\/)/.test(line));
  return frames.map((line) => /at async ([^( ]+) \(/.exec(line)?.[1] ?? line.trim()).reverse();
}

Deno.test("ten functions wait while a backup of a remembered site asks its first question", async () => {
  await inFolder(async (folder) => {
    const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
    const stacks: string[] = [];
    const variables = { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: folder };
    const transport = async (request: Request) => {
      stacks.push(new Error().stack ?? "");
      return await handle(request);
    };
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = 100;
    try {
      await cli(["test", "www.example.com"], { transport, variables });
      stacks.length = 0;
      const { status } = await cli(["backup", "www.example.com"], { transport, variables });
      assertEquals(status, 0);
    } finally {
      Error.stackTraceLimit = before;
    }
    assertEquals(["main", ...functionsIn(stacks[0] ?? "")], [
      "main",
      "run",
      "run",
      "backUpSite",
      "runSiteJob",
      "Site.takeBackup",
      "runBackup",
      "Patience.outlast",
      "Session.#healed",
      "Connection.exchange",
    ]);
  });
});
