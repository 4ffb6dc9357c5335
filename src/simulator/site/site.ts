/** The state of a simulated site: profiles, backup records, running backups. */
import type { Behaviour } from "../setup/behaviour.ts";
import type { SimulatedProfile } from "../setup/options.ts";
import type { Settings } from "../setup/settings.ts";
import { type SiteRecord, timestamp } from "./record.ts";
import type { RunningBackup } from "./running.ts";

/** Profiles and records of a simulated site, for tests to look at and to change. */
export interface SimulatedState {
  /** Grows with `importConfiguration`. */
  readonly profiles: SimulatedProfile[];
  /** Oldest first. */
  readonly records: SiteRecord[];
  /** What the next record gets; tests set it back, as the restore of a site does. */
  nextId: number;
  /** Adds a record; what is left out is that of a complete backup of these parts. */
  addRecord(given?: Partial<SiteRecord>): SiteRecord;
  /** Undefined where it has been removed, or never was. */
  record(id: number): SiteRecord | undefined;
  /** With its files; one that is not there does no harm. */
  removeRecord(id: number): void;
  /** Makes a file of a backup vanish, as if somebody had removed it from the disk. */
  loseFile(id: number, name: string): void;
  /**
   * Ends every backup that runs by an error of the engine, and leaves the records as they are; returns
   * how many there were.
   */
  failRunning(): number;
}

/** The state of a simulated site: to look at and to change. */
export class SiteState implements SimulatedState {
  /** In the order of `getProfiles`. */
  readonly profiles: SimulatedProfile[];
  /** The backup records, oldest first. */
  readonly records: SiteRecord[] = [];
  /** Those that a step can still reach. */
  readonly running: RunningBackup[] = [];
  /** How far an update has come. */
  updateStage: "none" | "downloaded" | "extracted" | "installed" = "none";
  /** What getVersion reports since an update; undefined before. */
  installedVersion: string | undefined;
  /** How the version behaves. */
  readonly behaviour: Behaviour;
  readonly #settings: Settings;
  #nextId = 1;
  #nextProfile: number;
  #inFlight = 0;
  #overlaps = 0;

  /** A site without records. */
  constructor(settings: Settings, behaviour: Behaviour) {
    this.#settings = settings;
    this.behaviour = behaviour;
    this.profiles = settings.profiles.map((profile) => ({ ...profile }));
    this.#nextProfile = Math.max(0, ...this.profiles.map(({ id }) => id)) + 1;
  }

  /** The highest number of steps that were in flight at once. */
  get overlaps(): number {
    return this.#overlaps;
  }

  /** By the site's clock, which a test may have passed in. */
  now(): Date {
    return this.#settings.clock();
  }

  /** Adds a record; what is left out is that of a complete backup of these parts. */
  addRecord(given: Partial<SiteRecord> = {}): SiteRecord {
    const now = timestamp(this.now());
    const parts = given.parts ?? [];
    const main = parts.find(({ name }) => !/\.[jz]\d{2,}$/.test(name)) ?? parts[0];
    const record: SiteRecord = {
      id: this.#nextId,
      description: "A backup",
      comment: "",
      start: now,
      end: now,
      status: "complete",
      origin: "json",
      type: "full",
      profile: 1,
      archive: main?.name ?? "site.jpa",
      multipart: parts.length > 1 ? parts.length : 0,
      tag: "json",
      backupId: "",
      filesExist: true,
      remote: null,
      totalSize: parts.reduce((sum, { size }) => sum + size, 0),
      frozen: false,
      inStep: true,
      ...given,
      parts,
    };
    this.#nextId = Math.max(this.#nextId, record.id) + 1;
    this.records.push(record);
    return record;
  }

  /** Undefined where it has been removed, or never was. */
  record(id: number): SiteRecord | undefined {
    return this.records.find((record) => record.id === id);
  }

  /** Makes a file of a backup vanish, as if somebody had removed it from the disk. */
  loseFile(id: number, name: string): void {
    const record = this.record(id);
    const index = record?.parts.findIndex((part) => part.name === name) ?? -1;
    if (record === undefined || index < 0) throw new Error(`Record ${id} has no file ${name}`);
    record.parts.splice(index, 1);
  }

  /** With its files; one that is not there does no harm. */
  removeRecord(id: number): void {
    const index = this.records.findIndex((record) => record.id === id);
    if (index >= 0) this.records.splice(index, 1);
  }

  /** Each takes itself out of the list. */
  failRunning(): number {
    const running = [...this.running];
    for (const run of running) run.fail();
    return running.length;
  }

  /** Undefined where the site has no such profile. */
  profile(id: number): SimulatedProfile | undefined {
    return this.profiles.find((profile) => profile.id === id);
  }

  /** Adds a profile, or replaces the one with that number. */
  putProfile(profile: Omit<SimulatedProfile, "id">, id?: number): void {
    const index = this.profiles.findIndex((known) => known.id === id);
    if (index >= 0 && id !== undefined) this.profiles[index] = { ...profile, id };
    else this.profiles.push({ ...profile, id: this.#nextProfile++ });
  }

  /** Tests set it back, as the restore of a site does. */
  get nextId(): number {
    return this.#nextId;
  }

  set nextId(id: number) {
    this.#nextId = id;
  }

  /** Called when a step begins to work: `overlaps` counts those that have not ended. */
  beginStep(): void {
    this.#inFlight += 1;
    this.#overlaps = Math.max(this.#overlaps, this.#inFlight);
  }

  /** Called when a step has answered, or has been cut off. */
  endStep(): void {
    this.#inFlight -= 1;
  }
}
