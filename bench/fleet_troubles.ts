/** What goes wrong on simulated sites, by name, so that it can be asked for in another process. */
import type { ErrorCode } from "../src/base/errors.ts";
import { type Mischief, NOISE } from "../src/simulator/mod.ts";

/** One kind of trouble, and how work on such a site may end in spite of it. */
export interface Trouble {
  readonly mischiefs: readonly Mischief[];
  /** `done` where the backup is good in the end; else the reason. */
  readonly ends: readonly ("done" | ErrorCode)[];
  /** Whether somebody else starts a backup in the middle of this one. */
  readonly isDisplaced?: true;
  /** Whether the site expects another secret than it is given. */
  readonly hasOtherSecret?: true;
  /** Whether exactly one backup is ever started, however often the program is killed. */
  readonly startsOnce?: true;
}

const DONE = ["done"] as const;

export const TROUBLES = {
  none: { mischiefs: [], ends: DONE, startsOnce: true },
  noise: {
    mischiefs: [{
      match: { method: /^(?!download)/ },
      noise: { before: NOISE.phpWarning, after: NOISE.comment },
    }],
    ends: DONE,
    startsOnce: true,
  },
  late: {
    mischiefs: [{ match: { method: /Backup/ }, latencyMs: 200, times: 8 }],
    ends: DONE,
    startsOnce: true,
  },
  "cut download": {
    mischiefs: [{ match: { method: "downloadDirect" }, cutAfter: 40_000, times: 2 }],
    ends: DONE,
    startsOnce: true,
  },
  "lost step": {
    mischiefs: [{ match: { method: "stepBackup", nth: 3 }, loseAnswer: "at-end" }],
    ends: DONE,
    startsOnce: true,
  },
  "step that goes on unheard": {
    mischiefs: [{
      match: { method: "stepBackup", nth: 4 },
      loseAnswer: "at-once",
      workMs: 1500,
    }],
    ends: DONE,
    startsOnce: true,
  },
  "lost start": {
    mischiefs: [{ match: { method: "startBackup", nth: 1 }, loseAnswer: "at-end" }],
    ends: DONE,
    startsOnce: true,
  },
  block: {
    mischiefs: [{ since: { method: "stepBackup", nth: 3 }, forMs: 1500, http: { status: 403 } }],
    ends: DONE,
    startsOnce: true,
  },
  "too many requests": {
    mischiefs: [{
      since: { method: "stepBackup", nth: 2 },
      forMs: 1500,
      http: { status: 429, retryAfter: "1" },
    }],
    ends: DONE,
    startsOnce: true,
  },
  maintenance: {
    mischiefs: [{ since: { method: "stepBackup", nth: 4 }, forMs: 1500, maintenance: true }],
    ends: DONE,
    startsOnce: true,
  },
  "wrong secret": { mischiefs: [], ends: ["auth/denied"], hasOtherSecret: true },
  redirect: {
    mischiefs: [{ redirect: { to: "https://elsewhere.example/" } }],
    ends: ["redirect/unsafe"],
  },
  "failing backup": {
    mischiefs: [{ match: { method: "stepBackup", nth: 5 }, backupError: "Disk quota exceeded" }],
    ends: ["backup/failed"],
  },
  // Killed before that is noticed, and resumed, a new backup is taken, unless the other one still runs.
  "displaced backup": {
    mischiefs: [{ match: { method: "stepBackup", nth: 4 }, workMs: 400 }],
    ends: ["backup/displaced", "backup/already-running", "done"],
    isDisplaced: true,
  },
} as const satisfies Readonly<Record<string, Trouble>>;

export type TroubleName = keyof typeof TROUBLES;

export function troubleCalled(name: TroubleName): Trouble {
  return TROUBLES[name];
}
