/**
 * Output for programs: one JSON document for a query, one JSON event per line for long work.
 * @module
 */
import { isSitehaulError, type SitehaulError } from "../../errors.ts";
import type { World } from "../world.ts";
import { type Document, errorDocument, recordDocument } from "./documents.ts";
import { Messages } from "./messages.ts";
import type { Output, OutputSettings, WorkEvent } from "./output.ts";

/** The version of the shapes of events, see event_schemas.ts, and of documents. */
const SCHEMA = 1;

/** Results, events and errors as JSON on the standard output; notes on the standard error. */
export function createJsonOutput(world: World, settings: OutputSettings): Output {
  const messages = new Messages(world, { ...settings, color: false, forceColor: false });
  const write = (document: unknown) => world.stdout(`${JSON.stringify(document)}\n`);
  let told: SitehaulError | undefined;
  const line = (document: unknown) => write(messages.redactAll(document));
  const event = (document: Document) => line({ schema: SCHEMA, ...document });
  return {
    hide: (secrets) => messages.hide(secrets),
    result: (document, _, { exactly = false } = {}) =>
      exactly ? write(document) : line(versioned(document)),
    verdict: (document, _, failure) => {
      event(failure === undefined ? document : { ...document, error: failure.toJSON() });
      told = failure;
    },
    archiveEvent: (document) => event(document),
    event: (site, work) => event({ type: work.type, site, ...detailsOf(work) }),
    pause: () => () => {},
    settled: (site, outcome) => {
      const details = isSitehaulError(outcome)
        ? { ok: false, error: errorDocument(outcome) }
        : { ok: true, ...outcome.details };
      if (isSitehaulError(outcome)) messages.trace(outcome, site);
      event({ type: "site", site, ...details });
    },
    done: ({ details }) => event({ type: "result", ok: true, ...details }),
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

function detailsOf(event: WorkEvent): Document {
  return event.type === "finished"
    ? { ...event, record: recordDocument(event.record) }
    : { ...event };
}
