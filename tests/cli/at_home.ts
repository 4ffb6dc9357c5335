// A home folder with configurations, for the command line in process.
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET, type Simulator } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli, type Ran, type Surroundings } from "./fake_world.ts";

export interface Home {
  readonly folder: string;
  readonly simulator: Simulator;
  readonly run: (args: readonly string[], around?: Surroundings) => Promise<Ran>;
  readonly write: (name: string, text: string, mode?: number) => Promise<void>;
  readonly read: (name: string) => Promise<string>;
}

/** A home folder, and a site behind every address but `https://gone.example`. */
export function atHome(test: (home: Home) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    const transport = (request: Request) =>
      request.url.startsWith("https://gone.example")
        ? Promise.resolve(new Response("<title>Gone</title>", { status: 404 }))
        : simulator.handle(request);
    await test({
      folder,
      simulator,
      run: (args, around = {}) => {
        const variables = { HOME: folder, ...around.variables };
        return cli(args, { folder, transport, ...around, variables });
      },
      write: async (name, text, mode = 0o600) => {
        await Deno.writeTextFile(join(folder, name), text, { mode });
        if (name === "sitehaul.yaml") await trusted(folder);
      },
      read: (name) => Deno.readTextFile(join(folder, name)),
    });
  });
}

/** Trusts the configuration in a home folder; an invalid one cannot be trusted. */
async function trusted(folder: string): Promise<void> {
  await cli(["config", "trust"], { folder, variables: { HOME: folder } });
}

/** A site whose secret is elsewhere. */
export const SHOP = `sites:
  - name: shop
    url: https://shop.example/
    credential:
      secret: \${env:WORD}
    profile: 1
    download: backups/{site}
`;
/** The environment that {@linkcode SHOP} needs. */
export const WORD = { WORD: DEFAULT_SECRET };
