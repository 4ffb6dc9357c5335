/** Running backups, as the site knows them. */
import type { SiteRecord } from "./record.ts";

/** The answer to a step, before it is put into its envelope. */
export interface StepNews {
  /** False in the answer to the last step. */
  readonly hasRun: boolean;
  /** What the engine is doing, such as `Packing`. */
  readonly domain: string;
  /** The folder on the server that is packed. */
  readonly step: string;
  /** Per cent, 0–100. */
  readonly progress: number;
  /** From 1, over all domains. */
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
  /** The `id` of a profile; one that does not exist is accepted. */
  readonly profile: number;
  /** For the record. */
  readonly description: string;
  /** For the record; `""` for none. */
  readonly comment: string;
  /** For the record: `json`, by the API. */
  readonly origin: string;
  /** Whether the record comes into being with the first step, as it does for phantoms. */
  readonly recordLater: boolean;
}

/** What the site and tests can do with a backup that runs. */
export interface RunningBackup {
  /** How steps find it: tag and identifier. */
  readonly key: string;
  /** What startBackup was called with. */
  readonly options: RunOptions;
  /** Undefined until the first step, where the record is made late. */
  readonly record: SiteRecord | undefined;
  /** Whether another start has killed it between two steps, or an error has ended it. */
  readonly isDead: boolean;
  /** What the answer to startBackup tells. */
  readonly firstNews: StepNews;
  /** True between the request of a step and its answer. */
  readonly isInStep: boolean;
  /** Resolves after the time that a step takes, and `longerMs` more. */
  step(longerMs?: number): Promise<StepNews>;
  /** Ends it by an error of the engine; the record stays as it is. */
  fail(): void;
  /** Takes its files away, as another start does. */
  displace(): void;
}
