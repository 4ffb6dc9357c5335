/**
 * Every method of the remote JSON API: what it takes, what it answers, since which API level it
 * exists, until which, and whether sending it twice does harm.
 * @module
 */
import * as z from "zod";
import { LEGACY_METHODS, type LegacyMethodName, type LegacyParameters } from "./legacy_methods.ts";
import type { Method, NoParameters } from "./method.ts";
import {
  type BackupRecord,
  backupRecordSchema,
  backupRecordsSchema,
  type Profile,
  type ProfileExport,
  profileExportSchema,
  profilesSchema,
  type SiteVersion,
  siteVersionSchema,
  type StepReply,
  stepReplySchema,
  type UpdateInformation,
  updateInformationSchema,
} from "./replies.ts";

/** Names one backup record. */
export interface RecordParameters {
  /** As in the list of backups. */
  readonly id: number;
}

/** Names one part of a backup record. */
export interface PartParameters extends RecordParameters {
  /** The server's number of the part, from 1. */
  readonly part: number;
}

/** A piece of a part, at most 1 MiB (observed: Akeeba Backup 10.2.1). */
export interface SegmentParameters extends PartParameters {
  /** Counts from 1. */
  readonly segment: number;
}

/** What to back up, and what to call it. */
export interface StartParameters {
  /** The profile's number. The server accepts one that does not exist silently. */
  readonly profile: number;
  /** Shown in the list of backups. */
  readonly description?: string | undefined;
  /** Shown with the record, below the description. */
  readonly comment?: string | undefined;
  /** Configuration overrides by key (level 335). */
  readonly overrides?: Readonly<Record<string, string>> | undefined;
  /** Asks old servers (below level 500) for a backup identifier; newer ones ignore it. */
  readonly backupId?: string | undefined;
}

/** Parameters of `stepBackup`. The tag is not among them: sending it starts another backup on 7.5/8.0. */
export interface StepParameters {
  /** The identifier from startBackup; level 320 has none. */
  readonly backupId?: string | undefined;
}

/** A window on the list of records, which is sorted newest first. */
export interface ListParameters {
  /** How many of the newest to skip; not negative (an SQL error, observed: 10.2.1). */
  readonly from: number;
  /** How many to list, at least 1. */
  readonly limit: number;
}

/** What a profile is made of. */
export interface ImportParameters {
  /** As `exportConfiguration` gave it. */
  readonly data: ProfileExport;
}

/** What each method takes and answers; the key is what callers name it. */
export interface Methods
  extends Readonly<Record<LegacyMethodName, Method<LegacyParameters, unknown>>> {
  /** The first call to any site: it tells the API level. */
  readonly getVersion: Method<NoParameters, SiteVersion>;
  /** Lists the backup profiles. */
  readonly getProfiles: Method<NoParameters, readonly Profile[]>;
  /** Lists backup records, newest first. */
  readonly listBackups: Method<ListParameters, readonly BackupRecord[]>;
  /** One backup record with the files that exist now. */
  readonly getBackupInfo: Method<RecordParameters, BackupRecord>;
  /** Starts a backup, and kills any that is running. */
  readonly startBackup: Method<StartParameters, StepReply>;
  /** Lets the engine work for some seconds. */
  readonly stepBackup: Method<StepParameters, StepReply>;
  /** One segment of a part, base64. */
  readonly download: Method<SegmentParameters, string>;
  /** The bytes of a part; the answer is no envelope. */
  readonly downloadDirect: Method<PartParameters, never>;
  /** Deletes a record together with its files. */
  readonly delete: Method<RecordParameters, unknown>;
  /** Deletes the files of a record, which itself stays. */
  readonly deleteFiles: Method<RecordParameters, unknown>;
  /** `undefined` where the site answers nulls, since it has no such profile. */
  readonly exportConfiguration: Method<{ readonly profile: number }, ProfileExport | undefined>;
  /** Imports a profile, always as a new one. */
  readonly importConfiguration: Method<ImportParameters, unknown>;
  /** Asks for an update of the product. */
  readonly updateGetInformation: Method<{ readonly force: boolean }, UpdateInformation>;
  /** The site fetches the package of the new version. */
  readonly updateDownload: Method<NoParameters, unknown>;
  /** The site unpacks the package. */
  readonly updateExtract: Method<NoParameters, unknown>;
  /** The site puts the new files in place, and updates its database. */
  readonly updateInstall: Method<NoParameters, unknown>;
  /** Removes what the update left behind. */
  readonly updateCleanup: Method<NoParameters, unknown>;
}

/** All that can be called, the methods of old versions included. */
export type MethodName = keyof Methods;

/** The parameters that callers give, before they are written for the wire. */
export type ParametersOf<M extends MethodName> = Methods[M] extends Method<infer P, unknown> ? P
  : never;

