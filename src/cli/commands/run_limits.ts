/** The limits of a run: by the command line, else by the configuration. */
import { durationFault, durationMs, parseRate, rateFault } from "../../config/duration.ts";
import { SitehaulError } from "../../base/errors.ts";
import { bandwidth } from "../../fleet/bandwidth.ts";
import type { FleetPlan } from "../../fleet/fleet_events.ts";
import { CONCURRENCY } from "../../fleet/run_fleet.ts";
import type { SiteDownload } from "../../fleet/site_job.ts";
import type { FlagValues } from "../declarations/command.ts";
import type { run } from "../declarations/fleet.ts";
import type { Configuration } from "../context/configuration.ts";
import type { Context } from "../context/context.ts";

/** The flags that limit a run. */
export type LimitFlags = Pick<
  FlagValues<typeof run.flags>,
  "concurrency" | "per-host" | "bandwidth" | "attempts" | "deadline"
>;

/** How much at once, how often, how fast and for how long. */
export interface RunLimits {
  readonly plan: Pick<FleetPlan<unknown>, "concurrency" | "perHost" | "attempts">;
  /** Holds back all downloads together. */
  readonly pace: SiteDownload["pace"];
  /** How long the job of a configured site may take, ms. */
  readonly deadlineOf: (site: string) => number | undefined;
}

/**
 * The limits.
 *
 * @throws {SitehaulError} `usage/value`
 */
export function limitsOf(
  flags: LimitFlags,
  configuration: Configuration,
  { world }: Pick<Context, "world">,
): RunLimits {
  const { fleet = {}, defaults = {} } = configuration.loaded?.configuration ?? {};
  const rate = flags.bandwidth === undefined
    ? fleet.bandwidth
    : checked("bandwidth", flags.bandwidth, rateFault);
  const bytes = rate === undefined ? undefined : parseRate(rate);
  const typed = flags.deadline === undefined
    ? undefined
    : checked("deadline", flags.deadline, durationFault);
  const deadlines = new Map(configuration.sites.map(({ name, deadline }) => [name, deadline]));
  return {
    plan: {
      concurrency: flags.concurrency ?? fleet.concurrency ?? CONCURRENCY,
      perHost: flags["per-host"] ?? fleet.perHost,
      attempts: flags.attempts ?? fleet.attempts,
    },
    pace: bytes === undefined ? undefined : bandwidth(bytes, world),
    deadlineOf: (site) => {
      const deadline = typed ?? deadlines.get(site) ?? defaults.deadline;
      return deadline === undefined ? undefined : durationMs(deadline);
    },
  };
}

/**
 * A time that was typed, ms.
 *
 * @throws {SitehaulError} `usage/value`
 */
export function typedMs(flag: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : durationMs(checked(flag, text, durationFault));
}

function checked(flag: string, text: string, faultOf: (text: string) => string | undefined) {
  const fault = faultOf(text);
  if (fault === undefined) return text;
  throw new SitehaulError("usage/value", `--${flag}: ${fault}`, {
    hint: 'Correct the value; "sitehaul run --help" has examples.',
  });
}
