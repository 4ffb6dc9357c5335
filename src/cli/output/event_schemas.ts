/**
 * What `--json` prints, as schemas: the events of long operations, one per line, and the documents of
 * queries. For programs that read them, for the tests, and for the documents. Within a version of the
 * schema fields are added, never changed or removed.
 * @module
 */
import * as z from "zod";
import { count, error, field, id, PART, PROBLEM, record, report, site } from "./shared_schemas.ts";

export {
  DOCUMENT_COMMANDS,
  type DocumentCommand,
  documentFault,
  documentJsonSchema,
} from "./document_schemas.ts";

const archive = field(z.string(), "The file name of the archive");
const guessedSteps = field(
  count,
  "How many steps were sent without knowing whether the one before was over; if it is not 0, only reading the archive proves it",
);
const listChecked = field(
  z.boolean(),
  "Whether the list of backups was read at the end: no other backup of the site had begun meanwhile",
);
const warnings = field(z.array(z.string()), "All warnings of the site, in order");

function event<const Type extends string, const Shape extends z.ZodRawShape>(
  type: Type,
  description: string,
  shape: Shape,
) {
  return z.looseObject({ schema: z.literal(1), type: z.literal(type), ...shape })
    .meta({ description });
}

/** The outcome of an operation; which of these there are depends on the command. */
const OUTCOME = {
  record: field(record.optional(), "`backup`: the finished record"),
  warnings: field(warnings.optional(), "`backup`: all warnings of the site, in order"),
  guessedSteps: guessedSteps.optional(),
  listChecked: listChecked.optional(),
  files: field(
    z.union([z.array(z.looseObject(PART)), count]).optional(),
    "`download`, `backup --download`: the parts, as in the event `part`; `extract`: their number",
  ),
  manifest: field(
    z.string().nullable().optional(),
    "`download`, `backup --download`: the path of the manifest; `null` for one part of several",
  ),
  verified: field(
    z.boolean().nullable().optional(),
    "`download`, `backup --download`: whether the archive was read to its end; `null` if not tried",
  ),
  altered: field(
    z.string().nullable().optional(),
    "`download`, `backup --download`: what showed that whole files of the site arrive altered, so " +
      "that segments were used; `null` if nothing did",
  ),
  locked: field(
    z.boolean().optional(),
    "`download`, `backup --download`: whether it is encrypted and no password was given",
  ),
  deletedRemote: field(
    z.boolean().optional(),
    "`download`, `backup --download`: whether the copy on the server was deleted",
  ),
} as const;

