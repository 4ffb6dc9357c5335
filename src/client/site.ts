/** What you can ask of a site. */
import type { Endpoint } from "../protocol/endpoint.ts";
import type {
  BackupRecord,
  Profile,
  ProfileExport,
  SiteVersion,
  UpdateInformation,
} from "../protocol/replies.ts";
import type { BackupEvent, BackupOptions, TakenBackup } from "./backup_events.ts";
import type { DownloadedBackup } from "./download_backup.ts";
import type { DownloadOptions } from "../download/download_options.ts";
import type { DownloadEvent } from "./download_events.ts";
import type { ImportedProfile } from "./profiles.ts";
import {
  deleteBackup,
  deleteFiles,
  latestRecord,
  type ListOptions,
  listRecords,
  patientRecord,
} from "./records.ts";
import type { RunMemory } from "./run_memory.ts";
import type { Time } from "./run_context.ts";
import type { Session } from "./session.ts";
import type { UpdateOptions, UpdateStage } from "./update.ts";

// What only some calls need is loaded by them: connecting to a site takes half the time then.

/** What holds for one call alone. */
export interface CallOptions {
  /** Ends the call; it rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/** How to read one backup record. */
export interface RecordOptions extends CallOptions {
  /**
   * Whether a site that is down or blocked is waited for, as backups and downloads do.
   * @default {false}
   */
  readonly isPatient?: boolean | undefined;
}

/** What holds for all backups that one object takes. */
export interface BackupSettings {
  /** How long a step of a backup can last, ms. @default {STEP_LIMIT_MS} */
  readonly stepLimitMs?: number | undefined;
  /** Notes the backups that are being taken. */
  readonly runs?: RunMemory | undefined;
}

/** What a site is made of, for the modules of this folder. */
export interface SiteInside {
  /** Sends calls, and finds the site again where it has moved. */
  readonly caller: Session;
  /** The clock and the waiting of the site. */
  readonly time: Time;
  /** How it takes backups. */
  readonly settings: BackupSettings;
}

/**
 * Gives the modules of this folder what {@linkcode Site} keeps private. @param site made by
 * `connect`
 */
export let insideOf: (site: Site) => SiteInside;

/**
 * A site that has been connected to; made by {@linkcode connect}.
 *
 * Every call throws `SitehaulError`: `network/…` when the site cannot be reached, `auth/…` when it
 * refuses, `reply/…` when it answers something else, and the codes in the call's own description.
 *
 * @example
 * ```ts
 * import { connect, drain } from "@sitehaul/sitehaul";
 * import { createSimulator, DEFAULT_SECRET } from "@sitehaul/sitehaul/simulator";
 * import { assertEquals } from "@std/assert";
 *
 * const { handle: transport } = createSimulator({ product: "wordpress", version: "9.1.1" });
 * const site = await connect("www.example.com", { secret: DEFAULT_SECRET, transport });
 * const { id } = await drain(site.takeBackup({ description: "Before the move" }));
 * const [newest] = await Array.fromAsync(site.records({ limit: 1 }));
 * assertEquals([newest?.id, newest?.description], [id, "Before the move"]);
 * ```
 */
export class Site {
  readonly #session: Session;
  readonly #time: Time;
  readonly #settings: BackupSettings;

