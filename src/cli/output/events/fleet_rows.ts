/** The events of a run over many sites, as JSON. Its work has the events of each site in between. */
import type { FleetEvent, JobOutcomeOf } from "../../../fleet/fleet_events.ts";
import { type Document, errorDocument } from "../documents.ts";
import type { SiteOutcome } from "../output.ts";
import { outcomeFields } from "./ends.ts";
import type { Described } from "./row.ts";

/** What a run tells programs; what is lost of its history is a warning. */
export type RunEvent = Exclude<
  FleetEvent<SiteOutcome>,
  { readonly type: "work" | "history-lost" }
>;

const STATES = ["ok", "warnings", "failed", "skipped", "interrupted"] as const;

/** In the order of the documents. */
export const RUN_ROWS: Readonly<Record<RunEvent["type"], Described>> = {
  run: {
    about: "A run over several sites begins",
    fields: ({ run, field, count }) => ({ run, sites: field(count, "How many sites it has") }),
  },
  job: {
    about: "The work on a site of a run begins",
    fields: ({ run, site, attempt }) => ({ run, site, attempt }),
  },
  again: {
    about: "What went wrong on a site of a run may pass by itself: there will be another attempt",
    fields: ({ run, site, attempt, error, field, count }) => ({
      run,
      site,
      attempt,
      error: field(error, "What went wrong"),
      waitMs: field(count, "Until the next attempt, in milliseconds"),
    }),
  },
  "job-ended": {
    about: "The work on a site of a run is over",
    fields: (of) => ({
      run: of.run,
      site: of.site,
      attempt: of.attempt,
      state: of.field(of.z.enum(STATES), "How it ended; only `ok` and `warnings` are successes"),
      reason: of.field(
        of.z.string().optional(),
        "Why it was skipped: `busy` (another run is at work there) or `host unreachable`",
      ),
      error: of.field(of.error.optional(), "The failure, if it failed or was interrupted"),
      ...outcomeFields(of),
    }),
  },
  "run-ended": {
    about: "A run over several sites is over",
    fields: ({ run, field, count, z }) => ({
      run,
      counts: field(
        z.strictObject(Object.fromEntries(STATES.map((state) => [state, count]))),
        "How many sites ended so: `ok`, `warnings`, `failed`, `skipped`, `interrupted`",
      ),
    }),
  },
};

/** As programs get it: errors with their codes, records with all keys. */
export function runDocument(event: RunEvent): Document {
  switch (event.type) {
    case "again": {
      const { type, run, site, attempt, error, waitMs } = event;
      return { type, run, site, attempt, error: errorDocument(error), waitMs };
    }
    case "job-ended": {
      const { outcome, ...of } = event;
      return { ...of, ...outcomeDocument(outcome) };
    }
    default:
      return { ...event };
  }
}

function outcomeDocument(outcome: JobOutcomeOf<SiteOutcome>): Document {
  const { state } = outcome;
  if (outcome.state === "skipped") return { state, reason: outcome.reason };
  if (outcome.error !== undefined) return { state, error: errorDocument(outcome.error) };
  const { site: _, ...details } = outcome.result.details;
  return { state, ...details };
}
