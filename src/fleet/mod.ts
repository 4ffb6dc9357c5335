/**
 * Many sites in one go, remembered. For programs on Deno, Node and Bun; nothing of it is loaded by
 * `@sitehaul/sitehaul` itself.
 * @module
 */
export * from "./fleet_events.ts";
export { CONCURRENCY, runFleet } from "./run_fleet.ts";
export {
  runSiteJob,
  type SiteDownload,
  type SiteJobOptions,
  type SiteJobResult,
  type SiteWork,
} from "./site_job.ts";
export { type ObserveOptions, observeSite } from "../client/observe_site.ts";
export { certificateEnd } from "../transport/certificate.ts";
export type { EarlierBackup, ProvenCopy } from "./earlier_backup.ts";
export type { JobRecord, PlaceOf, RemovalReason } from "./job_record.ts";
export { select, type Selectable, type Selected, type SiteSelection } from "../config/select.ts";
export { bandwidth } from "./bandwidth.ts";
export { leftOf, type LeftToDo } from "./resume.ts";
export * from "../history/history.ts";
export { openHistory, type SqliteHistoryOptions } from "../history/sqlite.ts";
export { fleetStatus, type StatusOptions } from "../status/fleet_status.ts";
export {
  type ExpectedSite,
  type Finding,
  type FindingCode,
  type FleetStatus,
  type GoodBackup,
  type Level as StatusLevel,
  type SiteStatus,
  type Verdict as SiteVerdict,
  VERDICTS as SITE_VERDICTS,
} from "../status/status.ts";
export { nagiosText, type PluginResult, type PluginStatus } from "../status/formats/nagios.ts";
export { openMetricsText } from "../status/formats/openmetrics.ts";
export type { DatabaseOptions } from "../history/sqlite_database.ts";
export type { Redactor } from "../base/redact.ts";
export type { Owner } from "../config/own_file.ts";
export type { Clock, Sleep } from "../transport/transport.ts";
