/** A run over sites with all kinds of trouble, killed again and again, and resumed. */
import { type FleetSite, serveFleet } from "../../bench/fleet_sites.ts";
import { type TroubleName, TROUBLES } from "../../bench/fleet_troubles.ts";
import { faultsOf } from "./proof.ts";
import { Program } from "./program.ts";

/** The size of it, and its times. */
export interface Chaos {
  /** Sites on hosts of their own. */
  readonly sites: number;
  /** Sites on one host, which stops answering for a while. */
  readonly onOneHost: number;
  readonly kills: number;
  readonly concurrency: number;
  /** How long the host does not answer, ms. */
  readonly hangMs: number;
  /** Between a start and its kill, at least and at most, ms. */
  readonly killAfterMs: readonly [number, number];
  /** The same numbers give the same moments. */
  readonly seed: number;
  /** A folder on a disk without room; what is downloaded to it fails. */
  readonly fullDisk?: string | undefined;
  /** Troubles that are left out, as they take long. */
  readonly without?: readonly TroubleName[] | undefined;
  readonly log?: (line: string) => void;
}

const PRODUCTS = [
  { product: "joomla", version: "10.2.1" },
  { product: "wordpress", version: "9.1.1" },
  { product: "solo", version: "9.1.1" },
] as const;

/** All kinds of trouble, in turns, and sites without any. */
export function troubledSites({ sites, onOneHost, hangMs, without = [] }: Chaos): FleetSite[] {
  const names = (Object.keys(TROUBLES) as TroubleName[]).filter((name) => !without.includes(name));
  const shared = { steps: 4, stepMs: 40 };
  const troubled = Array.from({ length: sites }, (_, site): FleetSite => {
    const trouble = names[site % names.length] ?? "none";
    // Another start is noticed in the words of this version.
    const product = trouble === "displaced backup"
      ? PRODUCTS[0]
      : PRODUCTS[site % 3] ?? PRODUCTS[0];
    return { ...product, ...shared, trouble, host: `127.1.${site >> 7}.${(site & 127) + 1}` };
  });
  const hanging = Array.from({ length: onOneHost }, (_, site): FleetSite => ({
    ...PRODUCTS[site % 3] ?? PRODUCTS[0],
    ...shared,
    host: "127.2.0.1",
    hang: { after: 40, ms: hangMs },
  }));
  return [...troubled, ...hanging];
}

/**
 * Runs all sites, kills the program, resumes it, and so on; the last time it comes to its end.
 *
 * @returns what is wrong then
 */
export async function killAndResume(chaos: Chaos, folder: string): Promise<readonly string[]> {
  const { kills, concurrency, killAfterMs: [least, most], seed, fullDisk, log = () => {} } = chaos;
  const sites = troubledSites(chaos);
  await using fleet = await serveFleet(sites, { processes: 2 });
  const program = new Program(folder);
  const isOnFullDisk = (site: number) => fullDisk !== undefined && site === 0;
  await program.configure(fleet, undefined, (site) => isOnFullDisk(site) ? fullDisk : undefined);
  const random = randomFrom(seed);
  for (let killed = 0;; killed++) {
    const args = killed === 0 ? ["run", "--all"] : ["resume"];
    const isLast = killed === kills;
    const after = isLast ? undefined : least + random() * (most - least);
    const began = Date.now();
    const { status, stderr } = await program.run([...args, `--concurrency=${concurrency}`], after);
    log(`${args.join(" ")}: ${status ?? "killed"} after ${Date.now() - began} ms`);
    if (status === undefined) continue;
    if (![0, 121].includes(status)) return [`${args[0]} ended with ${status}: ${stderr}`];
    break;
  }
  return await faultsOf(
    sites,
    fleet,
    program,
    (site) => {
      if (isOnFullDisk(site)) return { ends: ["file/write"] };
      // While it hangs, a site there cannot be reached.
      return site < chaos.sites ? undefined : { ends: ["done", "network/timeout"] };
    },
  );
}

function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
