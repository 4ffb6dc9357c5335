/** The shapes of what `prune` prints with `--json`. */
import { count, field, id, profile, z } from "./shared_schemas.ts";

const COPY = {
  profile,
  id,
  time: field(z.string(), "When the backup was taken, ISO 8601 in UTC"),
  archive: field(z.string(), "The file name of the archive"),
  size: field(count.nullable(), "The size of all parts, in bytes; `null` if unknown"),
  kind: field(z.enum(["site", "folder", "store"]), "What kind of place the copy is in"),
  place: field(z.string(), "The folder, or the address of the store; empty for the site"),
};

const gone = z.looseObject({
  ...COPY,
  keptFor: field(
    z.string().nullable(),
    "Why it stayed all the same; `null` if it is gone, or would go",
  ),
});

const kept = z.looseObject({
  ...COPY,
  reasons: field(
    z.array(z.string()),
    "The rules that keep it; `pinned`, `frozen`, `newest verified`, `newer than now`, `not covered` or `no policy`",
  ),
});

const site = z.looseObject({
  site: field(z.string(), "The name of the site"),
  removed: field(z.array(gone), "What no rule keeps, oldest first"),
  kept: field(z.array(kept), "What stays, newest first"),
  refused: field(
    z.string().nullable(),
    "Why nothing was done; `null` if something was, or would be",
  ),
});

/** The document of `prune`, without the fields that all have. */
export const PRUNE = {
  dryRun: field(z.boolean(), "Whether nothing was removed because it was only asked what would be"),
  sites: field(z.array(site), "The sites, in the order of the file"),
};

/** One line of `history --removed`. */
export const REMOVAL = z.looseObject({
  run: field(z.string(), "The run, such as `r-20261128-073012-4f2a`"),
  site: field(z.string(), "The site, by the name that it had"),
  id,
  kind: field(z.enum(["site", "folder", "store"]), "What kind of place the copy was in"),
  place: field(z.string(), "The folder, or the address of the store; empty for the site"),
  rule: field(z.string(), "What said that it goes"),
  covered: field(z.boolean(), "Whether another copy was named that covers it"),
  decided: field(
    z.string(),
    "When that was written down, before anything was removed, ISO 8601 in UTC",
  ),
  done: field(z.string().nullable(), "When it was removed; `null` if nobody knows whether it was"),
}).meta({ title: "Removal", description: "What was removed, or was about to be" });

/** The document of `pin` and `unpin`, without the fields that all have. */
export const PINNED = {
  site: field(z.string(), "The name of the site"),
  id,
  archive: field(z.string(), "The file name of the archive"),
  reason: field(z.string().nullable(), "Why it stays; `null` if it does not any more"),
};
