/**
 * Where commands write to. Human text, JSON, or another form: commands do not know which.
 * @module
 */
import type { BackupEvent, FetchEvent, SitehaulError, UpdateStage } from "../../../mod.ts";
import type { Document } from "./documents.ts";
import type { Style } from "./style.ts";

/** Something that happened in long work on a site. */
export type WorkEvent =
  | BackupEvent
  | FetchEvent
  | { readonly type: "checking"; readonly done: number; readonly total: number }
  | ({ readonly type: "stage" } & UpdateStage);

/** What is being done. */
export type Phase = "connect" | "backup" | "download" | "verify" | "update" | "extract";

/** A line about an event. */
export interface EventLine {
  readonly kind: "note" | "warning" | "progress";
  readonly text: string;
  /** Whether it is worth a line of its own where nothing can move. */
  readonly isMilestone?: boolean;
  /** How far it is, per cent; only progress has it. */
  readonly percent?: number;
  /** What is being done; only progress has it. @default {"verify"} */
  readonly phase?: Phase;
}

/** Makes the text for people. */
export type Text = (style: Style) => string;

/** What a piece of work came to. */
export interface Outcome {
  /** For programs. */
  readonly details: Readonly<Record<string, unknown>>;
  /** For people. */
  readonly text: Text;
}

/** Where a command writes to. */
export interface Output {
  /** Secrets that must never show, from now on. */
  hide(secrets: readonly string[]): void;
  /**
   * The result of a query: the document, or the text. `exactly` is for what must not be changed,
   * even where it holds a secret: an exported profile, the credentials of a simulated site.
   */
  result(document: unknown, text: Text, options?: { readonly exactly?: boolean }): void;
  /**
   * The result of a query that may amount to a failure, with which the run then ends. Programs find
   * both in one document.
   */
  verdict(document: Document, text: Text, failure: SitehaulError | undefined): void;
  /** Work on an archive goes on: the event for programs, the line for people. */
  archiveEvent(event: Document, line: EventLine): void;
  /** Long work goes on. */
  event(site: string, event: WorkEvent): void;
  /** Takes away what moves, because someone is about to be asked; gives what ends that. */
  still(): () => void;
  /** The work on one of several sites is over. */
  settled(site: string, outcome: Outcome | SitehaulError): void;
  /** Long work is done: the last event, or the text. */
  done(outcome: Outcome): void;
  /** Something that is good to know. */
  note(text: string): void;
  /** Something that is wrong, but not in the way. */
  warn(text: string): void;
  /** A longer text beside an error, such as a table. */
  aside(text: Text): void;
  /** A line for those who look for a fault. */
  debug(text: () => string): void;
  /** The failure that ends the run. */
  fail(error: SitehaulError): void;
}

/** How to write. */
export interface OutputSettings {
  readonly quiet: boolean;
  readonly debug: boolean;
  /** Keeps what is told and what `debug` shows, without secrets; for `--debug-file`. */
  readonly keep?: ((text: string) => void) | undefined;
  /** Whether colours and a moving line are wanted at all; a stream that is no terminal gets none. */
  readonly color: boolean;
  /** Whether colours are wanted even where no stream is a terminal. */
  readonly forceColor: boolean;
  /** Whether times are shown in UTC. */
  readonly utc: boolean;
}
