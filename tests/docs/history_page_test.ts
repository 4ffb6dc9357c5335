/** What docs/history.md shows, printed from a history that is made as the page has it. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { openHistory } from "../../src/history/sqlite.ts";
import { goodJob, job } from "../history/conformance/facts.ts";
import { inFolder } from "../support/in_folder.ts";
import { blocksOf } from "./documents.ts";
import { shellIn } from "./shell.ts";

const SITES = Array.from({ length: 20 }, (_, index) => `site-${index}`);

/** The end of the name of a run is made by chance. */
function masked(text: string): string {
  return text.replace(/(?<=\br-\d{8}-\d{6}-)[0-9a-f]{4}\b/g, "0000");
}

Deno.test("the session in docs/history.md prints what it shows", () =>
  inFolder(async (folder) => {
    let now = 0;
    const history = await openHistory(join(folder, "state"), { clock: () => now });
    const run = async (start: string, minutes: number, failing: readonly string[]) => {
      now = Date.parse(start);
      const writer = await history.beginRun({ command: "run", options: {}, sites: SITES });
      for (const site of SITES) {
        const of = { site, address: `https://${site}.example` };
        if (!failing.includes(site)) await goodJob(writer, {}, of);
        else await job(writer, { state: "failed", code: "auth/denied", message: "no" }, of);
      }
      now += minutes * 60_000;
      await writer.end();
    };
    await run("2026-11-27T02:30:00Z", 11 + 58 / 60, []);
    await run("2026-11-28T02:30:00Z", 12.75, ["site-7"]);
    await history.close();
    const [session = ""] = blocksOf("docs/history.md", "console");
    const [typed = "", ...shown] = session.split("\n");
    const shell = await shellIn(folder);
    const surroundings = { TZ: "UTC", SITEHAUL_STATE: join(folder, "state") };
    const { status, stdout, stderr } = await shell.run(typed.replace("$ ", ""), surroundings);
    assertEquals([status, stderr], [0, ""]);
    assertEquals(masked(stdout.trimEnd()), masked(shown.join("\n")));
  }));
