/**
 * The core: what sitehaul is made of, without the products. For programs that bring products of their
 * own or load only one, and for those that need a single piece, such as a codec or the catalogue.
 *
 * **Not frozen:** names and signatures here may change with any version. What a program usually needs
 * is in `@sitehaul/sitehaul`, which follows semantic versioning.
 * @module
 */
export * from "./protocol/answer_error.ts";
export type { PasswordSource } from "./archive/jps_password.ts";
export type { ArchiveFormat } from "./archive/sniff.ts";
export type { Problem, ProblemCode, Severity } from "./archive/problem.ts";
export type { ArchiveProof, VerifyReport } from "./archive/report.ts";
export type { VerifyProgress } from "./archive/verify.ts";
export * from "./client/backup_events.ts";
export type { DownloadedBackup } from "./client/download_backup.ts";
export * from "./client/download_events.ts";
export { type ListOptions } from "./client/records.ts";
export { type BackupSettings, type CallOptions, type RecordOptions, Site } from "./client/site.ts";
export { callApi } from "./client/call_api.ts";
export { connect, detect } from "./client/connect.ts";
export type { ConnectOptions, CoreConnectOptions } from "./client/connect_options.ts";
export { downloadParts } from "./client/download_parts.ts";
export { drain } from "./client/drain.ts";
export type { DownloadOptions, PartsOptions } from "./download/download_options.ts";
export {
  type DownloadDoubted,
  type DownloadedPart,
  type DownloadProgress,
  type DownloadWay,
  type PartsEvent,
} from "./download/parts_events.ts";
export { type DownloadMode } from "./download/fetch_part.ts";
export { openStore } from "./stores/open_store.ts";
export type { Store, StoredFile, StoreOptions } from "./stores/store.ts";
export type { OwnRun } from "./client/own_run.ts";
export { fileRunMemory } from "./client/file_run_memory.ts";
export type { RunMemory, RunNotes } from "./client/run_memory.ts";
export { type ImportedProfile } from "./client/profiles.ts";
export {
  STABILITIES,
  type Stability,
  type UpdateOptions,
  type UpdateStage,
} from "./client/update.ts";
export * from "./codecs/codec.ts";
export { codecFor } from "./codecs/mod.ts";
export { MAX_REPLY_BYTES, readReplyText } from "./codecs/reply_text.ts";
export {
  Connection,
  type ConnectionOptions,
  type Exchange,
  type SendOptions,
} from "./connection/connection.ts";
export { type Waiting } from "./connection/patience.ts";
export type { Owner } from "./config/own_file.ts";
export { compareVersions, inRange, isVersion } from "./product/compare_versions.ts";
export * from "./protocol/endpoint.ts";
export * from "./base/errors.ts";
export * from "./protocol/levels.ts";
export * from "./protocol/method.ts";
export * from "./protocol/methods.ts";
export { NegotiationError } from "./negotiate/negotiation_error.ts";
export { type Detected, negotiate, type NegotiateOptions } from "./negotiate/negotiate.ts";
export { type Attempt } from "./negotiate/probe.ts";
export {
  fileMemory,
  type FileMemoryOptions,
  type Memory,
  type MemoryKey,
  type Remembered,
} from "./negotiate/remember.ts";
export * from "./product/product.ts";
export {
  createRedactor,
  REDACTED,
  redactHeaders,
  type Redactor,
  redactText,
} from "./base/redact.ts";
export type {
  BackupRecord,
  Part,
  Profile,
  ProfileExport,
  RecordState,
  SiteVersion,
  StepReply,
  UpdateInformation,
} from "./protocol/replies.ts";
export { type Candidate, type CandidateOptions, candidatesAt } from "./resolve/candidates.ts";
export {
  type CatalogueEntry,
  type CatalogueOptions,
  type CoreCatalogueOptions,
  endpointsFor,
} from "./resolve/catalogue.ts";
export { recognise, type Recognised, type RouteMatch } from "./resolve/recognise.ts";
export { type ParameterChoices, type ParameterValues } from "./resolve/route_urls.ts";
export { parseSite, type SiteAddress } from "./resolve/site.ts";
export { type Environment } from "./transport/proxy.ts";
export { standardTransport, type TransportOptions } from "./transport/standard.ts";
export * from "./transport/transport.ts";
export { type BasicAuth, type HeaderOptions } from "./transport/with_headers.ts";
export {
  type FailureLine,
  type LogLine,
  type LogSink,
  type RequestLine,
  type ResponseLine,
} from "./transport/with_log.ts";
