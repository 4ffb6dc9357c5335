/**
 * What an API method is.
 * @module
 */
import type * as z from "zod";
import type { Parameters } from "./endpoint.ts";

/** One API method. */
export interface Method<P extends object, R> {
  /** The name that goes over the wire. */
  readonly name: string;
  /** The API level that brought it. */
  readonly since: number;
  /** The API level that took it away; absent: still there. */
  readonly removedIn?: number;
  /** Whether a request whose answer was lost may be sent again. */
  readonly repeatable: boolean;
  /** How long its answer may take, ms; absent: the transport's own limit. */
  readonly answerMs?: number;
  /** Whether call and answer stay out of the log, since they hold passwords in plain text. */
  readonly confidential?: boolean;
  /** Checks and converts the answer. */
  readonly reply: z.ZodType<R>;
  /** Turns the parameters into those that go over the wire. */
  readonly encode: (parameters: P) => Parameters;
}

/** For methods that take nothing. */
export type NoParameters = Readonly<Record<never, never>>;
