/**
 * Every method of the remote JSON API: what it takes, what it answers, since which API level it
 * exists, until which, and whether sending it twice does harm.
 */
import * as z from "zod";
import { LEGACY_METHODS } from "./legacy_methods.ts";
import type { ApiParameters } from "./endpoint.ts";
import type { AnyRow, Method, NoParameters, ReplySchema } from "./method.ts";
import {
  backupRecordSchema,
  backupRecordsSchema,
  profileExportSchema,
  profilesSchema,
  siteVersionSchema,
  stepReplySchema,
  updateInformationSchema,
} from "./reply_schemas.ts";
import type { ProfileExport } from "./replies.ts";

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

const base64: z.ZodType<string> = z.string();
const noReply: z.ZodType<never> = z.never();
/** An answer of which nothing is used. */
const anything: z.ZodType<unknown> = z.unknown();

function nothing(_: NoParameters): ApiParameters {
  return {};
}

function recordId({ id }: RecordParameters): ApiParameters {
  return { backup_id: id };
}

/**
 * How long a step of a backup can last if nothing else is said, ms. It works up to 14 s × 75 % by default,
 * plus the server's own waiting, but longer for one huge file, and for minutes where it uploads the
 * archive. So long its reply is waited for.
 */
export const STEP_LIMIT_MS = 600_000;

const MIB = 1024 * 1024;
const SHORT: number = MIB;
const LONG: number = 8 * MIB;
const EXPORT_BYTES: number = 16 * MIB;

/** No record has more, with a long comment. 9.3.3 ignores the limit and lists all records. */
function listBytes({ limit }: ListParameters): number {
  return limit < 1 ? 64 * MIB : Math.max(LONG, Math.min(64 * MIB, limit * 32 * 1024));
}

const DELETION = {
  since: 320,
  repeatable: true,
  replyBytes: SHORT,
  reply: anything,
  encode: recordId,
} as const satisfies AnyRow;

/** A step of an update. */
const UPDATE = {
  since: 320,
  removedIn: 500,
  repeatable: false,
  answerMs: STEP_LIMIT_MS,
  reply: anything,
  encode: nothing,
} as const satisfies AnyRow;

/**
 * The rows of the methods, from which the compiler takes their names.
 *
 * @internal
 */
export const MethodName = {
  ...LEGACY_METHODS,
  /** The first call to any site: it tells the API level. */
  getVersion: {
    since: 320,
    repeatable: true,
    replyBytes: SHORT,
    reply: siteVersionSchema,
    encode: nothing,
  },
  /** Lists the backup profiles. */
  getProfiles: {
    since: 320,
    repeatable: true,
    reply: profilesSchema,
    encode: nothing,
  },
  /** Lists backup records, newest first. */
  listBackups: {
    since: 320,
    repeatable: true,
    replyBytes: listBytes,
    reply: backupRecordsSchema,
    encode: ({ from, limit }: ListParameters): ApiParameters => ({ from, limit }),
  },
  /** One backup record with the files that exist now. */
  getBackupInfo: {
    since: 320,
    repeatable: true,
    replyBytes: LONG,
    reply: backupRecordSchema,
    encode: recordId,
  },
  /** Starts a backup, and kills any that is running. */
  startBackup: {
    since: 320,
    repeatable: false,
    answerMs: STEP_LIMIT_MS,
    replyBytes: LONG,
    reply: stepReplySchema,
    encode: (
      { profile, description, comment, overrides, backupId }: StartParameters,
    ): ApiParameters => ({
      profile,
      description,
      comment,
      overrides,
      backupid: backupId,
    }),
  },
  /** Lets the engine work for some seconds. */
  stepBackup: {
    since: 320,
    repeatable: false,
    answerMs: STEP_LIMIT_MS,
    replyBytes: LONG,
    reply: stepReplySchema,
    encode: ({ backupId }: StepParameters): ApiParameters => ({ backupid: backupId }),
  },
  /** One segment of a part, base64. */
  download: {
    since: 320,
    repeatable: true,
    replyBytes: LONG,
    reply: base64,
    // chunk_size only moves the start and never more than 1 MiB is read: 1 is the only right value.
    encode: ({ id, part, segment }: SegmentParameters): ApiParameters => ({
      backup_id: id,
      part_id: part,
      segment,
      chunk_size: 1,
    }),
  },
  /** The bytes of a part; the answer is no envelope. */
  downloadDirect: {
    since: 320,
    repeatable: true,
    // Of a refusal: files are no replies.
    replyBytes: SHORT,
    reply: noReply,
    encode: ({ id, part }: PartParameters): ApiParameters => ({ backup_id: id, part_id: part }),
  },
  /** Deletes a record together with its files. */
  delete: DELETION,
  /** Deletes the files of a record, which itself stays. */
  deleteFiles: DELETION,
  /** `undefined` where the site answers nulls, since it has no such profile. */
  exportConfiguration: {
    // Some versions with this level have it, some do not: the site is asked.
    since: 340,
    repeatable: true,
    confidential: true,
    replyBytes: EXPORT_BYTES,
    reply: profileExportSchema,
    encode: ({ profile }: { readonly profile: number }): ApiParameters => ({ profile }),
  },
  /** Imports a profile, always as a new one. */
  importConfiguration: {
    since: 340,
    repeatable: false,
    confidential: true,
    replyBytes: SHORT,
    reply: anything,
    // A number that exists would be overwritten on 7.5/8.0 and WordPress; 0 is always a new profile.
    encode: ({ data }: ImportParameters): ApiParameters => ({ profile: 0, data: { ...data } }),
  },
  /** Asks for an update of the product. */
  updateGetInformation: {
    since: 320,
    removedIn: 500,
    repeatable: true,
    reply: updateInformationSchema,
    encode: ({ force }: { readonly force: boolean }): ApiParameters => ({ force: force ? 1 : 0 }),
  },
  /** The site fetches the package of the new version. */
  updateDownload: UPDATE,
  /** The site unpacks the package. */
  updateExtract: UPDATE,
  /** The site puts the new files in place, and updates its database. */
  updateInstall: UPDATE,
  /** Removes what the update left behind. */
  updateCleanup: UPDATE,
} as const satisfies Readonly<Record<string, AnyRow>>;

/** All that can be called, the methods of old versions included. */
export type MethodName = keyof typeof MethodName;

/** The parameters that callers give, before they are written for the wire. */
export type ParametersOf<M extends MethodName> = Parameters<(typeof MethodName)[M]["encode"]>[0];

/** What callers get: the checked data of the reply. */
export type ReplyOf<M extends MethodName> = (typeof MethodName)[M]["reply"] extends
  ReplySchema<infer R> ? R : never;

/** What each method takes and answers; the key is what callers name it. */
export type Methods = { readonly [M in MethodName]: Method<ParametersOf<M>, ReplyOf<M>> };

/** How each method is called. */
export const METHODS: Methods = Object.fromEntries(
  Object.entries(MethodName).map(([name, row]) => [name, { name, ...row }]),
) as unknown as Methods;
