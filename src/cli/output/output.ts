/**
 * Where commands write their output. Commands do not know its form: text for people, JSON or another.
 */
import type { SitehaulError } from "../../../mod.ts";
import type { FleetEvent, OfJob } from "../../fleet/fleet_events.ts";
import type { Document } from "./documents.ts";
import type { ArchiveEvent, SiteEvent } from "./events/row.ts";
import type { SiteResult } from "./site_result.ts";
import type { Style } from "./style.ts";

/** Made when it is known whether there are colours, and how wide the terminal is. */
export type Text = (style: Style) => string;

/** What a command ends with. */
export type Outcome = SiteOutcome | TextOutcome;

/** What came of a backup or a download. */
export interface SiteOutcome extends OutcomeDetails {
  /** For people. */
  readonly result: SiteResult;
}

/** What came of something else. */
export interface TextOutcome extends OutcomeDetails {
  /** For people; `warned` tells of warnings, for the end of the text, and is empty without any. */
  readonly text: (style: Style, warned: string) => string;
  /** Whether the text is mostly the site's own. @default {false} */
  readonly isForeign?: boolean;
}

interface OutcomeDetails {
  /** The fields of the last event of `--json`. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What is worked on, one after the other or at once. */
export interface Several {
  /** What each is, such as `site`. */
  readonly noun: string;
  /** What to call each. */
  readonly names: readonly string[];
  /** Whether people are told of each only what went wrong, and how many are done. @default {false} */
  readonly isBrief?: boolean;
}

/** Where a command writes its output. */
export interface Output {
  /** Hides these secrets from now on. */
  hide(secrets: readonly string[]): void;
  /** A text of others without secrets, for what is kept. */
  redact(text: string): string;
  /**
   * The result of a query: the document, or the text. `exactly` is for what must not be
   * altered even if it contains a secret: an exported profile, the credentials of a simulated site;
   * and for what is ours alone, such as the help. With `isOurs` the text for people is ours but for
   * what it quotes.
   * With `isForeign` the shape of the document is the site's own, and nothing is added to it.
   * `failure` is the one with which the run then ends: a list has no place for it, so programs find
   * it on standard error.
   */
  result(
    document: unknown,
    text: Text,
    options?: {
      readonly exactly?: boolean;
      readonly isOurs?: boolean;
      readonly isForeign?: boolean;
      readonly failure?: SitehaulError | undefined;
    },
  ): void;
  /**
   * The result of a query that may amount to a failure, with which the run then ends. Programs find
   * both in one document. `complete` is for a text that already shows the failure with its hint: it
   * is not printed again.
   */
  verdict(
    document: Document,
    text: Text,
    failure: SitehaulError | undefined,
    options?: { readonly complete?: boolean },
  ): void;
  /** Progress of work on an archive. */
  archiveEvent(event: ArchiveEvent): void;
  /** Progress of a long operation on a site; `of` says to which job of a run it belongs. */
  event(site: string, event: SiteEvent, of?: Pick<OfJob, "run" | "attempt">): void;
  /** What happens in a run over several sites, besides the work on each. */
  fleet(event: FleetEvent<SiteOutcome>): void;
  /** Hides the live progress while a question is asked; the returned function shows it again. */
  pause(): () => void;
  /** Work on several sites or archives begins. */
  several(all: Several): void;
  /** One of them is done, or has failed. */
  settled(site: string, outcome: Outcome | SitehaulError): void;
  /** A long operation is done: the last event, or the text. */
  done(outcome: Outcome): void;
  /** A note: useful, but not a problem. */
  note(text: string): void;
  /** A problem that does not stop the command; `site` is the one that it is about. */
  warn(text: string, site?: string): void;
  /** A longer text that accompanies an error, such as a table. */
  aside(text: Text): void;
  /** A line for debugging. */
  debug(text: () => string): void;
  /** Whether a result showed this failure already, with all that is known of it. */
  readonly isShown?: (error: SitehaulError) => boolean;
  /** The failure that ends the run. */
  fail(error: SitehaulError): void;
}

/** What the flags and the environment say of output. */
export interface OutputSettings {
  readonly quiet: boolean;
  readonly debug: boolean;
  /** Receives all messages and all debugging lines, without secrets; for `--debug-file`. */
  readonly keep?: ((text: string) => void) | undefined;
  /** Whether to use colours and live progress; a stream that is not a terminal gets neither. */
  readonly color: boolean;
  /** Whether to use colours even if no stream is a terminal. */
  readonly forceColor: boolean;
  /** Whether times are shown in UTC. */
  readonly utc: boolean;
}
