import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { createSimulator, serve } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { blocksOf } from "./documents.ts";
import { shellIn } from "./shell.ts";

const SECRET = "Practice-makes-perfect-8899";

/** Without what differs from run to run: times, and where the home is. */
function masked(text: string): string {
  return text.replace(/\d{8}-\d{6}utc/g, "TIME").replace(
    /\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?/g,
    "TIME",
  )
    .replace(/\S+(?=\/\.config\/sitehaul)/g, "HOME");
}

Deno.test("the session in README.md prints what it shows", () =>
  inFolder(async (folder) => {
    const [session = ""] = blocksOf("README.md", "console");
    const lines = Array.from(session.matchAll(/^\$ (.+)$/gm), ([, line = ""]) => line);
    assertEquals(lines.length, 5);
    const server = await serve(
      createSimulator({ product: "joomla", version: "10.2.1", secret: SECRET }),
    );
    try {
      await Deno.writeTextFile(join(folder, "secret.txt"), `${SECRET}\n`);
      const { run } = await shellIn(folder);
      let printed = "";
      for (const line of lines) {
        const typed = line.replace("http://127.0.0.1:8899", new URL(server.url).origin);
        const { status, stdout, stderr } = await run(typed, { XDG_CONFIG_HOME: "" });
        assertEquals(status, 0, stderr);
        printed += `$ ${line}\n${stdout}`;
      }
      assertEquals(masked(printed.trimEnd()), masked(session));
    } finally {
      await server.close();
    }
  }));
