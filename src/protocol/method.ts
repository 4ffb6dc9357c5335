/** What an API method is. */
import type { ApiParameters } from "./endpoint.ts";

/** One thing wrong with an answer. */
export interface ReplyIssue {
  /** Where: `["profiles", 2, "id"]`. */
  readonly path: readonly PropertyKey[];
  /** What zod says of it. */
  readonly message: string;
}

/** Checks and converts an answer; a zod schema is one. */
export interface ReplySchema<R> {
  /** The converted answer, or what is wrong with it. Never throws. */
  safeParse(data: unknown):
    | { readonly success: true; readonly data: R }
    | { readonly success: false; readonly error: { readonly issues: readonly ReplyIssue[] } };
}

/** How to call a method of the API, and what to make of its answer. */
export interface MethodRow<P extends object, R> {
  /** The API level that brought it. */
  readonly since: number;
  /** The API level that took it away; absent: still there. */
  readonly removedIn?: number;
  /** Whether a request whose answer was lost may be sent again. */
  readonly repeatable: boolean;
  /** How long its answer may take, ms; absent: the transport's own limit. */
  readonly answerMs?: number;
  /** How many bytes its reply may have, or how that follows from what was asked. @default {4 MiB} */
  readonly replyBytes?: number | ((parameters: P) => number);
  /** Whether call and answer stay out of the log, since they hold passwords in plain text. */
  readonly confidential?: boolean;
  /** Checks and converts the answer. */
  readonly reply: ReplySchema<R>;
  /** Turns the parameters into those that go over the wire. */
  readonly encode: (parameters: P) => ApiParameters;
}

/** A row, whatever its method takes and answers. */
export type AnyRow = MethodRow<never, unknown>;

/** A row as callers get it: the table's key has become its name. */
export interface Method<P extends object, R> extends MethodRow<P, R> {
  /** The name that goes over the wire. */
  readonly name: string;
}

/** For methods that take nothing. */
export type NoParameters = Readonly<Record<never, never>>;
