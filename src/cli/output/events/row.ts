/** What there is to know of an event of long work: one row holds all of it. */
import type { BackupEvent, DownloadEvent, UpdateStage, Waiting } from "../../../../mod.ts";
import type { DownloadProgress } from "../../../download/parts_events.ts";
import type { ExtractEvent, ExtractSummary, Problem } from "../../../archive/mod.ts";
import type { Document } from "../documents.ts";

/** Something that happened during a long operation on a site. */
export type SiteEvent =
  | BackupEvent
  | DownloadEvent
  | Waiting
  | { readonly type: "checking"; readonly done: number; readonly total: number }
  | ({ readonly type: "stage" } & UpdateStage);

/** Something that happened while an archive was extracted. */
export type ArchiveEvent =
  & { readonly archive: string }
  & (
    | Extract<ExtractEvent, { readonly type: "entry" | "progress" }>
    /** `text` is the whole line of the problem: what makes it is loaded only when needed. */
    | { readonly type: "problem"; readonly problem: Problem; readonly text: string }
    | { readonly type: "summary"; readonly summary: ExtractSummary }
  );

/** An event that is told as it happens. */
export type WorkEvent = SiteEvent | ArchiveEvent;

/** One member of the union, by its `type`. */
export type EventOf<T extends WorkEvent["type"]> = Extract<WorkEvent, { readonly type: T }>;

/**
 * A line about an event. A milestone is shown where nothing moves; where rows move, these tell it.
 */
export interface EventLine {
  readonly kind: "note" | "milestone" | "warning";
  readonly text: string;
}

/** The current activity. */
export type Phase = "connect" | "backup" | "download" | "verify" | "update" | "extract";

/** By number: parts come several at once, in any order. */
export type PartsSoFar = ReadonlyMap<number, Pick<DownloadProgress, "received" | "size">>;

/** What the row shows that moves. */
export interface Progress {
  readonly phase: Phase;
  /** Per cent, 0–100; none if unknown. */
  readonly percent?: number | undefined;
  /** Bytes downloaded, verified or extracted so far. */
  readonly bytes?: number | undefined;
  /** A few words. */
  readonly text: string;
  readonly parts?: PartsSoFar | undefined;
}

/** What the fields of an event are made of; passed in, because it is loaded for programs alone. */
export type Fields = typeof import("../shared_schemas.ts");

/** How the JSON of an event is described. */
export interface Described {
  /** What happened, in a sentence. */
  readonly about: string;
  /** Its fields, with their meanings; all but `schema` and `type`. */
  readonly fields: (of: Fields) => Readonly<Record<string, import("zod").ZodType>>;
}

/** The three forms that an event takes: JSON, a line, and progress. */
export interface EventRow<E> extends Described {
  /** The values of its fields. @default {those of the event} */
  readonly json?: (event: E) => Document;
  /** Its line for people; without one it is seen in the row that moves, or not at all. */
  readonly line?: (event: E) => EventLine;
  /** How far the work is then; without one, as far as `before`. */
  readonly progress?: (event: E, before: Progress) => Progress;
}

/** A table that lacks no event of its types: the compiler sees to that. */
export type Rows<T extends WorkEvent["type"]> = { readonly [Type in T]: EventRow<EventOf<Type>> };

/** Useful, but not a problem. */
export function note(text: string): EventLine {
  return { kind: "note", text };
}

/** Something is done. */
export function milestone(text: string): EventLine {
  return { kind: "milestone", text };
}

/** A problem that does not stop the command. */
export function warning(text: string): EventLine {
  return { kind: "warning", text };
}
