/** The shapes of what `status` prints with `--json`. */
import { VERDICTS } from "../../status/status.ts";
import { count, field, id, profile, z } from "./shared_schemas.ts";

const words = VERDICTS.map((verdict) => `\`${verdict}\``).join(", ");
const verdict = z.enum(VERDICTS);
const level = z.enum(["ok", "warning", "failed", "none"]);
const moment = z.string().nullable();
const maybeCount = count.nullable();

const good = z.looseObject({
  time: field(moment, "When it was taken, ISO 8601 in UTC, by this computer's clock"),
  id,
  archive: field(z.string(), "The file name of the archive"),
  size: field(maybeCount, "The size of all parts, in bytes; `null` if unknown"),
  kind: field(z.enum(["site", "folder", "store"]), "What kind of place the verified copy is in"),
  place: field(z.string(), "That folder, or the address of that store"),
  removed: field(moment, "When that copy was removed; `null` if it was not"),
  depth: field(
    z.enum(["sizes", "checksums", "read", "extracted"]).nullable(),
    "How thoroughly it was checked",
  ),
  verified: field(moment, "When it was checked"),
});

const finding = z.looseObject({
  code: field(
    z.string(),
    "What it is about: `never`, `overdue`, `removed`, `not-checked`, `damaged`, `failed`, " +
      "`interrupted`, `skipped`, `warnings`, `running`, `size`, `outdated`, `api-ends`, " +
      "`certificate`, `disk`, `clock`, `site-clock`, `renamed`, `moved`, `other-profile` or " +
      "`not-configured`",
  ),
  level: field(z.enum(["note", "warning", "failed"]), "A `note` makes no site worse"),
  text: field(z.string(), "The finding, in half a sentence"),
});

const site = z.looseObject({
  site: field(z.string(), "Its name in the configuration, or its address"),
  address: field(z.string(), "Its address, without a password"),
  profile,
  verdict: field(verdict, `How it stands: ${words}`),
  level: field(level, "How bad that is; `none` for sites that are not configured any more"),
  lastGood: field(good.nullable(), "The last verified backup; `null` if there is none"),
  age: field(maybeCount, "How old it is, in seconds; `null` if that is unknown"),
  expect: field(maybeCount, "How old it may become, in seconds; `null` if nothing is expected"),
  fresh: field(z.boolean().nullable(), "Whether it is as new as that; `null` without `expect`"),
  medianSize: field(
    z.number().nullable(),
    "The median size of the backups before it; `null` while there are fewer than three",
  ),
  failures: field(count, "How many jobs have failed since the last that did not"),
  failure: field(
    z.looseObject({
      code: field(z.string().nullable(), "The error code"),
      message: field(z.string(), "What happened"),
    }).nullable(),
    "Why the last of them failed",
  ),
  skips: field(count, "How many jobs were skipped since the last that was not, up to ten"),
  lastAttempt: field(moment, "When the last job began that was not skipped"),
  product: field(z.string().nullable(), "The id of the product, as last seen"),
  version: field(z.string().nullable(), "Its version, as last seen"),
  latestVersion: field(z.string().nullable(), "The newest version that any site knows of"),
  outdated: field(z.boolean().nullable(), "Whether that is a newer one; `null` if unknown"),
  tlsExpires: field(moment, "When the certificate of the site ends, as last seen"),
  freeBytes: field(maybeCount, "What was free in its download folder, in bytes, as last seen"),
  seen: field(moment, "When the site was last looked at"),
  findings: field(z.array(finding), "What is to be said of it, the worst first"),
}).meta({ title: "Site status" });

/** The fields of the document. */
export const FLEET_STATUS = {
  at: field(moment, "When this was true, ISO 8601 in UTC"),
  level: field(level, "The worst of all sites; `none` without any"),
  clock: field(
    z.string().nullable(),
    "What is wrong with this computer's clock, as far as it can be told; else `null`",
  ),
  counts: field(z.record(verdict, count), "How many sites stand so, for each of the words"),
  sites: field(z.array(site), "The sites, the worst first"),
} as const;
