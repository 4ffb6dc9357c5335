/**
 * Archives of Akeeba Backup, on this machine: verify, list, extract; JPA, JPS and ZIP, whole or in
 * parts. Needs no site and no network.
 * @module
 */
export type { ErrorCode, ErrorDetails, SitehaulError } from "../base/errors.ts";
export type { ChecksumState, Entry, EntryType } from "./entry.ts";
export { type ArchiveFile, archivesAmong } from "./archives_among.ts";
export { extractArchive } from "./extract.ts";
export * from "./extract_contract.ts";
export type { PasswordSource } from "./jps_password.ts";
export type { LedgerOptions } from "./safe_path.ts";
export { listArchive, type ListedEntry } from "./list.ts";
export * from "../files/manifest.ts";
export { type Archive, type ArchiveHeader, openArchive, type OpenOptions } from "./open.ts";
export type { ArchiveFormat } from "./sniff.ts";
export type { PartFile } from "./part_chain.ts";
export {
  ArchiveError,
  describeProblem,
  type Problem,
  type ProblemCode,
  type Severity,
} from "./problem.ts";
export { type ArchiveProof, verificationError, type VerifyReport } from "./report.ts";
export { verifyArchive, type VerifyOptions, type VerifyProgress } from "./verify.ts";
