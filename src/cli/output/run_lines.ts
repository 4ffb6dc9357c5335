/** What people are told of a run over many sites: how many are done, and at once what went wrong. */
import type { FleetEvent } from "../../fleet/fleet_events.ts";
import { counted } from "./counted.ts";
import type { Messages } from "./messages.ts";
import type { Several, SiteOutcome } from "./output.ts";
import { RunCounts } from "./run_counts.ts";

/** With more sites than that, most have no row of their own. */
const MOST_WITH_ROWS = 8;

/** Shows a run by its events; the rows of sites come and go with their own. */
export class RunLines {
  readonly #messages: Messages;
  readonly #clock: () => number;
  readonly #hints = new Set<string>();
  #counts: RunCounts | undefined;

  /** @param clock ms since 1970 */
  constructor(messages: Messages, clock: () => number) {
    this.#messages = messages;
    this.#clock = clock;
  }

  take(event: FleetEvent<SiteOutcome>, all: Several | undefined): void {
    const { canMove, live } = this.#messages;
    if (event.type === "run") this.#begin(all);
    this.#counts?.take(event);
    if (event.type === "history-lost") this.#messages.warn(historyLost(event));
    if (event.type === "job" && canMove) live.begin(event.site);
    if (event.type === "again") live.remove(event.site);
    if (event.type === "job-ended" && all?.isBrief) this.#end(event);
    if (event.type === "run-ended") live.foot(undefined);
  }

  #begin(all: Several | undefined): void {
    const counts = this.#counts = new RunCounts(this.#clock);
    const isMany = all?.isBrief || (all?.names.length ?? 0) > MOST_WITH_ROWS;
    if (isMany && this.#messages.canMove) {
      this.#messages.live.foot((columns) => counts.line(columns));
    }
  }

  #end({ site, outcome }: FleetEvent<SiteOutcome> & { readonly type: "job-ended" }): void {
    const messages = this.#messages;
    messages.live.remove(site);
    if (outcome.state === "failed") {
      messages.trace(outcome.error, site);
      messages.failures([{ name: site, error: outcome.error }], this.#hints);
    }
    if (outcome.state === "skipped") {
      messages.siteLine(site, `skipped: ${outcome.reason}`, messages.style.yellow);
    }
    // Without a terminal, the last line is enough: cron would mail each of these.
    if (outcome.state === "warnings" && messages.canMove) {
      messages.siteLine(site, warningsOf(outcome.result), messages.style.yellow);
    }
  }
}

/** That what happens from now on may not be remembered. */
export function historyLost({ error }: FleetEvent & { readonly type: "history-lost" }): string {
  return `not everything is remembered: ${error.message}`;
}

/** How many, and the first of them. */
function warningsOf({ details }: SiteOutcome): string {
  const { warnings = [] } = details as { readonly warnings?: readonly string[] };
  const [first] = warnings;
  const count = `done, with ${counted(warnings.length, "warning")}`;
  return first === undefined ? "done, with a warning" : `${count}: ${first}`;
}
