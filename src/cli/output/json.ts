/** Output for programs: one JSON document for a query, one JSON event per line for long work. */
import { isSitehaulError, type SitehaulError } from "../../base/errors.ts";
import type { World } from "../world/world.ts";
import { type Document, errorDocument } from "./documents.ts";
import { runDocument } from "./events/fleet_rows.ts";
import { eventValues } from "./events/table.ts";
import { jsonText } from "./json_text.ts";
import { Messages } from "./messages.ts";
import { historyLost } from "./run_lines.ts";
import type { Output, OutputSettings } from "./output.ts";

/** The version of the shapes of events, see events/table.ts, and of documents. */
const SCHEMA = 1;

/** Results, events and errors as JSON on the standard output; notes on the standard error. */
export function createJsonOutput(world: World, settings: OutputSettings): Output {
  const messages = new Messages(world, { ...settings, color: false, forceColor: false });
  const write = (document: unknown) => world.stdout(`${jsonText(document)}\n`);
  let told: SitehaulError | undefined;
  const line = (document: unknown) => write(messages.redactAll(document));
  const event = (document: Document) => line({ schema: SCHEMA, ...document });
  const result = (document: unknown) =>
    write(messages.redactAll(versioned(document), { isResult: true }));
  return {
    hide: (secrets) => messages.hide(secrets),
    redact: (text) => messages.redact(text),
    result: (document, _, { exactly = false, isForeign = false, failure } = {}) => {
      const whole = isForeign ? document : versioned(document);
      write(exactly ? whole : messages.redactAll(whole, { isResult: true }));
      if (failure !== undefined) messages.fail(failure);
      told = failure;
    },
    verdict: (document, _, failure) => {
      if (failure === undefined) result(document);
      else event({ ...document, error: failure.toJSON() });
      told = failure;
    },
    archiveEvent: (work) => event(eventValues(work)),
    event: (site, work, of) =>
      event({ type: work.type, site, ...of, ...eventValues(messages.redactEvent(work)) }),
    fleet: (news) => {
      if (news.type === "history-lost") messages.warn(historyLost(news));
      // The events of the work have come already, each with its job.
      else if (news.type === "job-ended") result(runDocument(news));
      else if (news.type !== "work") event(runDocument(news));
    },
    pause: () => () => {},
    several: () => {},
    settled: (site, outcome) => {
      if (isSitehaulError(outcome)) {
        messages.trace(outcome, site);
        event({ type: "site", site, ok: false, error: errorDocument(outcome) });
      } else result({ type: "site", site, ok: true, ...outcome.details });
    },
    done: ({ details }) => result({ type: "result", ok: true, ...details }),
    note: (text) => messages.note(text),
    warn: (text) => messages.warn(text),
    aside: () => {},
    debug: (text) => messages.debug(text),
    fail: (error) => {
      if (error !== told) event(errorDocument(error));
      messages.trace(error);
    },
  };
}

/** A list stays a list, as programs have it. */
function versioned(document: unknown): unknown {
  const isObject = typeof document === "object" && document !== null && !Array.isArray(document);
  return isObject ? { schema: SCHEMA, ...document } : document;
}
