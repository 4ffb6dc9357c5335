/** The shapes of JSON that programs rely on. */
import type { Attempt, BackupRecord, Detected, SitehaulError } from "../../../mod.ts";
import { lostParts, numberedParts } from "../../download/part_numbers.ts";

/** A plain document. */
export type Document = Readonly<Record<string, unknown>>;

/** A backup record as it is printed. */
export type RecordDocument = ReturnType<typeof recordDocument>;

/** A backup record: every key is always there, `null` where the site does not tell. */
export function recordDocument(record: BackupRecord): Document {
  const { id, description, comment, status, meta, start, end, profile, parts, size } = record;
  const { type, origin, archive, path, backupId, frozen, remote, files } = record;
  return {
    id,
    description,
    status,
    start: start ?? null,
    end: end ?? null,
    profile,
    parts,
    size: size ?? null,
    meta: meta ?? null,
    type,
    origin,
    archive,
    path: path ?? null,
    comment,
    backupId,
    frozen,
    remote: remote ?? null,
    ...(files === undefined ? {} : filesOf(record)),
  };
}

/** The files by the numbers that `download --part` takes, and those that are lost. */
function filesOf(record: BackupRecord): Document {
  const files = numberedParts(record).flatMap(({ number, name, part }) =>
    part === undefined ? [] : [{ part: number, name, size: part.size ?? null }]
  );
  return { files, lost: lostParts(record) };
}

/** The document of `detect` and `test`. */
export function detectedDocument(found: Detected): Document {
  const { site, endpoint, version, credential, requests, attempts } = found;
  return {
    site,
    endpoint: endpoint.url,
    api: endpoint.api,
    level: version.level,
    product: productsOf(found),
    version: version.version,
    edition: version.edition ?? null,
    credential,
    requests,
    attempts: attempts.map(attemptDocument),
  };
}

/** The product's id; both ids if nothing distinguishes two products. */
function productsOf({ products }: Pick<Detected, "products">): string {
  return products.join(" or ");
}

/** Without the evidence, which is for messages. */
export function attemptDocument({ url, api, outcome, ms }: Attempt): Document {
  return { url, api, outcome, ms };
}

/** The `error` event; `attempts` only where the search for a site failed. */
export function errorDocument(error: SitehaulError): Document {
  const attempts = attemptsOf(error);
  return {
    type: "error",
    ...error.toJSON(),
    ...(attempts === undefined ? {} : { attempts: attempts.map(attemptDocument) }),
    ...succeededBefore(error),
  };
}

/** What succeeded before a later stage failed. */
function succeededBefore(error: SitehaulError): Document {
  return "succeeded" in error && "record" in error
    ? { record: error.record, succeeded: error.succeeded }
    : {};
}

/** The attempts of an error of a search; looked at by their shape, so that nothing is loaded. */
export function attemptsOf(error: SitehaulError): readonly Attempt[] | undefined {
  return "attempts" in error ? error.attempts as readonly Attempt[] : undefined;
}