/** What callers get: the checked data of the reply. */
export type ReplyOf<M extends MethodName> = Methods[M] extends Method<infer _, infer R> ? R : never;

const nothing = (): Record<string, never> => ({});
const recordId = ({ id }: RecordParameters) => ({ backup_id: id });

/**
 * How long a step of a backup can last if nothing else is said, ms. It works up to 14 s × 75 % by default,
 * plus the server's own waiting, but longer for one huge file, and for minutes where it uploads the
 * archive. So long its reply is waited for.
 */
export const STEP_LIMIT_MS = 600_000;

const MIB = 1024 * 1024;
/** More than any record has, with a long comment. */
const RECORD_BYTES = 32 * 1024;

/** How each method is called; add a row for another one. */
export const METHODS: Methods = {
  ...LEGACY_METHODS,
  getVersion: {
    name: "getVersion",
    since: 320,
    repeatable: true,
    replyBytes: MIB,
    reply: siteVersionSchema,
    encode: nothing,
  },
  getProfiles: {
    name: "getProfiles",
    since: 320,
    repeatable: true,
    reply: profilesSchema,
    encode: nothing,
  },
  listBackups: {
    name: "listBackups",
    since: 320,
    repeatable: true,
    // 9.3.3 ignores the limit and lists all records.
    replyBytes: ({ limit }) =>
      limit < 1 ? 64 * MIB : Math.max(8 * MIB, Math.min(64 * MIB, limit * RECORD_BYTES)),
    reply: backupRecordsSchema,
    encode: ({ from, limit }) => ({ from, limit }),
  },
  getBackupInfo: {
    name: "getBackupInfo",
    since: 320,
    repeatable: true,
    replyBytes: 8 * MIB,
    reply: backupRecordSchema,
    encode: recordId,
  },
  startBackup: {
    name: "startBackup",
    since: 320,
    repeatable: false,
    answerMs: STEP_LIMIT_MS,
    replyBytes: 8 * MIB,
    reply: stepReplySchema,
    encode: ({ profile, description, comment, overrides, backupId }) => ({
      profile,
      description,
      comment,
      overrides,
      backupid: backupId,
    }),
  },
  stepBackup: {
    name: "stepBackup",
    since: 320,
    repeatable: false,
    answerMs: STEP_LIMIT_MS,
    replyBytes: 8 * MIB,
    reply: stepReplySchema,
    encode: ({ backupId }) => ({ backupid: backupId }),
  },
  download: {
    name: "download",
    since: 320,
    repeatable: true,
    replyBytes: 8 * MIB,
    reply: z.string(),
    // chunk_size only moves the start and never more than 1 MiB is read: 1 is the only right value.
    encode: ({ id, part, segment }) => ({ backup_id: id, part_id: part, segment, chunk_size: 1 }),
  },
  downloadDirect: {
    name: "downloadDirect",
    since: 320,
    repeatable: true,
    // Of a refusal: files are no replies.
    replyBytes: MIB,
    reply: z.never(),
    encode: ({ id, part }) => ({ backup_id: id, part_id: part }),
  },
  delete: {
    name: "delete",
    since: 320,
    repeatable: true,
    replyBytes: MIB,
    reply: z.unknown(),
    encode: recordId,
  },
  deleteFiles: {
    name: "deleteFiles",
    since: 320,
    repeatable: true,
    replyBytes: MIB,
    reply: z.unknown(),
    encode: recordId,
  },
  exportConfiguration: {
    name: "exportConfiguration",
    // Some versions with this level have it, some do not: the site is asked.
    since: 340,
    repeatable: true,
    confidential: true,
    replyBytes: 16 * MIB,
    reply: profileExportSchema,
    encode: ({ profile }) => ({ profile }),
  },
  importConfiguration: {
    name: "importConfiguration",
    since: 340,
    repeatable: false,
    confidential: true,
    replyBytes: MIB,
    reply: z.unknown(),
    // A number that exists would be overwritten on 7.5/8.0 and WordPress; 0 is always a new profile.
    encode: ({ data }) => ({ profile: 0, data: { ...data } }),
  },
  updateGetInformation: {
    name: "updateGetInformation",
    since: 320,
    removedIn: 500,
    repeatable: true,
    reply: updateInformationSchema,
    encode: ({ force }) => ({ force: force ? 1 : 0 }),
  },
  updateDownload: update("updateDownload"),
  updateExtract: update("updateExtract"),
  updateInstall: update("updateInstall"),
  updateCleanup: update("updateCleanup"),
};

function update(name: string): Method<NoParameters, unknown> {
  return {
    name,
    since: 320,
    removedIn: 500,
    repeatable: false,
    answerMs: STEP_LIMIT_MS,
    reply: z.unknown(),
    encode: nothing,
  };
}
