/** A simulated site, for command lines of Akeeba Remote CLI. */
import {
  createSimulator,
  DEFAULT_SECRET,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli, type Ran } from "../cli/fake_world.ts";

interface Visited {
  readonly simulator: Simulator;
  readonly folder: string;
  /** Runs a command line, with the site and its secret. */
  readonly run: (...words: string[]) => Promise<Ran>;
}

/** Runs a test with a site, and a folder of its own. */
export function visit(
  test: (visited: Visited) => Promise<void>,
  options: Partial<SimulatorOptions> = {},
): Promise<void> {
  return inFolder(async (folder) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1", ...options });
    const site = ["--host=https://a.example", `--secret=${DEFAULT_SECRET}`];
    const run = (...words: string[]) =>
      cli([...words, ...site], { transport: simulator.handle, folder });
    await test({ simulator, folder, run });
  });
}
