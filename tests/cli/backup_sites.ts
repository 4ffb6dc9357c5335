/** Simulated sites for the commands that take and fetch backups. */
import {
  createSimulator,
  DEFAULT_SECRET,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { cli, type Surroundings } from "./fake_world.ts";

/** The address of a site. */
export const SITE = "https://www.example.com";

/** A simulated site, and what surrounds a command there. */
export interface Simulated {
  readonly simulator: Simulator;
  readonly run: (args: readonly string[], around?: Surroundings) => ReturnType<typeof cli>;
}

/** `run` knows the secret, and shares the time of the site. */
export function simulate(options: Partial<SimulatorOptions> = {}): Simulated {
  const time = new FakeTime();
  const { date: clock, sleep } = time;
  const simulator = createSimulator({
    product: "joomla",
    version: "10.2.1",
    clock,
    sleep,
    ...options,
  });
  const run = (args: readonly string[], around: Surroundings = {}) =>
    cli(args, {
      variables: { SITEHAUL_SECRET: DEFAULT_SECRET },
      transport: simulator.handle,
      clock: time.clock,
      sleep,
      ...around,
    });
  return { simulator, run };
}

export const OTHER = "https://b.example";

/** Two addresses, and a site behind each. */
export function simulateTwo(): Simulated {
  const { run, simulator } = simulate();
  const other = simulate().simulator;
  const transport = (request: Request) =>
    (request.url.startsWith(OTHER) ? other : simulator).handle(request);
  return { simulator, run: (args, around = {}) => run(args, { transport, ...around }) };
}
