/** A history as it comes about: jobs are recorded in SQLite, at times that the test sets. */
import type {
  BackupHistory,
  JobEnd,
  NewBackup,
  NewCopy,
  NewJob,
  NewProof,
  Observation,
  RunWriter,
} from "../../src/history/history.ts";
import { openHistory } from "../../src/history/sqlite.ts";
import { fleetStatus, type StatusOptions } from "../../src/status/fleet_status.ts";
import type { ExpectedSite, FleetStatus } from "../../src/status/status.ts";
import { inFolder } from "../support/in_folder.ts";
import { products } from "../../plugins/mod.ts";

/** When the state is asked for: 2026-11-28 08:00 UTC. */
export const NOW = Date.UTC(2026, 10, 28, 8);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** What a job does; without anything it is `ok`, and took a backup that was fetched and read. */
export interface Job extends Partial<Omit<NewJob, "attempt" | "slot">> {
  /** `running`: it never ended. @default {"ok"} */
  readonly state?: JobEnd | "running";
  readonly message?: string;
  readonly warnings?: readonly string[];
  readonly seen?: Observation;
  /** `null` for a job that took none. */
  readonly backup?: Partial<NewBackup> | null;
  /** Where it went. @default {"folder"} */
  readonly kind?: NewCopy["kind"];
  /** @default {"good"} */
  readonly proof?: NewProof["verdict"];
  readonly reason?: string;
  /** Whether its copy was removed in the end. */
  readonly isRemoved?: boolean;
}

/** Records jobs, each begun so many milliseconds before {@linkcode NOW}. */
export type Record = (agoMs: number, job?: Job) => Promise<void>;

/** How the sites stand after what was recorded. */
export function statusAfter(
  record: (job: Record) => Promise<void>,
  sites: readonly ExpectedSite[],
  options: Partial<StatusOptions> = {},
): Promise<FleetStatus> {
  return inFolder(async (folder) => {
    await using history = await recordIn(folder, record);
    return await fleetStatus(history.groups(), sites, { now: NOW, products, ...options });
  });
}

/** Records jobs in a folder; those that are to run do so until the history is disposed of. */
export async function recordIn(
  folder: string,
  record: (job: Record) => Promise<void>,
): Promise<BackupHistory & AsyncDisposable> {
  let now = NOW;
  let number = 0;
  const running: RunWriter[] = [];
  const history = await openHistory(folder, { clock: () => now });
  await record(async (agoMs, job = {}) => {
    now = NOW - agoMs;
    const { site = "shop", address = `https://${site}.example`, profile = 1 } = job;
    const run = await history.beginRun({ command: "run", options: {}, sites: [site] });
    const writer = await run.beginJob({ site, address, profile, attempt: 1 });
    const { state = "ok", warnings = [], seen, message } = job;
    for (const warning of warnings) await writer.warn(warning);
    if (seen !== undefined) await writer.observe(seen);
    const hasBackup = job.backup !== undefined || state === "ok" || state === "warnings";
    if (job.backup !== null && hasBackup) {
      const id = await writer.backup({
        record: ++number,
        begun: now,
        archive: `site-${number}.jpa`,
        size: 1000,
        parts: 1,
        guessedSteps: 0,
        listChecked: true,
        ...job.backup,
      });
      const { kind = "folder", proof = "good", reason, isRemoved = false } = job;
      const copy = await writer.copy(id, { kind, place: "/backups", files: [] });
      await writer.proof(copy, { depth: "read", verdict: proof, files: 1, bytes: 1, reason });
      if (isRemoved) await writer.removed(copy);
    }
    if (state === "running") return void running.push(run);
    await writer.end({ state, message });
    await run.end("done");
  });
  return Object.assign(history, {
    async [Symbol.asyncDispose]() {
      for (const run of running) await run.end();
      await history.close();
    },
  });
}
