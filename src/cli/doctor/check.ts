/**
 * One thing that was looked at.
 * @module
 */
import type { SitehaulError } from "../../errors.ts";
import { failureOf } from "../failure.ts";

/** What came of looking at one thing. */
export interface Check {
  /** What was looked at. */
  readonly name: string;
  /** A warning is not in the way of a backup. */
  readonly state: "ok" | "warning" | "failed";
  /** What was seen, in one sentence. */
  readonly text: string;
  /** What to do. */
  readonly hint?: string;
  /** Why the program would end; only where it failed. */
  readonly error?: SitehaulError;
}

/** All is as it should be. */
export function fine(name: string, text: string): Check {
  return { name, state: "ok", text };
}

/** Something to know, and what to do about it. */
export function warning(name: string, text: string, hint?: string): Check {
  return { name, state: "warning", text, ...(hint === undefined ? {} : { hint }) };
}

/** Something is in the way. */
export function failed(name: string, cause: unknown, signal: AbortSignal): Check {
  const error = failureOf(cause, signal);
  // Whoever interrupts wants no diagnosis.
  if (error.code === "interrupted") throw error;
  const { message: text, hint } = error;
  return { name, state: "failed", text, error, ...(hint === undefined ? {} : { hint }) };
}
