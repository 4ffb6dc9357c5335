/** Running backups, as the site knows them. */
import type { SiteRecord } from "./record.ts";

/** What a step tells. */
export interface StepNews {
  /** Whether there is more to do. */
  readonly hasRun: boolean;
  /** What the engine is at. */
  readonly domain: string;
  /** The folder that it is at. */
  readonly step: string;
  /** Per cent. */
  readonly progress: number;
  /** Counts the steps. */
  readonly stepNumber: number;
  /** How far this domain has come. */
  readonly state: "running" | "postrun" | "finished";
  /** The number of the record: nothing in the last answer, and before the record exists. */
  readonly recordId: number | null;
  /** The name of the last part. */
  readonly archive: string;
}

/** What a backup is started with. */
export interface RunOptions {
  /** How steps find this backup: tag and identifier. */
  readonly key: string;
  /** The identifier in the answers. */
  readonly echo: string | null;
  /** The number of the profile. */
  readonly profile: number;
  /** The description. */
  readonly description: string;
  /** The comment. */
  readonly comment: string;
  /** What takes it. */
  readonly origin: string;
  /** Whether the record comes into being with the first step, as it does for phantoms. */
  readonly recordLater: boolean;
}

/** One backup that runs. */
export interface RunningBackup {
  /** How steps find it: tag and identifier. */
  readonly key: string;
  /** What it was started with. */
  readonly options: RunOptions;
  /** Its record, once there is one. */
  readonly record: SiteRecord | undefined;
  /** Whether another start has killed it between two steps, or an error has ended it. */
  readonly isDead: boolean;
  /** What the answer to startBackup tells. */
  readonly firstNews: StepNews;
  /** Whether a step is at work. */
  readonly isInStep: boolean;
  /** Does one step, which takes so much longer than usual, ms. */
  step(longerMs?: number): Promise<StepNews>;
  /** Ends it by an error of the engine; the record stays as it is. */
  fail(): void;
  /** Takes its files away, as another start does. */
  displace(): void;
}
