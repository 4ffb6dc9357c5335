/**
 * What is to be known of a backup that is being taken, so that another run can take it up again.
 */
import { digestAtOnce } from "../base/digest.ts";
import type { BackupOptions } from "./backup_events.ts";

/** A backup that this program takes, as far as it has come. No secret is in it. */
export interface OwnRun {
  /** The number of the backup profile. */
  readonly profile: number;
  /** By this the record is found, where the site has named no identifier. */
  readonly description: string;
  /** A digest of what was wished for; `""` if that is not to be noted. */
  readonly wish: string;
  /** Records with a higher number than this came into being after the start. */
  readonly after: number;
  /** The identifier for the steps; `undefined` while it is not known, or where there is none. */
  readonly backupId?: string | undefined;
  /** The number of the backup record; `undefined` while it is not known. */
  readonly recordId?: number | undefined;
  /** The record of an earlier backup of this program that the start was to kill: it is nobody else's. */
  readonly replaces?: number | undefined;
  /** What the engine was doing after the last step. */
  readonly domain: string;
  /** How many replies have come. */
  readonly steps: number;
  /** How many steps were sent without knowing whether the one before was over. */
  readonly guessedSteps: number;
  /** What the site warned of so far, oldest first. */
  readonly warnings: readonly string[];
  /** How long a step could last where it was sent, ms; noted by newer versions alone. */
  readonly stepLimitMs?: number | undefined;
  /** When the start or the last step was sent, ms since 1970 by the clock here. */
  readonly sentAt: number;
  /** How far the server's clock was ahead of the one here, ms. */
  readonly serverAheadMs: number;
  /** Whether that has been answered: if not, it may still be running. */
  readonly isAnswered: boolean;
  /** Whether the site or this program has given the backup up: it cannot be continued. */
  readonly isGivenUp: boolean;
}

/** An {@linkcode OwnRun} that goes on. */
export type GoingRun = { -readonly [Member in keyof OwnRun]: OwnRun[Member] };

/** A backup that has not been started yet. */
export function newRun(
  options: BackupOptions & { readonly profile: number },
  known: Pick<OwnRun, "after" | "replaces" | "sentAt" | "serverAheadMs">,
): OwnRun {
  const minute = new Date(known.sentAt).toISOString().slice(0, 16).replace("T", " ");
  return {
    ...known,
    profile: options.profile,
    description: options.description || `Backup taken by sitehaul on ${minute} UTC`,
    wish: wishOf(options),
    domain: "",
    steps: 0,
    guessedSteps: 0,
    warnings: [],
    isAnswered: true,
    isGivenUp: false,
  };
}

/**
 * Tells whether two backups are the same wish: profile, description and comment. Overrides may hold
 * passwords, and are not noted in any form: a backup with them is never taken up.
 */
export function wishOf(
  { profile, description = "", comment = "", overrides }: BackupOptions,
): string {
  if (overrides !== undefined) return "";
  return digestAtOnce("sha256", JSON.stringify([profile, description, comment]));
}