const EVENTS = [
  event("started", "A backup has started", {
    site,
    profile: field(z.int(), "The number of the backup profile"),
    recordId: field(
      z.int().optional(),
      "The number of the backup record; some old versions report it only at the end",
    ),
    archive: field(z.string(), "The file name of the archive; empty if not yet known"),
  }),
  event("resumed", "A backup that an earlier run left behind is taken up again", {
    site,
    profile: field(z.int(), "The number of the backup profile"),
    recordId: field(z.int(), "The number of the backup record"),
    archive: field(z.string(), "The file name of the archive; empty if not yet known"),
    steps: field(count, "How many steps it had"),
  }),
  event(
    "holding",
    "A step of an earlier run may still be at work: nothing is sent until it is over",
    {
      site,
      recordId: field(z.int().optional(), "The number of the backup record"),
      waitMs: field(count, "The longest time, if nothing moves meanwhile, in milliseconds"),
    },
  ),
  event("replacing", "A backup that an earlier run left behind is replaced by a new one", {
    site,
    recordId: field(z.int(), "The number of the record of the old one"),
    reason: field(z.string(), "Why it is not taken up again"),
  }),
  event("step", "A step of a backup has been completed", {
    site,
    step: field(z.int().positive(), "The number of the step"),
    progress: field(z.number().min(0).max(100), "Per cent done; may go back a little"),
    domain: field(z.string(), "What the site is doing, such as `PackDB`"),
    detail: field(z.string(), "Details, such as the folder on the server"),
  }),
  event("warning", "The site reports a warning", {
    site,
    message: field(z.string(), "The text of the site"),
  }),
  event(
    "waiting",
    "Something is in the way that passes; the same is asked for again after a pause",
    {
      site,
      reason: field(z.string(), "What is in the way"),
      waitMs: field(z.number().min(0), "Until the next attempt, in milliseconds"),
      leftMs: field(z.number().min(0), "Until the command gives up, in milliseconds"),
    },
  ),
  event("recovering", "A reply was lost; the backup record is being watched", {
    site,
    reason: field(z.string(), "What happened"),
    waitMs: field(
      z.number().min(0),
      "How long at most, in milliseconds, unless something moves or the site stays away",
    ),
  }),
  event("guess", "A step is sent without knowing whether the one before is over", {
    site,
    recordId: field(z.int().optional(), "The number of the backup record"),
    stillMs: field(count, "How long the record has been still, in milliseconds"),
  }),
  event("unchecked", "It could not be checked whether another backup began meanwhile", {
    site,
    reason: field(z.string(), "Why the list of backups could not be read"),
  }),
  event("finished", "A backup is complete", { site, record, warnings, guessedSteps, listChecked }),
  event("progress", "Progress of one part (`download`) or one file (`extract`)", {
    site: site.optional(),
    name: field(z.string().optional(), "`download`: the file name of the part"),
    index: field(z.int().positive().optional(), "`download`: which of the parts it is, from 1"),
    count: field(count.optional(), "`download`: the number of parts"),
    received: field(count.optional(), "`download`: bytes on the disk so far"),
    archive: field(z.string().optional(), "`extract`: the file name of the archive"),
    path: field(z.string().optional(), "`extract`: the path of the file"),
    written: field(count.optional(), "`extract`: bytes written so far"),
    size: field(
      count.nullable(),
      "Bytes in total; `null` if the server does not know the size of the part",
    ),
  }),
  event("part", "A part is complete and has its final name", {
    site,
    ...PART,
    wasThere: field(z.boolean(), "Whether it had been downloaded before"),
    way: field(
      z.enum(["whole", "segments", "store"]).optional(),
      "How it came: at least partly as a `whole` file, all in `segments`, or from the folder of " +
        "`--url`; absent if it had been downloaded before and that is not known",
    ),
  }),
  event("doubted", "Whole files are doubted; the download goes on in segments", {
    site,
    reason: field(z.string(), "What happened"),
  }),
  event("verifying", "An archive is about to be read to its end", {
    site,
    path: field(z.string(), "The path of the archive"),
  }),
  event("checking", "Progress of reading an archive", {
    site,
    done: field(count, "Bytes read so far"),
    total: field(count, "Bytes in total"),
  }),
  event("verified", "An archive has been read to its end", { site, report }),
  event("deleted", "The files on the server have been deleted", { site, id }),
  event("stage", "A stage of an update has started", {
    site,
    stage: field(z.string(), "`download`, `extract`, `install` or `cleanup`"),
    version: field(z.string(), "The version that is being installed"),
  }),
  event("entry", "An entry of an archive has been extracted", {
    archive,
    path: field(z.string(), "The path of the entry"),
    kind: field(z.enum(["file", "directory", "link"]), "What it is"),
    size: field(count, "The size in bytes"),
  }),
  event("problem", "Something is wrong in an archive", { archive, ...PROBLEM }),
  event("summary", "An archive has been extracted, but not completely", {
    archive,
    ok: field(z.boolean(), "Whether everything selected was extracted"),
    files: field(count, "The number of files, without damaged ones"),
    directories: field(count, "The number of folders"),
    links: field(count, "The number of links"),
    bytes: field(count, "Bytes written"),
    skipped: field(count, "The number of entries not selected"),
    leftOut: field(count, "The number of entries that were selected, and are not there"),
    damaged: field(count, "The number of files that were written although they are damaged"),
    repeated: field(count, "How many files and links were stored again with the same content"),
    problems: field(count, "The number of problems"),
    unlisted: field(count, "How many of them were not reported one by one"),
  }),
  event("site", "One of several sites (`extract`: archives) is done", {
    site,
    ok: field(z.boolean(), "Whether it succeeded"),
    error: field(error.optional(), "The failure, if it did not succeed"),
    ...OUTCOME,
  }),
  event("result", "Success: the last line", {
    ok: field(z.literal(true), "It succeeded"),
    site: site.optional(),
    id: id.optional(),
    ...OUTCOME,
    sites: field(count.optional(), "`backup` of several sites: their number"),
    version: field(z.string().optional(), "`update`: the installed version"),
    to: field(z.string().optional(), "`extract`: the folder"),
    archives: field(count.optional(), "`extract` of several archives: their number"),
    directories: field(count.optional(), "`extract`: the number of folders"),
    links: field(count.optional(), "`extract`: the number of links"),
    bytes: field(count.optional(), "`extract`: bytes written"),
    skipped: field(count.optional(), "`extract`: the number of entries not selected"),
    leftOut: field(count.optional(), "`extract`: always 0"),
    damaged: field(count.optional(), "`extract`: always 0"),
    repeated: field(
      count.optional(),
      "`extract`: how many files and links were stored again with the same content",
    ),
    problems: field(count.optional(), "`extract`: the number of warnings"),
    unlisted: field(
      count.optional(),
      "`extract`: how many of the warnings were not reported one by one",
    ),
  }),
  event("error", "Failure: the last line", {
    code: error.shape.code,
    exit: error.shape.exit,
    message: error.shape.message,
    hint: error.shape.hint,
    attempts: error.shape.attempts,
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

/** What is wrong with a line that should be an event; `undefined` if nothing is. */
export function eventFault(value: unknown): string | undefined {
  const parsed = eventSchema.safeParse(value);
  return parsed.success ? undefined : z.prettifyError(parsed.error);
}

/** Every type of event. */
export const EVENT_TYPES: readonly string[] = EVENTS.map(({ shape }) => shape.type.value);
