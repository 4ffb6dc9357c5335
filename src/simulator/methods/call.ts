/** One call of a method, once the credential is accepted. */
import type { Behaviour } from "../setup/behaviour.ts";
import type { Settings } from "../setup/settings.ts";
import type { CallParameters } from "../wire/parameters.ts";
import type { SiteState } from "../site/site.ts";

/** Faults of this one call, armed by a test. */
export interface CallFaults {
  /** The engine fails in this step, with that text. */
  readonly backupError?: string | undefined;
  /** The language itself fails. */
  readonly crash?: boolean | undefined;
  /** How much longer this step takes than usual, ms. */
  readonly workMs?: number | undefined;
  /** The API refuses, with this status and text. */
  readonly refusal?: { readonly status: number; readonly text: string } | undefined;
  /** Texts for the warnings of this step. */
  readonly warnings?: readonly string[] | undefined;
}

/** What a method may look at and change. */
export interface Call {
  readonly site: SiteState;
  readonly settings: Settings;
  readonly behaviour: Behaviour;
  /** The API version spoken. */
  readonly api: 1 | 2 | 3;
  readonly parameters: CallParameters;
  readonly faults: CallFaults;
}
