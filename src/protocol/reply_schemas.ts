/** Schemas of what servers answer, in every form that was seen. Unknown members are ignored. */
import * as z from "zod";
import type {
  BackupRecord,
  Part,
  Profile,
  ProfileExport,
  RecordState,
  SiteVersion,
  StepReply,
  UpdateInformation,
} from "./replies.ts";
import {
  byteCount,
  listOf,
  meaningfulText,
  moment,
  optionalNumber,
  shortened,
  shortText,
  shownText,
  text,
  truth,
  wholeNumber,
} from "./scalars.ts";

/** What `updateGetInformation` answers; the names of its fields differ between versions. */
export const updateInformationSchema: z.ZodType<UpdateInformation> = z.object({
  hasUpdate: truth.optional(),
  version: text,
  infoURL: text,
  infoUrl: text,
  stuck: truth.optional(),
  maturity: text,
  stability: text,
}).transform((raw) => ({
  hasUpdate: raw.hasUpdate ?? false,
  version: raw.version,
  infoUrl: raw.infoURL || raw.infoUrl,
  stuck: raw.stuck ?? false,
  stability: (raw.maturity || raw.stability).toLowerCase(),
}));

/** Schema of `getVersion`. The version is in `component`; some servers call it `version`. */
export const siteVersionSchema: z.ZodType<SiteVersion> = z.object({
  api: wholeNumber,
  component: shortText,
  version: shortText,
  date: meaningfulText.transform(shortened),
  edition: meaningfulText.transform(shortened),
  updateinfo: updateInformationSchema.optional().catch(undefined),
}).refine((raw) => raw.component !== "" || raw.version !== "", {
  error: "expected the product's version",
  path: ["component"],
}).transform((raw) => ({
  level: raw.api,
  version: raw.component || raw.version,
  date: raw.date,
  edition: raw.edition,
  update: raw.updateinfo,
}));

/** Schema of `getProfiles`. Ids are ints on Joomla 9 and later, texts elsewhere. */
export const profilesSchema: z.ZodType<readonly Profile[]> = listOf(
  z.object({ id: wholeNumber, name: shownText }),
);

const part: z.ZodType<Part> = z.object({
  part: wholeNumber.pipe(z.int().positive()),
  name: z.string().min(1),
  size: byteCount,
});

/** Schema of one backup record, of `getBackupInfo` as of `listBackups`. */
export const backupRecordSchema: z.ZodType<BackupRecord> = z.object({
  id: wholeNumber,
  description: shownText,
  comment: shownText,
  status: text,
  meta: z.enum(["ok", "obsolete", "remote", "pending", "fail"]).optional().catch(undefined),
  backupstart: moment.catch(undefined),
  backupend: moment.catch(undefined),
  profile_id: wholeNumber.catch(0),
  type: shownText,
  origin: shownText,
  backupid: shownText,
  archivename: shownText,
  absolute_path: meaningfulText.catch(undefined),
  multipart: wholeNumber.catch(0),
  size: byteCount,
  total_size: byteCount,
  frozen: truth.optional().catch(undefined),
  remote_filename: meaningfulText.catch(undefined),
  filenames: listOf(part).optional(),
}).transform((raw) => ({
  id: raw.id,
  description: raw.description,
  comment: raw.comment,
  status: raw.status,
  meta: raw.meta ?? stateOf(raw.status, raw.filenames, raw.remote_filename),
  start: raw.backupstart,
  end: raw.backupend,
  profile: raw.profile_id,
  type: raw.type,
  origin: raw.origin,
  backupId: raw.backupid,
  archive: raw.archivename,
  path: raw.absolute_path,
  // "0" means one file; a running multi-part backup says "0" too.
  parts: Math.max(raw.multipart, 1),
  size: raw.size ?? raw.total_size,
  frozen: raw.frozen ?? false,
  remote: raw.remote_filename,
  files: raw.filenames,
}));

/** `getBackupInfo` has no `meta`; the files that it lists tell the same. */
function stateOf(
  status: string,
  files: readonly Part[] | undefined,
  remote: string | undefined,
): RecordState | undefined {
  if (status === "run") return "pending";
  if (status === "fail") return "fail";
  if (status !== "complete" || files === undefined) return undefined;
  if (files.length > 0) return "ok";
  return remote === undefined ? "obsolete" : "remote";
}

/** What `listBackups` answers: records without their files. */
export const backupRecordsSchema: z.ZodType<readonly BackupRecord[]> = listOf(backupRecordSchema);

/** Schema of `startBackup` and `stepBackup`. Some old servers say `Error: false` for none. */
export const stepReplySchema: z.ZodType<StepReply> = z.object({
  HasRun: truth,
  Domain: shownText,
  Step: shownText,
  Substep: shownText,
  Error: z.union([z.string(), z.boolean(), z.number(), z.null()]).optional(),
  Warnings: listOf(shownText).catch([]),
  Archive: shownText,
  Progress: z.coerce.number().catch(0),
  backupid: z.union([z.string(), z.number().transform(String)]).nullish(),
  BackupID: optionalNumber.catch(undefined),
  stepNumber: optionalNumber.catch(undefined),
  sleepTime: z.coerce.number().nonnegative().catch(0),
}).transform((raw) => ({
  hasRun: raw.HasRun,
  domain: raw.Domain,
  step: raw.Step,
  substep: raw.Substep,
  error: raw.Error === true ? "unnamed error" : String(raw.Error || ""),
  warnings: raw.Warnings.filter((warning) => warning !== ""),
  archive: raw.Archive,
  progress: Math.min(100, Math.max(0, raw.Progress)),
  backupId: raw.backupid ?? undefined,
  recordId: raw.BackupID || undefined,
  stepNumber: raw.stepNumber,
  sleepTime: raw.sleepTime,
}));

/**
 * Schema of `exportConfiguration`: `undefined` for the three nulls that stand for an unknown
 * profile (observed: 10.2.1; others answer 404).
 */
export const profileExportSchema: z.ZodType<ProfileExport | undefined> = z.object({
  description: z.string().nullable(),
  configuration: z.string().nullable(),
  filters: z.string().nullable(),
}).transform(({ description, configuration, filters }) =>
  description === null && configuration === null
    ? undefined
    : { description: description ?? "", configuration: configuration ?? "", filters: filters ?? "" }
);
