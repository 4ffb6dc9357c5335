/** Questions in a real terminal, on every runtime. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { hasTmux, terminal, type Tmux } from "../cli/terminal/session.ts";
import { inFolder } from "../support/in_folder.ts";
import { environmentIn, lineOf, type Program, PROGRAMS } from "./program.ts";

const TMUX = await hasTmux();

/** The screen, once it shows that. */
async function screenWith(tmux: Tmux, wanted: string): Promise<string> {
  for (let looks = 1;; looks++) {
    const screen = await tmux("capture-pane", "-p", "-J");
    if (screen.includes(wanted) || looks === 2000) return screen;
  }
}

/** A terminal in which the program runs, with its standard output in the file `out`. */
async function inTerminal(
  program: Program,
  words: readonly string[],
  folder: string,
  body: (tmux: Tmux) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const tmux = terminal(join(folder, "socket"));
  const set = Object.entries(environmentIn({ folder, env })).flatMap(([name, value]) => [
    "-e",
    `${name}=${value}`,
  ]);
  const line = `${lineOf(program, ...words)} >out; echo "exit status $?"; exec cat`;
  try {
    await tmux("new-session", "-d", "-x", "120", "-y", "24", "-c", folder, ...set, line);
    await body(tmux);
  } finally {
    await tmux("kill-server").catch(() => {});
  }
}

for (const program of PROGRAMS) {
  const options = { ignore: !TMUX, sanitizeOps: false, sanitizeResources: false };

  Deno.test(
    `${program.name}: a secret is asked for, and nothing of it is shown`,
    options,
    () =>
      inFolder(async (folder) => {
        await using server = await serve(createSimulator({ product: "joomla", version: "10.2.1" }));
        await inTerminal(program, ["test", server.url], folder, async (tmux) => {
          await screenWith(tmux, "Secret Word");
          await tmux("send-keys", "-l", DEFAULT_SECRET);
          await tmux("send-keys", "Enter");
          const screen = await screenWith(tmux, "exit status");
          assertStringIncludes(screen, "exit status 0");
          assert(!screen.includes(DEFAULT_SECRET), screen);
          assertStringIncludes(await Deno.readTextFile(join(folder, "out")), "10.2.1");
        });
      }),
  );

  for (
    const [key, status] of [["C-c", "130"], ["C-d", "130"], ["n", "130"], ["y", "110"]] as const
  ) {
    const name = `${program.name}: whoever is asked before something is deleted may answer ${key}`;
    Deno.test(name, options, () =>
      inFolder(async (folder) => {
        const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
        await using server = await serve(simulator);
        const env = { SITEHAUL_SECRET: DEFAULT_SECRET };
        await inTerminal(program, ["delete", server.url, "41"], folder, async (tmux) => {
          assertStringIncludes(await screenWith(tmux, "[y/N]"), "Delete backup 41 of");
          await tmux("send-keys", ...key.startsWith("C-") ? [key] : [key, "Enter"]);
          assertStringIncludes(await screenWith(tmux, "exit status"), `exit status ${status}`);
          assertEquals(await Deno.readTextFile(join(folder, "out")), "");
          assertEquals(simulator.requests.length > 0, key === "y");
        }, env);
      }));
  }
}
