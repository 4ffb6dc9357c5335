/** The outcome of one check. */
import type { SitehaulError } from "../../base/errors.ts";
import { failureOf } from "../world/failure.ts";

/** One line of the report. */
export interface Check {
  /** One or two words, such as `credential`; the same in every run. */
  readonly name: string;
  /** A warning does not prevent a backup; what depends on something that failed is skipped. */
  readonly state: "ok" | "warning" | "failed" | "skipped";
  /** The finding, in one sentence. */
  readonly text: string;
  /** What the user can do about it, in whole sentences. */
  readonly hint?: string;
  /** The error that would end the program; only if it failed. */
  readonly error?: SitehaulError;
}

/** Nothing is wrong. */
export function fine(name: string, text: string): Check {
  return { name, state: "ok", text };
}

/** Something that may spoil a backup, or a later one. */
export function warning(name: string, text: string, hint?: string): Check {
  return { name, state: "warning", text, ...(hint === undefined ? {} : { hint }) };
}

/** Nothing can be said before something else works. */
export function skipped(name: string, text: string): Check {
  return { name, state: "skipped", text };
}

/** Something prevents a backup. */
export function failed(name: string, cause: unknown, signal: AbortSignal): Check {
  const error = failureOf(cause, signal);
  // After an interruption, nobody wants a diagnosis.
  if (error.code === "interrupted") throw error;
  const { message: text, hint } = error;
  return { name, state: "failed", text, error, ...(hint === undefined ? {} : { hint }) };
}
