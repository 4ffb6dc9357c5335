/** The table of all events: a new one is one row. */
import type { Document } from "../documents.ts";
import { ARCHIVE_ROWS } from "./archive_rows.ts";
import { BACKUP_ROWS } from "./backup_rows.ts";
import { ENDS } from "./ends.ts";
import { FETCH_ROWS } from "./fetch_rows.ts";
import { RUN_ROWS } from "./fleet_rows.ts";
import type { Described, EventLine, EventOf, EventRow, Progress, Rows, WorkEvent } from "./row.ts";

const ROWS: Rows<WorkEvent["type"]> = { ...BACKUP_ROWS, ...FETCH_ROWS, ...ARCHIVE_ROWS };

/** How the JSON of each event is described, in the order of the documents. */
export const DESCRIBED: Readonly<Record<string, Described>> = {
  ...RUN_ROWS,
  ...inRuns({ ...BACKUP_ROWS, ...FETCH_ROWS }),
  ...ARCHIVE_ROWS,
  ...inRuns({ site: ENDS.site }),
  result: ENDS.result,
  error: ENDS.error,
};

/** In a run over several sites, the events of each say to which job they belong. */
function inRuns(rows: Readonly<Record<string, Described>>): Readonly<Record<string, Described>> {
  const wrapped = Object.entries(rows).map(([type, { about, fields }]) => {
    const inRun: Described["fields"] = (of) => ({
      ...fields(of),
      run: of.run.optional(),
      attempt: of.attempt.optional(),
    });
    return [type, { about, fields: inRun }];
  });
  return Object.fromEntries(wrapped);
}

/** The line about an event, if it has one. */
export function eventLine(event: WorkEvent): EventLine | undefined {
  return rowOf(event).line?.(event);
}

/** The values that programs get of an event. */
export function eventValues(event: WorkEvent): Document {
  return rowOf(event).json?.(event) ?? { ...event };
}

/** How far the work is after an event. */
export function progressAfter(event: WorkEvent, before: Progress): Progress | undefined {
  return rowOf(event).progress?.(event, before);
}

/** The compiler cannot see that the row of an event's type is that of the event; the table can. */
function rowOf(event: WorkEvent): EventRow<EventOf<WorkEvent["type"]>> {
  return ROWS[event.type] as EventRow<EventOf<WorkEvent["type"]>>;
}
