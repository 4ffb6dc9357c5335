/**
 * The events that `--json` prints for long work, one in a line, as schemas: for programs that read
 * them, and for the tests. Within a version of the schema fields are added, never changed or removed.
 * @module
 */
import * as z from "zod";

const site = z.string().meta({ description: "The site: its name or address" });
const count = z.int().nonnegative();
const bytes = count.meta({ description: "Bytes" });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const record = z.looseObject({
  id: z.int(),
  description: z.string(),
  status: z.string(),
  start: z.string().nullable(),
  end: z.string().nullable(),
  profile: z.int(),
  parts: count,
  size: bytes.nullable(),
}).meta({ description: "A backup record, as list --json has it" });
const severity = z.enum(["error", "warning", "unsafe"]);

const error = z.looseObject({
  schema: z.literal(1).optional(),
  type: z.literal("error"),
  code: z.string().meta({ description: "A stable name of the failure" }),
  exit: z.int().meta({ description: "The exit status" }),
  message: z.string(),
  hint: z.string().nullable().optional(),
});

function event<const Type extends string, const Shape extends z.ZodRawShape>(
  type: Type,
  description: string,
  shape: Shape,
) {
  return z.looseObject({ schema: z.literal(1), type: z.literal(type), ...shape })
    .meta({ description });
}

const EVENTS = [
  event("started", "A backup has begun", { site, profile: z.int(), archive: z.string() }),
  event("step", "A step of a backup has been done", {
    site,
    step: z.int().positive(),
    progress: z.number().min(0).max(100).meta({ description: "Per cent; may go back a little" }),
    domain: z.string(),
    detail: z.string(),
  }),
  event("warning", "The site warns of something", { site, message: z.string() }),
  event("recovering", "An answer was lost; the backup is watched", { site, reason: z.string() }),
  event("finished", "A backup is complete", { site, record, warnings: z.array(z.string()) }),
  event("progress", "So far, of one part or one file", {
    site: site.optional(),
    size: bytes,
    received: bytes.optional(),
    written: bytes.optional(),
  }),
  event("part", "A part is whole and under its name", {
    site,
    name: z.string(),
    path: z.string(),
    size: bytes,
    sha256,
    wasThere: z.boolean().meta({ description: "Whether it was there already" }),
  }),
  event("verifying", "An archive is being read to its end", { site, path: z.string() }),
  event("checking", "So far, of reading an archive", { site, done: bytes, total: bytes }),
  event("verified", "An archive has been read to its end", {
    site,
    report: z.looseObject({ ok: z.boolean(), entries: count, files: count, bytes }),
  }),
  event("deleted", "The files on the server were deleted", { site, id: z.int() }),
  event("stage", "A stage of an update has begun", {
    site,
    stage: z.string(),
    version: z.string(),
  }),
  event("entry", "An entry of an archive has been extracted", {
    archive: z.string(),
    path: z.string(),
    kind: z.enum(["file", "directory", "link"]),
    size: bytes,
  }),
  event("problem", "Something is wrong in an archive", {
    archive: z.string(),
    severity,
    code: z.string(),
    message: z.string(),
  }),
  event("summary", "An archive has been extracted", { archive: z.string(), files: count }),
  event("site", "The work on one of several sites is over", {
    site,
    ok: z.boolean(),
    error: error.optional(),
  }),
  event("result", "All is done: the last line", { ok: z.literal(true) }),
  event("error", "It failed: the last line", {
    code: error.shape.code,
    exit: error.shape.exit,
    message: error.shape.message,
    hint: error.shape.hint,
  }),
] as const;

/** Every event. */
const eventSchema = z.discriminatedUnion("type", EVENTS);

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

/** What is wrong with a line that should be an event; `undefined` when nothing is. */
export function eventFault(value: unknown): string | undefined {
  const parsed = eventSchema.safeParse(value);
  return parsed.success ? undefined : z.prettifyError(parsed.error);
}

/** Every event with what it means, for the manual. */
export function describedEvents(): readonly { readonly type: string; readonly about: string }[] {
  return EVENTS.map((schema) => ({
    type: schema.shape.type.value,
    about: schema.meta()?.description ?? "",
  }));
}
