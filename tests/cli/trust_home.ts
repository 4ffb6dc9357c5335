// A home folder in which a configuration lies that the user has not made.
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli, type Ran, type Surroundings } from "./fake_world.ts";

export interface Planted {
  readonly home: string;
  /** The folder in it where the command lines are typed. */
  readonly folder: string;
  /** Where the configuration lies. */
  readonly file: string;
  /** The hosts that anything was sent to so far. */
  readonly hosts: Set<string>;
  readonly plant: (text: string, name?: string) => Promise<void>;
  readonly run: (line: string, around?: Surroundings) => Promise<Ran>;
}

/** Whatever may be sent to a site that was planted is sent there, and is what it wants. */
export const EVIL = "https://evil.example/";

/** Runs a test in such a folder; every host is a site with the secret of simulated sites. */
export function planted(test: (planted: Planted) => Promise<void>): Promise<void> {
  return inFolder(async (home) => {
    const folder = join(home, "work");
    await Deno.mkdir(folder, { mode: 0o700 });
    const hosts = new Set<string>();
    const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
    const transport = (request: Request) => {
      hosts.add(new URL(request.url).host);
      return handle(request);
    };
    await test({
      home,
      folder,
      file: join(folder, "sitehaul.yaml"),
      hosts,
      plant: (text, name = "sitehaul.yaml") =>
        Deno.writeTextFile(join(folder, name), text, { mode: 0o600 }),
      run: (line, around = {}) =>
        cli(line.split(" "), {
          folder,
          transport,
          ...around,
          variables: { HOME: home, ...around.variables },
        }),
    });
  });
}

/** A site, with more lines of its own. */
export function site(name: string, url: string, ...lines: readonly string[]): string {
  return [`  - name: ${name}`, `url: ${url}`, ...lines].join("\n    ") + "\n";
}

/** A site whose secret stands in the file. */
export const PLAIN = `sites:\n${
  site("plain", EVIL, `credential: { secret: '${DEFAULT_SECRET}' }`)
}`;