  static {
    insideOf = (site) => ({ caller: site.#session, time: site.#time, settings: site.#settings });
  }

  /**
   * {@linkcode connect} does this.
   *
   * @internal
   * @param session the connection to the site
   * @param time the time, passed in
   * @param settings how backups are taken
   */
  constructor(session: Session, time: Time, settings: BackupSettings = {}) {
    this.#session = session;
    this.#time = time;
    this.#settings = settings;
  }

  /** Where calls go. */
  get endpoint(): Endpoint {
    return this.#session.endpoint;
  }

  /** The last known version of the site; {@linkcode version} requests it again. */
  get knownVersion(): SiteVersion {
    return this.#session.version;
  }

  /** The ids of the products that the site can be: one, unless two share an address. */
  get products(): readonly string[] {
    return this.#session.products;
  }

  /** Asks the site for its version, level and edition. */
  async version(options: CallOptions = {}): Promise<SiteVersion> {
    return await this.#session.send("getVersion", {}, options);
  }

  /** In the order in which the site lists them. */
  async profiles(options: CallOptions = {}): Promise<readonly Profile[]> {
    return await this.#session.send("getProfiles", {}, options);
  }

  /**
   * Exports a profile. The export contains secrets in the clear: treat it like a password.
   *
   * @throws {SitehaulError} `profile/unknown`; `level/too-low` below API level 340;
   * `method/unknown`, `method/not-implemented` where a version of level 340 lacks it
   */
  async exportProfile(profile: number, options: CallOptions = {}): Promise<ProfileExport> {
    const { exportProfile } = await import("./profiles.ts");
    return await exportProfile(this.#session, profile, options.signal);
  }

  /**
   * Imports a profile as a new one, and checks that the site stored what it was sent.
   *
   * @throws {SitehaulError} `profile/no-data`; `level/too-low` below API level 340;
   * `method/unknown`, `method/not-implemented` where a version of level 340 lacks it
   */
  async importProfile(data: unknown, options: CallOptions = {}): Promise<ImportedProfile> {
    const { importProfile } = await import("./profiles.ts");
    return await importProfile(this.#session, data, options.signal);
  }

  /**
   * The backup records, newest first, fetched page by page.
   *
   * @throws {SitehaulError} `usage/value` for a negative or fractional `from` or `limit`
   */
  records(options: ListOptions = {}): AsyncGenerator<BackupRecord, void, void> {
    return listRecords(this.#session, options);
  }

  /**
   * One backup record with the files that exist now.
   *
   * @throws {SitehaulError} `backup/not-found`
   */
  async record(id: number, options: RecordOptions = {}): Promise<BackupRecord> {
    const { signal, isPatient = false } = options;
    return isPatient
      ? await patientRecord(this.#session, id, signal)
      : await this.#session.send("getBackupInfo", { id }, { signal });
  }

  /**
   * The newest record of a complete backup, as {@linkcode records} gives it, without its files.
   *
   * @throws {SitehaulError} `backup/not-found` where there is none
   */
  async latestRecord(options: RecordOptions = {}): Promise<BackupRecord> {
    return await latestRecord(this.#session, options);
  }

  /**
   * Takes a backup: checks the profile, refuses if another backup is running, proceeds step by step, and
   * makes sure that no other backup began meanwhile. Returns the finished record; if its `guessedSteps` is
   * not 0, only reading the archive proves it, see {@linkcode download}.
   *
   * @throws {SitehaulError} `profile/unknown`, `backup/already-running`, `backup/failed`,
   * `backup/displaced`, `backup/phantom`, `backup/stalled`, `site/incompatible-php`
   */
  async *takeBackup(options: BackupOptions = {}): AsyncGenerator<BackupEvent, TakenBackup, void> {
    const { runs } = this.#settings;
    const stepLimitMs = options.stepLimitMs ?? this.#settings.stepLimitMs;
    const { runBackup } = await import("./run_backup.ts");
    return yield* runBackup(this.#session, { ...options, stepLimitMs }, this.#time, runs);
  }

  /** Deletes a record and its files. @throws {SitehaulError} `backup/not-found`, `delete/record` */
  async deleteBackup(id: number, options: CallOptions = {}): Promise<void> {
    await deleteBackup(this.#session, id, options.signal);
  }

  /** Deletes the files of a record. @throws {SitehaulError} `backup/not-found`, `delete/files` */
  async deleteFiles(id: number, options: CallOptions = {}): Promise<void> {
    await deleteFiles(this.#session, id, options.signal);
  }

  /** Asks for an update of the product. @throws {SitehaulError} `update/unsupported` */
  async checkUpdate(options: CallOptions = {}): Promise<UpdateInformation> {
    const { checkUpdate } = await import("./update.ts");
    return await checkUpdate(this.#session, options.signal);
  }

  /** Updates the product, where its version offers that. @throws {SitehaulError} `update/…` */
  async *update(options: UpdateOptions = {}): AsyncGenerator<UpdateStage, string, void> {
    const { update } = await import("./update.ts");
    return yield* update(this.#session, options);
  }

  /**
   * Downloads a backup completely: fetches the parts, resuming an earlier download; writes the manifest
   * and the checksums next to them; reads the archive to its end; and only then, and only on request,
   * deletes the server's copy.
   *
   * @throws {SitehaulError} `download/…`, `file/write`, `archive/damaged`, `archive/password`,
   * `backup/failed`, `delete/files`
   */
  async *download(
    id: number,
    options: DownloadOptions,
  ): AsyncGenerator<DownloadEvent, DownloadedBackup, void> {
    const { downloadBackup } = await import("./download_backup.ts");
    return yield* downloadBackup(this.#session, id, options, this.#time);
  }
}
