/**
 * The events with which long work ends, for a site and as a whole: only programs read them as events.
 */
import type { Described, Fields } from "./row.ts";

/** In the order of the documents. */
export const ENDS = {
  site: {
    about: "One of several sites (`extract`: archives) is done",
    fields: (of) => ({
      site: of.site,
      ok: of.field(of.z.boolean(), "Whether it succeeded"),
      error: of.field(of.error.optional(), "The failure, if it did not succeed"),
      result: of.field(
        of.z.union([of.z.array(of.z.unknown()), of.z.looseObject({})]).optional(),
        "Queries: the document that the command prints of this site alone, without `schema`",
      ),
      version: of.field(
        of.z.string().nullable().optional(),
        "`update`: the installed version; `null` where none is newer",
      ),
      ...planned(of),
      address: of.field(of.z.string().optional(), "`--dry-run`: its address, without a password"),
      plan: of.field(
        of.z.looseObject({}).optional(),
        "`--dry-run`: what would be done, with the same fields as the flags",
      ),
      ...outcomeFields(of),
    }),
  },
  result: {
    about: "Success: the last line",
    fields: (of) => ({
      ok: of.field(of.z.literal(true), "It succeeded"),
      site: of.site.optional(),
      id: of.id.optional(),
      ...outcomeFields(of),
      run: of.field(of.z.string().optional(), "`backup` of several sites, `run`: the run"),
      sites: of.field(of.count.optional(), "Of several sites: their number"),
      version: of.field(of.z.string().optional(), "`update`: the installed version"),
      ...planned(of),
      to: of.field(of.z.string().optional(), "`extract`: the folder"),
      archives: of.field(of.count.optional(), "`extract` of several archives: their number"),
      directories: of.field(of.count.optional(), "`extract`: the number of folders"),
      links: of.field(of.count.optional(), "`extract`: the number of links"),
      bytes: of.field(of.count.optional(), "`extract`: bytes written"),
      skipped: of.field(of.count.optional(), "`extract`: the number of entries not selected"),
      leftOut: of.field(of.count.optional(), "`extract`: always 0"),
      damaged: of.field(of.count.optional(), "`extract`: always 0"),
      repeated: of.field(
        of.count.optional(),
        "`extract`: how many files and links were stored again with the same content",
      ),
      problems: of.field(of.count.optional(), "`extract`: the number of warnings"),
      unlisted: of.field(
        of.count.optional(),
        "`extract`: how many of the warnings were not reported one by one",
      ),
    }),
  },
  error: {
    about: "Failure: the last line",
    fields: ({ error: { shape: { code, exit, message, hint, attempts } } }) => ({
      code,
      exit,
      message,
      hint,
      attempts,
    }),
  },
} as const satisfies Readonly<Record<string, Described>>;

/** Of what was not done. */
function planned({ field, z }: Fields) {
  return { dryRun: field(z.literal(true).optional(), "`--dry-run`: nothing was sent") };
}

/** The outcome of an operation; which of these there are depends on the command. */
export function outcomeFields({ field, z, ...of }: Fields) {
  return {
    record: field(of.record.optional(), "`backup`: the finished record"),
    warnings: field(of.warnings.optional(), "`backup`: all warnings of the site, in order"),
    guessedSteps: of.guessedSteps.optional(),
    listChecked: of.listChecked.optional(),
    files: field(
      z.union([z.array(z.looseObject(of.PART)), of.count]).optional(),
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
  };
}
