/** What documents of `--json` are made of, besides the shapes that events have as well. */
import * as z from "zod";
import { count, error, field, id, REPORT, site, tried } from "./shared_schemas.ts";
import { PINNED, PRUNE } from "./prune_schema.ts";
import { FLEET_STATUS } from "./status_schema.ts";

const schema = field(z.literal(1), "The version of these shapes");
export const ok = field(z.literal(true), "It succeeded");
export const file = field(z.string(), "The path of the configuration file");
export const trust = field(
  z.enum(["named", "own", "trusted", "changed", "untrusted"]),
  "How far it is trusted: it was named; it is in your own configuration folder; it was found, and is " +
    "trusted as it is, has changed since then, or is not trusted",
);

export function document<const Shape extends z.ZodRawShape>(description: string, shape: Shape) {
  return z.looseObject({ schema, ...shape }).meta({ description });
}

export function list<T extends z.ZodType>(description: string, item: T) {
  return z.array(item).meta({ description });
}

export const FOUND = {
  site: field(z.string(), "The address of the site"),
  endpoint: field(z.string(), "The address of the API"),
  api: field(z.int(), "The API version: 1, 2 or 3"),
  level: field(z.int(), "The API level"),
  product: field(
    z.string(),
    "The id of the product; several, with `or` between them, if nothing tells them apart",
  ),
  version: field(z.string(), "The version of the product"),
  edition: field(z.string().nullable(), "`pro` or `core`; `null` if the site does not report it"),
  credential: field(
    z.string(),
    "The kind of credential that was accepted: `secret` or `api-token`",
  ),
  requests: field(count, "The number of requests sent"),
} as const;

export const attempts = field(z.array(tried), "Every address tried, in order");
export const failure = field(error.optional(), "The failure with which the command then ends");
export const STATUS = { ...FLEET_STATUS, error: failure };
export const PRUNED = { ...PRUNE, error: failure };
export const pinned = { ok, ...PINNED };
export const deleted = { ok, site, id } as const;

/** A file that cannot be read at all has no report. */
export const ONE_REPORT = {
  archive: field(z.string().optional(), "The file name of the archive"),
  ...z.object(REPORT).partial({
    quick: true,
    parts: true,
    missing: true,
    entries: true,
    files: true,
    bytes: true,
    repeated: true,
    checksums: true,
    unchecked: true,
    readable: true,
    problems: true,
    unlisted: true,
  }).shape,
};

export const check = z.looseObject({
  name: field(z.string(), "What was checked: see doctor.md"),
  state: field(
    z.enum(["ok", "warning", "failed", "skipped"]),
    "The outcome; `skipped` where it depends on something that failed",
  ),
  text: field(z.string(), "The finding, in one sentence"),
  hint: field(z.string().nullable(), "What to do; `null` if nothing"),
  code: field(z.string().nullable(), "The error code if it failed, or else `null`"),
});
