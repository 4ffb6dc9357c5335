/** The plugin of the README, and a site that answers where it says. */
import { join } from "node:path";
import { createSimulator, serve, type SimulatorServer } from "../../src/simulator/mod.ts";

const README = new URL("../../README.md", import.meta.url);

/** Writes it into a folder, as it is printed, and a configuration that names it. */
export async function pluginOfReadme(folder: string, site: string): Promise<string> {
  const [, code = ""] = /```ts\n([^`]*defineProduct[^`]*)```/.exec(
    await Deno.readTextFile(README),
  ) ?? [];
  if (code === "") throw new Error("the README has no plugin");
  await Deno.writeTextFile(join(folder, "mine.ts"), code);
  const configuration = join(folder, "sitehaul.yaml");
  await Deno.writeTextFile(
    configuration,
    `version: 1\nplugins:\n  - ./mine.ts\nsites:\n  - name: mine\n    url: ${site}\n    product: mine\n`,
  );
  return configuration;
}

/** The API of Joomla at the address of that product. */
export async function servePlugin(): Promise<SimulatorServer> {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const { handle } = simulator;
  return await serve(Object.assign(simulator, {
    handle: (request: Request) => {
      const url = new URL(request.url);
      if (url.pathname !== "/extensions/backup/api.php") {
        return Promise.resolve(new Response("", { status: 404 }));
      }
      url.pathname = "/index.php";
      const api = { option: "com_akeebabackup", view: "api", format: "raw" };
      for (const [name, value] of Object.entries(api)) url.searchParams.set(name, value);
      return handle(new Request(url, request));
    },
  }));
}
