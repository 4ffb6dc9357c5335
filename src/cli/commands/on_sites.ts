/** One command on many sites: what each came to, and what all of them did. */
import { isSitehaulError, SitehaulError } from "../../base/errors.ts";
import type { Chosen, ChosenSite } from "../context/chosen_sites.ts";
import type { Context, NamedSite, SiteFlags } from "../context/context.ts";
import { counted } from "../output/counted.ts";
import { someNames } from "../output/run_counts.ts";
import type { Outcome, Output } from "../output/output.ts";
import { failureOf } from "../world/failure.ts";
import { sideBySide } from "./side_by_side.ts";

/** What is done on each of several sites. */
export interface ManySites {
  readonly flags: SiteFlags;
  readonly context: Context;
  /** How many sites at once; those on one host are asked one after the other all the same. */
  readonly parallel: number;
  /** Whether what came of them is told in the order of the sites; else as soon as it is known. */
  readonly inOrder?: boolean;
  /** Half a sentence for the last line, such as `tested`; without it there is none. */
  readonly done?: string;
  readonly work: (site: NamedSite, chosen: ChosenSite) => Promise<Outcome>;
}

/**
 * Does the work on each site, and tells what came of it; the others go on if one fails.
 *
 * @throws {SitehaulError} `fleet/partial` if some failed, `interrupted`
 */
export async function onSites(
  { sites }: Pick<Chosen, "sites">,
  { flags, context, parallel, inOrder = false, done, work }: ManySites,
): Promise<void> {
  const { output, world: { signal } } = context;
  output.several({ noun: "site", names: sites.map(({ site }) => site) });
  const failed: string[] = [];
  const settle = inOrder ? inTurn(sites, output) : settleOn(output);
  await sideBySide(hostsOf(sites), parallel, signal, async (onOneHost) => {
    for (const chosen of onOneHost) {
      if (signal.aborted) return;
      const outcome = await outcomeOf(
        async () => await work(await context.site(chosen.site, flags), chosen),
        signal,
      );
      if (isSitehaulError(outcome, "interrupted") && parallel === 1) throw outcome;
      if (isSitehaulError(outcome)) failed.push(chosen.name);
      settle(chosen, outcome);
    }
  });
  if (signal.aborted) throw interruptedAmong(sites.length);
  if (failed.length > 0) throw partial(failed, sites.length);
  output.done({
    details: { sites: sites.length },
    text: (_, warned) =>
      done === undefined ? "" : `${counted(sites.length, "site")} ${done}${warned}`,
  });
}

/** Sites on one host share its time, and their owner's patience. */
function hostsOf(sites: readonly ChosenSite[]): ChosenSite[][] {
  return [...Map.groupBy(sites, ({ place }) => place.split("/")[2] ?? place).values()];
}

type Settle = (chosen: ChosenSite, outcome: Outcome | SitehaulError) => void;

function settleOn(output: Output): Settle {
  return ({ name }, outcome) => output.settled(name, outcome);
}

/** Keeps what is known early until those before it are told. */
function inTurn(sites: readonly ChosenSite[], output: Output): Settle {
  const waiting = new Map<ChosenSite, Outcome | SitehaulError>();
  let next = 0;
  return (chosen, outcome) => {
    waiting.set(chosen, outcome);
    for (let site = sites[next]; site !== undefined; site = sites[++next]) {
      const known = waiting.get(site);
      if (known === undefined) return;
      waiting.delete(site);
      output.settled(site.name, known);
    }
  };
}

async function outcomeOf<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T | SitehaulError> {
  try {
    return await work();
  } catch (error) {
    return failureOf(error, signal);
  }
}

function interruptedAmong(count: number): SitehaulError {
  return new SitehaulError(
    "interrupted",
    `Interrupted during the work on ${counted(count, "site")}`,
    { hint: "The messages above show what is left on each server. The same command starts again." },
  );
}

/** The failure of some of several sites. */
export function partial(failed: readonly string[], count: number): SitehaulError {
  return new SitehaulError(
    "fleet/partial",
    `${failed.length} of ${counted(count, "site")} failed: ${someNames(failed)}`,
    {
      hint: `The error of each is above${failed.length === count ? "" : "; the others are done"}.`,
    },
  );
}
