/**
 * What happens: the types of the events that the library yields; and as schemas what `--json` prints,
 * the events of long operations, one per line, and the documents of queries. For programs that read
 * them, for the tests, and for the documents. Within a version of the schema fields are added, never
 * changed or removed.
 * @module
 */
import * as z from "zod";
import { DESCRIBED } from "./events/table.ts";
import * as shared from "./shared_schemas.ts";

export {
  DOCUMENT_COMMANDS,
  type DocumentCommand,
  documentFault,
  documentJsonSchema,
} from "./document_schemas.ts";
export type {
  BackupFinished,
  BackupGuess,
  BackupHolding,
  BackupProof,
  BackupRecovering,
  BackupReplacing,
  BackupResumed,
  BackupStarted,
  BackupStep,
  BackupUnchecked,
  BackupWarning,
  DeletedRemote,
  DownloadDoubted,
  DownloadProgress,
  FailureLine,
  RequestLine,
  ResponseLine,
  VerifiedArchive,
  VerifyingArchive,
} from "../../mod.ts";

const EVENTS = Object.entries(DESCRIBED).map(([type, { about, fields }]) =>
  z.looseObject({ schema: z.literal(1), type: z.literal(type), ...fields(shared) })
    .meta({ description: about })
);

/** Every event; there are some, which the type of a list cannot tell. */
const eventSchema = z.discriminatedUnion("type", EVENTS as [typeof EVENTS[0], ...typeof EVENTS]);

/**
 * The JSON Schema of the events.
 *
 * @example
 * ```ts
 * import { eventJsonSchema } from "@sitehaul/sitehaul/events";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(eventJsonSchema()["title"], "An event of sitehaul");
 * ```
 */
export function eventJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(eventSchema), title: "An event of sitehaul" };
}

/** What is wrong with a line that should be an event; `undefined` if nothing is. */
export function eventFault(value: unknown): string | undefined {
  const parsed = eventSchema.safeParse(value);
  return parsed.success ? undefined : z.prettifyError(parsed.error);
}

/** The values of `type`, in the order of docs/events.md. */
export const EVENT_TYPES: readonly string[] = Object.keys(DESCRIBED);
