/** How long sites take while the sites of another host hang, against how long they take otherwise. */
import { median } from "../../bench/measure.ts";
import { type FleetSite, serveFleet } from "../../bench/fleet_sites.ts";
import { type Program, siteName } from "./program.ts";
import { lastJobs } from "./proof.ts";

/** How many sites, and for how long. */
export interface Hanging {
  /** Each on a host of its own. */
  readonly others: number;
  /** They share the host that hangs. */
  readonly onOneHost: number;
  readonly concurrency: number;
  readonly hangMs: number;
}

/** What was seen. */
export interface Slowness {
  /** The median of the other sites with the hanging host, as a multiple of that without it. */
  readonly ratio: number;
  /** The longest of the other sites, ms, with the hanging host. */
  readonly longestMs: number;
  /** The shortest that a site took during which its host hung, ms; at least as long as it hung. */
  readonly hungMs: number;
}

/** Runs the same sites twice: while the host hangs, and while it does not. */
export async function slownessOf(
  hanging: Hanging,
  programIn: (name: string) => Promise<Program>,
): Promise<Slowness> {
  const calm = await timesOf({ ...hanging, hangMs: 0 }, await programIn("calm"));
  const hung = await timesOf(hanging, await programIn("hung"));
  return {
    ratio: median(hung.others) / median(calm.others),
    longestMs: Math.max(...hung.others),
    hungMs: Math.max(...hung.onOneHost),
  };
}

async function timesOf({ others, onOneHost, concurrency, hangMs }: Hanging, program: Program) {
  const shared = { product: "joomla", version: "10.2.1", steps: 4, stepMs: 40 } as const;
  // Those of the one host come first, so that they are in the way if anything can be.
  const sites = Array.from(
    { length: onOneHost + others },
    (_, site): FleetSite =>
      site < onOneHost
        ? { ...shared, host: "127.2.0.1", hang: { after: 20, ms: hangMs } }
        : { ...shared, host: `127.1.${site >> 7}.${(site & 127) + 1}` },
  );
  await using fleet = await serveFleet(sites, { processes: 2 });
  // The host is waited for, rather than given up.
  await program.configure(fleet, { timeout: 60, stepLimit: 120 });
  const { status, stderr } = await program.run(["run", "--all", `--concurrency=${concurrency}`]);
  if (status !== 0) throw new Error(`run ended with ${status}: ${stderr}`);
  const jobs = await lastJobs(program);
  const times = sites.map((_, site) => {
    const { started = NaN, ended = NaN } = jobs.get(siteName(site)) ?? {};
    return ended - started;
  });
  return { onOneHost: times.slice(0, onOneHost), others: times.slice(onOneHost) };
}
