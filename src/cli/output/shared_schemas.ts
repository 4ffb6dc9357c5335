/**
 * The shapes that several documents and events of `--json` have in common. A shape with a `title` has
 * a section of its own in docs/json.md.
 */
import * as z from "zod";

export { z };

/** The description is what docs/json.md and docs/events.md say of it. */
export function field<T extends z.ZodType>(type: T, description: string): T {
  return type.meta({ description });
}

/** How many of something there are. */
export const count = z.int().nonnegative();

/** The site of an event. */
export const site = field(z.string(), "The site: its name in the configuration, or its address");

/** The run of an event. */
export const run = field(z.string(), "The run, such as `r-20261128-073012-4f2a`");

/** Which attempt an event of a run is about. */
export const attempt = field(z.int().positive(), "The number of the attempt");

/** The number of a backup record. */
export const id = field(z.int(), "The number of the backup record");

/** The number of a backup record, where it may be unknown. */
export const maybeId = id.optional();

/** The number of a backup profile. */
export const profile = field(z.int(), "The number of the backup profile");

/** The archive of a backup that has begun. */
export const newArchive = field(
  z.string(),
  "The file name of the archive; empty if not yet known",
);

/** Of files on this computer. */
export const archive = field(z.string(), "The file name of the archive");

/** How far a backup was taken on guesses. */
export const guessedSteps = field(
  count,
  "How many steps were sent without knowing whether the one before was over; if it is not 0, only reading the archive proves it",
);

/** Whether it is known that nothing disturbed a backup. */
export const listChecked = field(
  z.boolean(),
  "Whether the list of backups was read at the end: no other backup of the site had begun meanwhile",
);

/** What the site warned of. */
export const warnings = field(z.array(z.string()), "All warnings of the site, in order");

/** ISO 8601 in UTC; `null` where it is unknown. */
const time = z.string().nullable();

/** In lower case, without the name of the file. */
const sha256 = field(z.string().regex(/^[0-9a-f]{64}$/), "The SHA-256 checksum, in hexadecimal");

const when = {
  started: field(z.string(), "When it began, ISO 8601 in UTC"),
  ended: field(
    time,
    "When it ended, ISO 8601 in UTC; of one whose process died, its last sign of life; `null` while it " +
      "runs",
  ),
};

/** As `history` and `show` print it. */
export const rememberedRun = z.looseObject({
  run,
  command: field(z.string(), "The command, such as `run` or `backup`"),
  state: field(z.enum(["running", "done", "interrupted"]), "How it stands"),
  ...when,
  sites: field(z.array(z.string()), "The names of its sites, in their order"),
  resumes: field(z.string().nullable(), "The interrupted run that it goes on with, or else `null`"),
  counts: field(
    z.looseObject({
      ok: field(count, "How many sites ended without any fault"),
      warnings: field(count, "How many ended with warnings"),
      failed: field(count, "How many failed"),
      skipped: field(count, "How many were left out"),
      interrupted: field(count, "How many were interrupted"),
    }),
    "How its sites ended; of several attempts at one, the last counts",
  ),
}).meta({ title: "Remembered run", description: "A run" });

/** As `history` and `show` print it. */
export const rememberedJob = z.looseObject({
  run,
  site: field(z.string(), "The site, by the name that it had"),
  address: field(z.string(), "The address of its root"),
  profile,
  attempt,
  state: field(
    z.enum(["ok", "warnings", "failed", "skipped", "interrupted", "running"]),
    "How it ended, or `running`",
  ),
  stage: field(
    z.enum(["connect", "backup", "download", "verify", "delete"]).nullable(),
    "The last stage that it came to; `null` if it came to none",
  ),
  ...when,
  code: field(z.string().nullable(), "The error code if it failed, or else `null`"),
  message: field(
    z.string().nullable(),
    "Why it failed, or the reason for which it was skipped; else `null`",
  ),
  hint: field(z.string().nullable(), "What to do; `null` if nothing"),
  warnings,
  backup: field(
    z.looseObject({
      id,
      archive: field(z.string(), "The file name of the archive"),
      parts: field(count, "The number of parts"),
      size: field(count.nullable(), "The size of all parts, in bytes; `null` if unknown"),
    }).nullable(),
    "The backup that it took or worked on; `null` if there is none",
  ),
}).meta({ title: "Remembered job", description: "What became of a site in a run" });

