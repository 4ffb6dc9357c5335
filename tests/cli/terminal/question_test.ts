/** Questions in a real terminal. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET, serve } from "../../../src/simulator/mod.ts";
import { inFolder } from "../../support/in_folder.ts";
import { hasTmux, terminal, type Tmux } from "./session.ts";

const TMUX = await hasTmux();
const MAIN = new URL("../../../src/cli/main.ts", import.meta.url).pathname;

/** The screen, once it shows that. */
async function screenWith(tmux: Tmux, wanted: string): Promise<string> {
  for (let looks = 1;; looks++) {
    const screen = await tmux("capture-pane", "-p", "-J");
    if (screen.includes(wanted) || looks === 2000) return screen;
  }
}

Deno.test.each<[string, string]>([["C-c", "130"], ["n", "130"], ["C-d", "130"], ["y", "110"]])(
  "whoever is asked before something is deleted may answer %s",
  { ignore: !TMUX, sanitizeOps: false, sanitizeResources: false },
  (key, status) =>
    inFolder(async (folder) => {
      const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
      await using server = await serve(simulator);
      const tmux = terminal(join(folder, "socket"));
      const words = [Deno.execPath(), "run", "--quiet", "-A", MAIN, "delete", server.url, "41"];
      const line = `${words.join(" ")} >out; echo "exit status $?"; exec cat`;
      const variables = { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: join(folder, "cache") };
      const set = Object.entries(variables).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
      try {
        await tmux("new-session", "-d", "-x", "120", "-y", "24", "-c", folder, ...set, line);
        assertStringIncludes(await screenWith(tmux, "[y/N]"), "Delete backup 41 of");
        await tmux("send-keys", ...key.startsWith("C-") ? [key] : [key, "Enter"]);
        assertStringIncludes(await screenWith(tmux, "exit status"), `exit status ${status}`);
        assertEquals(await Deno.readTextFile(join(folder, "out")), "");
        assertEquals(simulator.requests.length > 0, key === "y");
      } finally {
        await tmux("kill-server").catch(() => {});
      }
    }),
);
