/**
 * The documents that `--json` prints for queries, as schemas. An object begins with `schema`, the
 * version of these shapes; a list does not have it. Within a version fields are added, never changed
 * or removed.
 */
import * as z from "zod";
import {
  attempts,
  check,
  deleted,
  document,
  failure,
  file,
  FOUND,
  list,
  ok,
  ONE_REPORT,
  pinned,
  PRUNED,
  STATUS,
  trust,
} from "./document_shapes.ts";
import { REMOVAL } from "./prune_schema.ts";
import { count, error, field, record, rememberedJob, rememberedRun } from "./shared_schemas.ts";

/** A command whose `--json` document has a schema. */
export type DocumentCommand =
  | "endpoints"
  | "detect"
  | "test"
  | "doctor"
  | "list"
  | "show"
  | "history"
  | "status"
  | "prune"
  | "pin"
  | "unpin"
  | "delete"
  | "delete-files"
  | "profiles"
  | "profiles import"
  | "verify"
  | "ls"
  | "config init"
  | "config add"
  | "config remove"
  | "config list"
  | "config check"
  | "config path"
  | "config import"
  | "config trust"
  | "config untrust"
  | "config trusted"
  | "version";

const DOCUMENTS: Readonly<Record<DocumentCommand, z.ZodType>> = {
  "endpoints": list(
    "An array of endpoints",
    z.looseObject({
      product: field(z.string(), "The id of the product"),
      versions: field(z.string(), "The range of versions that have it"),
      api: field(z.int(), "The API version: 1, 2 or 3"),
      url: field(z.string(), "The address: absolute if a site was named, or else relative to it"),
      recommended: field(z.boolean(), "Whether it is the one to use"),
      accepts: field(z.array(z.string()), "The kinds of credentials: `secret`, `api-token`"),
      note: field(z.string(), "Why it is recommended, or why it is not"),
    }),
  ),
  "detect": document("What was found out about a site", { ...FOUND, attempts }),
  "test": document("The connection", { ok, ...FOUND }),
  "doctor": document("The diagnosis", {
    ok: field(z.boolean(), "Whether nothing prevents a backup"),
    site: field(z.string().nullable(), "The site; `null` if only this computer was checked"),
    verdict: field(z.string(), "The verdict, in one sentence"),
    checks: field(z.array(check), "The checks, in order"),
    attempts,
    found: field(
      z.looseObject(FOUND).meta({ title: "Connection" }).nullable(),
      "What answered; `null` if the API did not",
    ),
    error: failure,
  }),
  "list": list("An array of backup records, newest first", record),
  "show": z.union([
    document("One backup record, with its files", record.shape),
    document("With the name of a run, that run", {
      run: field(rememberedRun, "The run"),
      jobs: field(z.array(rememberedJob), "What became of each site, oldest first"),
    }),
  ]).meta({ description: "A backup record, or a run" }),
  "history": list(
    "An array of runs, newest first; with SITE, `--failed` or `--jobs`, of jobs; with `--removed`, of removals",
    z.union([rememberedRun, rememberedJob, REMOVAL]),
  ),
  "status": document("How sites stand, the worst first", STATUS),
  "prune": document("Which copies of backups go, and which stay", PRUNED),
  "pin": document("The backup that stays", pinned),
  "unpin": document("The backup that is as others again", pinned),
  "delete": document("The deleted record", deleted),
  "delete-files": document("The record whose files were deleted", deleted),
  "profiles": list(
    "An array of backup profiles",
    z.looseObject({
      id: field(z.int(), "The number of the profile"),
      name: field(z.string(), "Its name"),
    }),
  ),
  "profiles import": document("The new profile", {
    ok,
    profile: field(z.int(), "The number of the new profile"),
  }),
  "verify": document("What verifying an archive found; of several archives only `archives`", {
    ...ONE_REPORT,
    archives: field(
      z.array(z.looseObject({ ...ONE_REPORT, error: failure })).optional(),
      "If several archives were named: the same for each of them",
    ),
    error: failure,
  }),
  "ls": list(
    "An array of entries, in the order of the archive",
    z.looseObject({
      path: field(z.string(), "The path, without a trailing slash"),
      type: field(z.enum(["file", "directory", "link"]), "What it is"),
      size: field(count, "The size in bytes"),
      mode: field(z.string().nullable(), "The Unix permissions in octal; `null` if unknown"),
      mtime: field(z.string().nullable(), "The time of change, ISO 8601 in UTC; `null` if unknown"),
      target: field(z.string().nullable(), "The target of a link, or else `null`"),
    }),
  ),
  "config init": document("The new file", { ok, file }),
  "config add": document("The new site", {
    ok,
    file,
    name: field(z.string(), "The name of the site"),
    endpoint: field(z.string(), "The endpoint that was found"),
  }),
  "config remove": document("The sites that are not configured any more", {
    ok,
    file,
    sites: field(z.array(z.string()), "Their names"),
  }),
  "config list": list(
    "An array of configured sites, without secrets",
    z.looseObject({
      name: field(z.string(), "The name of the site"),
      url: field(z.string(), "Its address, without a password"),
      product: field(z.string().nullable(), "The id of the product; `null` if not set"),
      endpoint: field(z.string().nullable(), "The endpoint; `null` if not set"),
      credential: field(z.string().nullable(), "`secret`, `token` or `null`"),
      profile: field(z.int().nullable(), "The number of the backup profile; `null` if not set"),
      tags: field(z.array(z.string()), "The tags"),
    }),
  ),
  "config check": document("The state of the configuration", {
    ok: field(z.boolean(), "Whether everything is in order"),
    file,
    trust,
    sites: field(
      z.union([
        count,
        z.array(z.looseObject({
          name: field(z.string(), "The name of the site"),
          ok: field(z.boolean(), "Whether the site answers"),
          api: field(z.int().optional(), "The API version, if it answers"),
          version: field(z.string().optional(), "The version of the product, if it answers"),
          error: field(error.optional(), "The failure, if it does not answer"),
        })),
      ]),
      "The sites; with `--offline` only their number",
    ),
    policies: field(
      z.array(z.looseObject({
        field: field(z.enum(["retention", "serverRetention"]), "The field of the file"),
        sites: field(z.array(z.string()), "The sites that have these rules"),
        words: field(z.string(), "What they keep, in words"),
        example: field(z.array(z.string()), "The days that stay of a backup a day, newest first"),
      })),
      "The rules of how long copies stay; each once",
    ),
    error: failure,
  }),
  "config path": document("The configuration file in use", { file, trust }),
  "config import": document("The imported sites", {
    ok,
    file,
    sites: field(z.array(z.string()), "The names of the new sites"),
    skipped: field(
      z.array(z.string()),
      "The names of sites that were not imported: they exist already, or are invalid",
    ),
  }),
  "config trust": document("The configuration that is trusted now", {
    ok,
    file,
    sha256: field(z.string(), "The SHA-256 of its content, in hex"),
    uses: field(z.array(z.string()), "What it uses outside of itself"),
  }),
  "config untrust": document("The configuration that is not trusted", {
    ok,
    file,
    wasTrusted: field(z.boolean(), "Whether it was trusted before"),
  }),
  "config trusted": list(
    "An array of trusted configurations",
    z.looseObject({
      file,
      since: field(z.string(), "When it was trusted, ISO 8601 in UTC"),
      state: field(
        z.enum(["trusted", "changed", "untrusted", "gone", "not used"]),
        "Whether it is still as it was; `not used` if others can write it now",
      ),
    }),
  ),
  "version": document("The versions", {
    version: field(z.string(), "The version of sitehaul"),
    runtime: field(z.string(), "The runtime and its version"),
    os: field(z.string(), "The operating system"),
  }),
};

/** All commands whose `--json` document has a schema. */
export const DOCUMENT_COMMANDS: readonly DocumentCommand[] = Object.keys(
  DOCUMENTS,
) as DocumentCommand[];

/**
 * The JSON Schema of the document that a query prints with `--json`.
 *
 * @param command the command, such as `list` or `config check`
 *
 * @example
 * ```ts
 * import { documentJsonSchema } from "@sitehaul/sitehaul/events";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(documentJsonSchema("list")["type"], "array");
 * ```
 */
export function documentJsonSchema(command: DocumentCommand): Record<string, unknown> {
  return { ...z.toJSONSchema(DOCUMENTS[command]), title: `The document of sitehaul ${command}` };
}

/**
 * What is wrong with the document of a query; `undefined` if nothing is.
 *
 * @param command the command that printed it
 * @param value the parsed document
 */
export function documentFault(command: DocumentCommand, value: unknown): string | undefined {
  const parsed = DOCUMENTS[command].safeParse(value);
  return parsed.success ? undefined : z.prettifyError(parsed.error);
}
