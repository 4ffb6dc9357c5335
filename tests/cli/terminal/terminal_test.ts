/** What somebody sees who backs up three sites in a real terminal. */
import { assertEquals } from "@std/assert";
import { captureBackups, hasTmux } from "./session.ts";

const TMUX = await hasTmux();

for (const columns of [80, 50]) {
  Deno.test({
    name: `in a terminal of ${columns} columns, three sites move in three rows, and leave no trace`,
    ignore: !TMUX,
    // What tmux starts is no child of the test.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const file = new URL(`./${columns}_columns.txt`, import.meta.url);
      const text = await Deno.readTextFile(file).catch(() => "===\n");
      const [during = "", after = ""] = text.trimEnd().split("\n===\n");
      const seen = await captureBackups(columns, { during, after });
      if (Deno.env.get("SITEHAUL_CAPTURE") !== undefined) {
        await Deno.writeTextFile(file, `${seen.during}\n===\n${seen.after}\n`);
      }
      assertEquals(seen, { during, after });
    },
  });
}