/** As `list` and `show` print it. */
export const record = z.looseObject({
  id,
  description: field(z.string(), "The description"),
  status: field(z.string(), "The status as the server reports it: `complete`, `run` or `fail`"),
  start: field(time, "The start of the backup, ISO 8601 in UTC; `null` if unknown"),
  end: field(time, "The end of the backup, ISO 8601 in UTC; `null` if unknown"),
  profile: field(z.int(), "The number of the backup profile"),
  parts: field(count, "The number of parts"),
  size: field(count.nullable(), "The size of all parts, in bytes; `null` if unknown"),
  meta: field(
    z.string().nullable(),
    "The state of the files: `ok`, `obsolete` (deleted), `remote`, `pending` or `fail`; `null` if " +
      "unknown",
  ),
  type: field(z.string(), "The type of the backup, such as `full` or `dbonly`"),
  origin: field(z.string(), "What took the backup, such as `json` or `backend`"),
  archive: field(z.string(), "The file name of the archive"),
  path: field(z.string().nullable(), "The path of the archive on the server; `null` if unknown"),
  comment: field(z.string(), "The comment"),
  backupId: field(z.string(), "The server's identifier of the backup; empty in old versions"),
  frozen: field(z.boolean(), "Whether the record is protected from deletion"),
  remote: field(z.string().nullable(), "Where the files were uploaded; `null` if nowhere"),
  files: field(
    z.array(z.looseObject({
      part: field(
        z.int().positive(),
        "The number of the part, for `download --part`: the same as before another part was lost",
      ),
      name: field(z.string(), "The file name"),
      size: field(
        count.nullable(),
        "The size in bytes; `null` if the server does not know it, as PHP of 32 bits may",
      ),
    })).optional(),
    "The files on the server; only in `show` and in the event `finished`",
  ),
  lost: field(
    z.array(z.string()).optional(),
    "The names of parts that the server has lost; only with `files`",
  ),
}).meta({ title: "Record", description: "A backup record" });

/** One address that was tried. */
export const tried = z.looseObject({
  url: field(z.string(), "The address"),
  api: field(z.int(), "The API version: 1, 2 or 3"),
  outcome: field(z.string(), "What happened, in a few words; not a stable text"),
  ms: field(z.number().nonnegative(), "The time taken, in milliseconds"),
}).meta({ title: "Attempt", description: "One address where the API was looked for" });

/** As it is printed when a command fails, and for each site of several. */
export const error = z.looseObject({
  type: field(z.literal("error").optional(), "`error`; absent inside the result of a query"),
  code: field(z.string(), "The stable name of the failure: see errors.md"),
  exit: field(z.int(), "The exit status"),
  message: field(z.string(), "What went wrong, in one sentence"),
  hint: field(z.string().optional(), "What to do next"),
  attempts: field(z.array(tried).optional(), "Every address tried, if the site was not found"),
  record: field(z.int().optional(), "The number of the backup record, with `succeeded`"),
  succeeded: field(
    z.array(z.enum(["backup", "download", "verify", "delete"])).optional(),
    "What succeeded before it failed: `backup`, `download`, `verify`",
  ),
}).meta({ title: "Error", description: "A failure" });

/** The fields of a problem in an archive. */
export const PROBLEM = {
  severity: field(
    z.enum(["error", "unsafe", "warning"]),
    "`error`: contents are lost or doubtful, or not written; `unsafe`: the archive is whole, but " +
      "this is not extracted as it is; `warning`: something is unusual",
  ),
  code: field(z.string(), "The stable name of the problem, such as `truncated`"),
  message: field(z.string(), "What is wrong, in a few words"),
  part: field(z.string(), "The file name of the part"),
  entry: field(z.string().nullish(), "The path of the entry; `null` if unknown"),
  offset: field(count, "The position in the whole archive, in bytes"),
  partOffset: field(count, "The position in the part, in bytes"),
} as const;

/** Something that is wrong with an archive. */
const problem = z.looseObject(PROBLEM)
  .meta({ title: "Problem", description: "Something that is wrong with an archive" });

/** The fields of a report about an archive. */
export const REPORT = {
  ok: field(z.boolean(), "Whether no problem is an `error`"),
  proof: field(
    z.enum(["whole", "readable", "headers"]).nullish(),
    "How much was proven. `whole`: all contents were read and agree with checksums; `readable`: " +
      "all were read, but there was no checksum for all of them; `headers`: contents were not read; " +
      "`null`: it is damaged, or the password is missing",
  ),
  format: field(z.string().nullish(), "`jpa`, `jps` or `zip`; `null` if it is not an archive"),
  formatVersion: field(z.string().nullish(), "The version of the format; `null` for ZIP"),
  quick: field(z.boolean(), "Whether only headers were read"),
  parts: field(z.array(z.string()), "The file names of the parts, in the order of the data"),
  missing: field(z.array(z.string()), "The file names of missing parts"),
  entries: field(count, "The number of entries"),
  files: field(count, "The number of files among the entries"),
  bytes: field(count, "The size of their contents, in bytes"),
  repeated: field(
    count,
    "How many files and links were stored again with the same content (`quick`: the same size)",
  ),
  checksums: field(
    z.enum(["match", "differ", "none"]),
    "Whether the parts match the manifest; `none` without a manifest",
  ),
  unchecked: field(
    count,
    "The number of files and links that no checksum in the archive could be compared with",
  ),
  readable: field(
    z.looseObject({
      before: field(count, "Entries that can be read before the first damage"),
      after: field(count, "Entries that can be read after it"),
    }),
    "How many entries can be read",
  ),
  lost: field(
    count.nullish(),
    "The number of entries that cannot be read; `null` if nothing is wrong, or it is not known",
  ),
  problems: field(
    z.array(problem),
    "The problems, in the order of the archive: at most 100 of each severity",
  ),
  unlisted: field(count, "The number of further problems that are not listed"),
} as const;

/** As `verify` prints it. */
export const report = z.looseObject(REPORT)
  .meta({ title: "Report", description: "What verifying an archive found" });

/** The fields of a part that has been downloaded. */
export const PART = {
  name: field(z.string(), "The file name"),
  path: field(z.string(), "The path it was written to"),
  size: field(count, "The size in bytes"),
  sha256,
} as const;
