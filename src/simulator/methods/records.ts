/** listBackups, getBackupInfo, delete and deleteFiles. */
import type { Call } from "./call.ts";
import { has, intOf } from "../wire/parameters.ts";
import { data, type Json, refusal, type Reply } from "../wire/reply.ts";
import type { Behaviour } from "../setup/behaviour.ts";
import type { SiteRecord } from "../site/record.ts";
import { updateGetInformation } from "./version.ts";

const INVALID_ID = "Invalid backup record identifier";
/** Places that the product knows; a record that names another counts as without files. */
const ENGINES =
  /^(amazons3|backblaze|box|dropbox|dropbox2|ftp|ftpcurl|googledrive|onedrive|sftp|webdav):\/\//;
const FROZEN = "Can not perform selected action to a frozen record";

/** The records, newest first. */
export function listBackups({ site, behaviour, parameters }: Call): Reply {
  const [from, limit] = behaviour.ignoresRange
    ? [0, 0]
    : [intOf(parameters, "from", 0), intOf(parameters, "limit", 50)];
  if (from < 0) {
    return refusal(
      1064,
      "You have an error in your SQL syntax; check the manual that corresponds to your MariaDB " +
        `server version for the right syntax to use near '${from}, ${limit}' at line 3`,
    );
  }
  const newest = site.records.toSorted((a, b) => b.id - a.id);
  const chosen = limit > 0 ? newest.slice(from, from + limit) : from === 0 ? newest : [];
  const answer = chosen.map((record): Json => {
    const state = stateOf(record);
    const size = state === "ok" || (state === "obsolete" && record.filesExist);
    return {
      ...members(record, behaviour),
      meta: state,
      ...(behaviour.isModern ? { hasRemoteFiles: state === "remote" } : {}),
      ...(size ? { size: String(record.totalSize) } : {}),
    };
  });
  // The list corrects what the records claim, after it has told it once more (observed: 10.2.1).
  for (const record of chosen) {
    if (stateOf(record) === "obsolete") record.filesExist = false;
  }
  return data(answer);
}

/** One record with its files. */
export function getBackupInfo({ site, behaviour, parameters }: Call): Reply {
  const record = site.record(intOf(parameters, "backup_id"));
  if (record === undefined) return refusal(404, INVALID_ID);
  const filenames = record.parts.map(({ name, size }, index) => ({ part: index + 1, name, size }));
  return data({ ...members(record, behaviour), filenames });
}

/** Removes the files of a backup; its record stays. */
export function deleteFiles(call: Call): Reply {
  const { site, behaviour, parameters } = call;
  if (behaviour.deletes === "broken") return { kind: "crash" };
  const id = intOf(parameters, "backup_id");
  if (!has(parameters, "backup_id") || id <= 0) {
    return refusal(behaviour.deletes === "strict" ? 0 : 500, INVALID_ID);
  }
  const record = site.record(id);
  if (record === undefined) return data(true);
  if (isProtected(call, record)) return refusal(behaviour.deletes === "strict" ? 0 : 500, FROZEN);
  record.parts = [];
  return data(true);
}

/** Removes a record and its files. */
export function deleteRecord(call: Call): Reply {
  const { site, behaviour, parameters } = call;
  const id = intOf(parameters, "backup_id");
  const record = site.record(id);
  const named = has(parameters, "backup_id") && id > 0;
  switch (behaviour.deletes) {
    case "never":
      return updateGetInformation(call);
    case "broken":
      if (!named) return refusal(0, "COM_AKEEBABACKUP_BUADMIN_ERROR_INVALIDID");
      if (record?.frozen) return refusal(0, "COM_AKEEBABACKUP_BUADMIN_FROZENRECORD_ERROR");
      return refusal(500, "");
    case "strict":
      if (!named) return refusal(0, INVALID_ID);
      if (record === undefined) return refusal(0, "Null primary key not allowed.");
      if (record.frozen) return refusal(0, FROZEN);
      break;
    case "lenient":
      if (!named) return refusal(500, INVALID_ID);
      if (record !== undefined && isProtected(call, record)) return refusal(500, FROZEN);
  }
  site.removeRecord(id);
  return data(true);
}

/** WordPress deletes frozen records, too (observed: 9.1.1). */
function isProtected({ settings }: Call, { frozen }: SiteRecord): boolean {
  return frozen && settings.product !== "wordpress";
}

function stateOf(record: SiteRecord): string {
  if (record.status === "run") return "pending";
  if (record.status === "fail") return "fail";
  if (record.remote !== null && ENGINES.test(record.remote)) return "remote";
  return record.parts.length > 0 ? "ok" : "obsolete";
}

/** The members that both methods give: all texts. */
function members(record: SiteRecord, { era, isOld: old }: Behaviour): { [key: string]: Json } {
  const failed = old && record.status === "fail";
  return {
    id: String(record.id),
    description: record.description,
    comment: record.comment,
    backupstart: record.start,
    backupend: failed ? "0000-00-00 00:00:00" : record.end,
    status: record.status,
    origin: record.origin,
    type: record.type,
    profile_id: String(record.profile),
    archivename: record.archive,
    absolute_path: `/var/www/backups/${record.archive}`,
    multipart: String(multipartOf(record, era)),
    tag: record.tag,
    ...(era === "level-320" ? {} : { backupid: record.backupId }),
    filesexist: record.filesExist ? "1" : "0",
    remote_filename: old && record.remote === "NULL" ? "" : record.remote,
    total_size: String(record.totalSize),
    ...(old ? {} : { frozen: record.frozen ? "1" : "0", instep: record.inStep ? "1" : "0" }),
  };
}

/** A single file counts 1 with 7.5 to 9.3, and 0 later (observed). */
function multipartOf({ multipart, status }: SiteRecord, era: string): number {
  const counts = era === "dual" || era === "joomla-9" || era === "level-350";
  return counts && status === "complete" ? Math.max(1, multipart) : multipart;
}
