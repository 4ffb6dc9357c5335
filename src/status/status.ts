/**
 * How sites stand: what is expected of them, and what is said of each. Times are ms since 1970, spans are
 * ms, sizes are bytes.
 */
import type { CredentialKind } from "../protocol/endpoint.ts";
import type { PlaceKind, ProofDepth } from "../history/history.ts";

/** A site as it is configured. */
export interface ExpectedSite {
  /** Its name in the configuration. */
  readonly name: string;
  /** The address of its root: by it, a site is known that had another name. */
  readonly address: string;
  /** The number of the backup profile; backups of other profiles do not count. @default {1} */
  readonly profile?: number | undefined;
  /** How old the last verified backup may become. Without it, no age is too old. */
  readonly expectMs?: number | undefined;
  /** What it is asked with: some ways in end earlier than others. */
  readonly credential?: CredentialKind | undefined;
}

/** How bad something is; `none` for what nobody waits for. */
export type Level = "ok" | "warning" | "failed" | "none";

/**
 * How a site stands, in one word. `never`: there is no backup at all. `not checked`: there is one, but
 * nothing has proven it. `unknown`: it cannot be told, as the clock is wrong. `not configured`: the
 * history knows the site, and the configuration does not.
 */
export type Verdict =
  | "ok"
  | "warning"
  | "failed"
  | "never"
  | "not checked"
  | "unknown"
  | "not configured";

/** All words, the worst first. */
export const VERDICTS: readonly Verdict[] = [
  "never",
  "failed",
  "not checked",
  "unknown",
  "warning",
  "ok",
  "not configured",
];

/** What a finding is about. */
export type FindingCode =
  | "never"
  | "overdue"
  | "removed"
  | "not-checked"
  | "damaged"
  | "failed"
  | "interrupted"
  | "skipped"
  | "warnings"
  | "running"
  | "size"
  | "outdated"
  | "api-ends"
  | "certificate"
  | "disk"
  | "clock"
  | "site-clock"
  | "renamed"
  | "moved"
  | "other-profile"
  | "not-configured";

/** Something that is worth being said of a site. */
export interface Finding {
  /** Stays the same when the words change: programs may match on it. */
  readonly code: FindingCode;
  /** A `note` makes no site worse. */
  readonly level: "note" | "warning" | "failed";
  /** Half a sentence. It quotes others: whoever prints it makes it fit to print. */
  readonly text: string;
}

/** The last backup that was proven good. */
export interface GoodBackup {
  /** When it was taken, by this computer's clock. */
  readonly at: number;
  /** By this number the site knows it. */
  readonly record: number;
  /** Its file name, that of part 1 where there are several. */
  readonly archive: string;
  /** Of all parts; `undefined` where nobody told it. */
  readonly size: number | undefined;
  /** Where the proven copy is. */
  readonly kind: PlaceKind;
  /** The folder, or the address of the store; `""` for the site itself. */
  readonly place: string;
  /** When that copy was removed, if it was. */
  readonly removed: number | undefined;
  /** How it was proven, and when. */
  readonly depth: ProofDepth | undefined;
  /** ms since 1970, of the newest proof. */
  readonly provenAt: number | undefined;
}

/** How a site stands. */
export interface SiteStatus {
  /** Its name, or its address where it is backed up without a configuration. */
  readonly site: string;
  /** Where the newest job was done, or as it is configured. */
  readonly address: string;
  /** A site that is backed up with two profiles stands here twice. */
  readonly profile: number;
  /** In one word, for people. */
  readonly verdict: Verdict;
  /** In one of four colours, for programs. */
  readonly level: Level;
  /** `undefined` where nothing was ever proven. */
  readonly lastGood: GoodBackup | undefined;
  /** Of {@linkcode lastGood}; `undefined` without one, and where the clock is wrong. */
  readonly ageMs: number | undefined;
  /** How old it may become; `undefined` where nothing is expected. */
  readonly expectMs: number | undefined;
  /** Whether the last good backup is as new as expected; `undefined` where nothing is expected. */
  readonly isFresh: boolean | undefined;
  /** The median of the backups before the last good one; `undefined` while there are too few. */
  readonly medianSize: number | undefined;
  /** How many jobs have failed since the last that did not. */
  readonly failuresInARow: number;
  /** Why the last of them failed. */
  readonly failure: { readonly code: string | undefined; readonly message: string } | undefined;
  /** How many jobs were skipped since the last that was not; at most ten are counted. */
  readonly skipsInARow: number;
  /** When the last job began that was not skipped. */
  readonly lastAttempt: number | undefined;
  /** The id of the product, and its version, as last seen. */
  readonly product: string | undefined;
  /** Such as `10.2.1`. */
  readonly version: string | undefined;
  /** The newest version that is known of the product, from the site or from another one. */
  readonly latestVersion: string | undefined;
  /** `undefined` where it is not known. */
  readonly isOutdated: boolean | undefined;
  /** When the certificate ends. */
  readonly tlsExpires: number | undefined;
  /** What was free in the folder of its downloads. */
  readonly freeBytes: number | undefined;
  /** When the site was last looked at. */
  readonly seenAt: number | undefined;
  /** The worst first. */
  readonly findings: readonly Finding[];
}

/** How all sites stand. */
export interface FleetStatus {
  /** When this was true. */
  readonly at: number;
  /** The worst first; those that are equally bad in the order of the configuration. */
  readonly sites: readonly SiteStatus[];
  /** How many sites stand so. */
  readonly counts: Readonly<Record<Verdict, number>>;
  /** The worst of all sites; `none` without any. */
  readonly level: Level;
  /** What is wrong with the clock of this computer, in a sentence, as far as it can be told. */
  readonly clock: string | undefined;
}
