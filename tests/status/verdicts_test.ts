/** The truth about a site, case by case: what was recorded, what is expected, and what is said. */
import { assertEquals } from "@std/assert";
import type { ExpectedSite } from "../../src/status/status.ts";
import { DAY, HOUR, type Record, statusAfter } from "./recorded.ts";

interface Case {
  readonly record: (job: Record) => Promise<void>;
  /** What is configured beyond the name and the address. */
  readonly expected?: Partial<ExpectedSite>;
  readonly verdict: string;
  readonly level: string;
  /** The age of the last good backup; absent where none is said. */
  readonly ageMs?: number;
  /** Every finding, the worst first. */
  readonly says: readonly string[];
}

const SHOP = { name: "shop", address: "https://shop.example", expectMs: 26 * HOUR };
const NO_EXPECTATION = { expectMs: undefined };

const CASES: Readonly<{ [name: string]: Case }> = {
  "never backed up": {
    record: async () => {},
    verdict: "never",
    level: "failed",
    says: ["never backed up"],
  },
  "never backed up, and nothing expected": {
    record: async () => {},
    expected: NO_EXPECTATION,
    verdict: "never",
    level: "failed",
    says: ["never backed up"],
  },
  "every backup so far has failed": {
    record: async (job) => {
      await job(2 * DAY, { state: "failed", message: "The site denies access" });
      await job(DAY, { state: "failed", message: "Unknown host" });
    },
    verdict: "never",
    level: "failed",
    says: ["never backed up", "failed 2 times in a row: Unknown host"],
  },
  "the first job is running": {
    record: (job) => job(3 * HOUR, { state: "running", backup: null }),
    verdict: "never",
    level: "failed",
    says: ["never backed up", "a job has been running for 3 h"],
  },
  "verified, and as new as expected": {
    record: (job) => job(5 * HOUR),
    verdict: "ok",
    level: "ok",
    ageMs: 5 * HOUR,
    says: [],
  },
  "exactly as old as expected": {
    record: (job) => job(26 * HOUR),
    verdict: "ok",
    level: "ok",
    ageMs: 26 * HOUR,
    says: [],
  },
  "verified long ago": {
    record: (job) => job(27 * HOUR),
    verdict: "failed",
    level: "failed",
    ageMs: 27 * HOUR,
    says: ["no verified backup for 27 h; expected every 26 h"],
  },
  "verified long ago, and nothing expected": {
    record: (job) => job(200 * DAY),
    expected: NO_EXPECTATION,
    verdict: "ok",
    level: "ok",
    ageMs: 200 * DAY,
    says: [],
  },
  "an old backup that was fetched today is an old backup": {
    record: (job) => job(HOUR, { backup: { begun: Date.UTC(2026, 7, 28, 8) } }),
    verdict: "failed",
    level: "failed",
    ageMs: 92 * DAY,
    says: ["no verified backup for 3 mo; expected every 26 h"],
  },
  "an old backup that was fetched after the last new one hides it": {
    record: async (job) => {
      await job(5 * HOUR);
      await job(HOUR, { backup: { begun: Date.UTC(2026, 7, 28, 8) } });
    },
    verdict: "ok",
    level: "ok",
    ageMs: 5 * HOUR,
    says: [],
  },
  "verified with warnings": {
    record: (job) =>
      job(5 * HOUR, { state: "warnings", warnings: ["Cannot read a.log", "Cannot read b.log"] }),
    verdict: "warning",
    level: "warning",
    ageMs: 5 * HOUR,
    says: ["2 warnings, the first: Cannot read a.log"],
  },
  "warnings that a later backup did not have": {
    record: async (job) => {
      await job(29 * HOUR, { state: "warnings", warnings: ["Cannot read a.log"] });
      await job(5 * HOUR);
    },
    verdict: "ok",
    level: "ok",
    ageMs: 5 * HOUR,
    says: [],
  },
  "failed since, while the last good one is new enough": {
    record: async (job) => {
      await job(25 * HOUR);
      await job(HOUR, { state: "failed", message: "Unknown host" });
    },
    verdict: "warning",
    level: "warning",
    ageMs: 25 * HOUR,
    says: ["failed: Unknown host"],
  },
  "failed since, and the last good one is too old": {
    record: async (job) => {
      await job(50 * HOUR);
      await job(25 * HOUR, { state: "failed", message: "Unknown host" });
      await job(HOUR, { state: "failed", message: "The site is down" });
    },
    verdict: "failed",
    level: "failed",
    ageMs: 50 * HOUR,
    says: [
      "no verified backup for 2 d; expected every 26 h",
      "failed 2 times in a row: The site is down",
    ],
  },
  "failed since, and nothing expected": {
    record: async (job) => {
      await job(25 * HOUR);
      await job(HOUR, { state: "failed", message: "Unknown host" });
    },
    expected: NO_EXPECTATION,
    verdict: "failed",
    level: "failed",
    ageMs: 25 * HOUR,
    says: ["failed: Unknown host"],
  },
  "a failure that a success has followed": {
    record: async (job) => {
      await job(25 * HOUR, { state: "failed", message: "Unknown host" });
      await job(HOUR);
    },
    expected: NO_EXPECTATION,
    verdict: "ok",
    level: "ok",
    ageMs: HOUR,
    says: [],
  },
  "only ever on the server": {
    record: (job) => job(3 * HOUR, { kind: "site", proof: "not checked" }),
    expected: NO_EXPECTATION,
    verdict: "not checked",
    level: "warning",
    says: ["never verified: the backup of 3 h ago is on the server only"],
  },
  "only ever on the server, and verified ones expected": {
    record: (job) => job(3 * HOUR, { kind: "site", proof: "not checked" }),
    verdict: "not checked",
    level: "failed",
    says: ["never verified: the backup of 3 h ago is on the server only"],
  },
  "downloaded, not verified": {
    record: (job) =>
      job(3 * HOUR, { proof: "not checked", reason: "encrypted, and no password was given" }),
    expected: NO_EXPECTATION,
    verdict: "not checked",
    level: "warning",
    says: [
      "never verified: the backup of 3 h ago was downloaded, but not verified " +
      "(encrypted, and no password was given)",
    ],
  },
  "not verified since, and nothing expected": {
    record: async (job) => {
      await job(30 * DAY);
      await job(3 * HOUR, { kind: "site", proof: "not checked" });
    },
    expected: NO_EXPECTATION,
    verdict: "not checked",
    level: "warning",
    ageMs: 30 * DAY,
    says: ["the backup of 3 h ago is on the server only"],
  },
  "not verified since, while the last verified one is new enough": {
    record: async (job) => {
      await job(5 * HOUR);
      await job(3 * HOUR, { kind: "site", proof: "not checked" });
    },
    verdict: "ok",
    level: "ok",
    ageMs: 5 * HOUR,
    says: ["the backup of 3 h ago is on the server only"],
  },
  "not verified since, and the last verified one is too old": {
    record: async (job) => {
      await job(2 * DAY);
      await job(3 * HOUR, { kind: "site", proof: "not checked" });
    },
    verdict: "failed",
    level: "failed",
    ageMs: 2 * DAY,
    says: [
      "no verified backup for 2 d; expected every 26 h",
      "the backup of 3 h ago is on the server only",
    ],
  },
  "the last backup is damaged": {
    record: async (job) => {
      await job(20 * HOUR);
      await job(3 * HOUR, {
        state: "failed",
        message: "site-2.jpa is damaged",
        backup: {},
        proof: "bad",
      });
    },
    verdict: "warning",
    level: "warning",
    ageMs: 20 * HOUR,
    says: ["failed: site-2.jpa is damaged", "its last backup is damaged"],
  },
  "the only backup is damaged": {
    record: (job) =>
      job(3 * HOUR, { state: "failed", message: "It is damaged", backup: {}, proof: "bad" }),
    expected: NO_EXPECTATION,
    verdict: "failed",
    level: "failed",
    says: [
      "never verified",
      "failed: It is damaged",
      "its last backup is damaged",
    ],
  },
  "the last verified copy was removed": {
    record: (job) => job(3 * HOUR, { isRemoved: true }),
    verdict: "failed",
    level: "failed",
    says: ["its last verified copy was removed on 2026-11-28"],
  },
  "a verified copy was removed, and an older one is there": {
    record: async (job) => {
      await job(20 * HOUR);
      await job(3 * HOUR, { isRemoved: true });
    },
    verdict: "ok",
    level: "ok",
    ageMs: 20 * HOUR,
    says: ["the backup of 3 h ago is nowhere any more"],
  },
  "interrupted since": {
    record: async (job) => {
      await job(20 * HOUR);
      await job(HOUR, { state: "interrupted" });
    },
    verdict: "ok",
    level: "ok",
    ageMs: 20 * HOUR,
    says: ["its last job was interrupted"],
  },
  "interrupted since, and nothing expected": {
    record: async (job) => {
      await job(20 * HOUR);
      await job(HOUR, { state: "interrupted" });
    },
    expected: NO_EXPECTATION,
    verdict: "warning",
    level: "warning",
    ageMs: 20 * HOUR,
    says: ["its last job was interrupted"],
  },
  "skipped once": {
    record: async (job) => {
      await job(20 * HOUR);
      await job(HOUR, { state: "skipped", message: "busy" });
    },
    verdict: "ok",
    level: "ok",
    ageMs: 20 * HOUR,
    says: ["skipped: busy"],
  },
  "skipped as busy for days": {
    record: async (job) => {
      await job(3 * DAY);
      for (const days of [2, 1, 0]) {
        await job(days * DAY + HOUR, { state: "skipped", message: "busy" });
      }
    },
    verdict: "failed",
    level: "failed",
    ageMs: 3 * DAY,
    says: ["no verified backup for 3 d; expected every 26 h", "skipped 3 times in a row: busy"],
  },
  "skipping hides no failure": {
    record: async (job) => {
      await job(5 * DAY);
      await job(2 * DAY, { state: "failed", message: "Unknown host" });
      await job(HOUR, { state: "skipped", message: "busy" });
    },
    expected: NO_EXPECTATION,
    verdict: "failed",
    level: "failed",
    ageMs: 5 * DAY,
    says: ["failed: Unknown host", "skipped: busy"],
  },
  "only a backup of another profile": {
    record: (job) => job(3 * HOUR, { profile: 2 }),
    verdict: "never",
    level: "failed",
    says: [
      "never backed up",
      "the backup of 2026-11-28 05:00 UTC is of profile 2, not of profile 1",
    ],
  },
  "the profile that is configured counts": {
    record: async (job) => {
      await job(3 * HOUR, { profile: 2 });
      await job(3 * DAY);
    },
    expected: { profile: 2 },
    verdict: "ok",
    level: "ok",
    ageMs: 3 * HOUR,
    says: ["the backup of 2026-11-25 08:00 UTC is of profile 1, not of profile 2"],
  },
  "renamed": {
    record: (job) => job(3 * HOUR, { site: "store", address: "//SHOP.example/" }),
    verdict: "ok",
    level: "ok",
    ageMs: 3 * HOUR,
    says: ["was called store before"],
  },
  "renamed, and failing since": {
    record: async (job) => {
      const before = { site: "store", address: "https://shop.example" };
      await job(3 * DAY, before);
      await job(2 * DAY, { ...before, state: "failed", message: "Unknown host" });
      await job(HOUR, { state: "failed", message: "The site is down" });
    },
    verdict: "failed",
    level: "failed",
    ageMs: 3 * DAY,
    says: [
      "no verified backup for 3 d; expected every 26 h",
      "failed 2 times in a row: The site is down",
      "was called store before",
    ],
  },
  "another site has the name now": {
    record: (job) => job(3 * HOUR, { address: "https://old.example" }),
    verdict: "warning",
    level: "warning",
    ageMs: 3 * HOUR,
    says: ["its last verified backup is of old.example, which it was before"],
  },
  "the clock was set back": {
    record: async (job) => {
      await job(5 * HOUR);
      await job(-2 * DAY, { state: "skipped" });
    },
    verdict: "unknown",
    level: "warning",
    says: ["ages are unknown: the clock was set back", "skipped: for an unknown reason"],
  },
  "the clock was set back, and what is too old already is too old": {
    record: async (job) => {
      await job(5 * DAY);
      await job(-2 * DAY, { state: "failed", message: "Unknown host" });
    },
    verdict: "failed",
    level: "failed",
    ageMs: 5 * DAY,
    says: [
      "no verified backup for 5 d; expected every 26 h",
      "failed: Unknown host",
      "ages are unknown: the clock was set back",
    ],
  },
  "the clock was wrong once, and is right now": {
    record: async (job) => {
      await job(-400 * DAY, { state: "skipped" });
      await job(5 * HOUR);
    },
    verdict: "ok",
    level: "ok",
    ageMs: 5 * HOUR,
    says: [],
  },
  "the clock of the site is three hours ahead": {
    record: (job) =>
      job(5 * HOUR, {
        backup: { begun: Date.UTC(2026, 10, 28, 5, 30) },
        seen: { clockAheadMs: 3 * HOUR },
      }),
    verdict: "ok",
    level: "ok",
    ageMs: 5.5 * HOUR,
    says: ["its clock is 3 h ahead"],
  },
  "half the usual size": {
    record: async (job) => {
      for (const days of [4, 3, 2, 1]) await job(days * DAY, { backup: { size: 1000 + days } });
      await job(HOUR, { backup: { size: 501 } });
    },
    verdict: "warning",
    level: "warning",
    ageMs: HOUR,
    says: ["its last backup has 50 % of the usual size"],
  },
  "double the usual size": {
    record: async (job) => {
      for (const days of [4, 3, 2, 1]) await job(days * DAY);
      await job(HOUR, { backup: { size: 2000 } });
    },
    verdict: "warning",
    level: "warning",
    ageMs: HOUR,
    says: ["its last backup has 2.0 times the usual size"],
  },
  "somewhat larger than usual": {
    record: async (job) => {
      for (const days of [4, 3, 2, 1]) await job(days * DAY);
      await job(HOUR, { backup: { size: 1900 } });
    },
    verdict: "ok",
    level: "ok",
    ageMs: HOUR,
    says: [],
  },
  "too few backups to know the usual size": {
    record: async (job) => {
      await job(2 * DAY);
      await job(HOUR, { backup: { size: 10 } });
    },
    verdict: "ok",
    level: "ok",
    ageMs: HOUR,
    says: [],
  },
  "the certificate ends in ten days": {
    record: (job) => job(HOUR, { seen: { tlsExpires: Date.UTC(2026, 11, 8, 9) } }),
    verdict: "warning",
    level: "warning",
    ageMs: HOUR,
    says: ["its certificate ends in 10 d"],
  },
  "the certificate has ended": {
    record: (job) => job(HOUR, { seen: { tlsExpires: Date.UTC(2026, 10, 27) } }),
    verdict: "warning",
    level: "warning",
    ageMs: HOUR,
    says: ["its certificate ended on 2026-11-27"],
  },
  "the disk has no room for two more": {
    record: (job) => job(HOUR, { seen: { freeBytes: 1500 } }),
    verdict: "warning",
    level: "warning",
    ageMs: HOUR,
    says: ["two more backups would not fit into its download folder"],
  },
  "the disk has no room for another one": {
    record: (job) => job(HOUR, { seen: { freeBytes: 900 } }),
    verdict: "warning",
    level: "warning",
    ageMs: HOUR,
    says: ["another backup would not fit into its download folder"],
  },
  "a newer version is known": {
    record: (job) =>
      job(HOUR, { seen: { product: "wordpress", version: "9.1.1", latestVersion: "9.2.0" } }),
    verdict: "ok",
    level: "ok",
    ageMs: HOUR,
    says: ["version 9.1.1; 9.2.0 is known"],
  },
  "a version that is none": {
    record: (job) => job(HOUR, { seen: { product: "joomla", version: "AKEEBA_VERSION" } }),
    verdict: "ok",
    level: "ok",
    ageMs: HOUR,
    says: [],
  },
  "the only API of the version expires after its release": {
    record: (job) => job(HOUR, { seen: { product: "joomla", version: "7.1.2" } }),
    verdict: "warning",
    level: "warning",
    ageMs: HOUR,
    says: [
      "this version stopped answering API version 1 four months after its release, and has no " +
      "other API",
    ],
  },
  "the only API of the version is to be retired in ten months": {
    record: (job) => job(HOUR, { seen: { product: "joomla", version: "9.3.3" } }),
    expected: { credential: "secret" },
    verdict: "ok",
    level: "ok",
    ageMs: HOUR,
    says: ["API version 2, its only one, ends on 2027-10-01: update to 10.4.0 or later"],
  },
  "a token has another API": {
    record: (job) => job(HOUR, { seen: { product: "joomla", version: "10.2.1" } }),
    expected: { credential: "api-token" },
    verdict: "ok",
    level: "ok",
    ageMs: HOUR,
    says: [],
  },
};

Deno.test.each(Object.entries(CASES).map(([name, each]) => [name, each] as const))(
  "how a site stands: %s",
  async (_, { record, expected = {}, verdict, level, ageMs, says }) => {
    const { sites } = await statusAfter(record, [{ ...SHOP, ...expected }]);
    const [site] = sites;
    assertEquals(
      [site?.verdict, site?.level, site?.ageMs, site?.findings.map(({ text }) => text)],
      [verdict, level, ageMs, says],
    );
    assertEquals(sites.length, 1);
  },
);
