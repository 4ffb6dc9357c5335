/** What is to be said of the backups of a site. */
import { medianOf } from "../../base/median.ts";
import { addressKey } from "../match_sites.ts";
import type { KnownBackup } from "../site_history.ts";
import { dayText, momentText, spanText } from "../span_text.ts";
import type { Finding } from "../status.ts";
import { type About, type Around, type Finder, unlessFresh } from "./about.ts";

/** Whether there is a good backup, and whether it is as new as expected. */
export const findFreshness: Finder = (about, around) => {
  const { history, expected: { expectMs }, ageMs, isFresh } = about;
  const good = history?.lastGood;
  if (good === undefined) return [withoutGood(about, around)];
  if (good.removed !== undefined) {
    const text = `its last verified copy was removed on ${dayText(good.removed)}`;
    return [{ code: "removed", level: "failed", text }];
  }
  if (expectMs === undefined || ageMs === undefined || isFresh !== false) return [];
  return [{
    code: "overdue",
    level: "failed",
    text: `no verified backup for ${spanText(ageMs)}; expected every ${spanText(expectMs)}`,
  }];
};

function withoutGood({ history, expected }: About, { now }: Around): Finding {
  const last = history?.lastBackup;
  if (last === undefined) return { code: "never", level: "failed", text: "never backed up" };
  // Where nothing is expected of it, somebody may well have meant to keep it as it is.
  const level = expected.expectMs === undefined && !last.isDamaged ? "warning" : "failed";
  const how = last.verdict === "bad" ? "" : `: ${unproven(last, now)}`;
  return { code: "not-checked", level, text: `never verified${how}` };
}

/** The newest backup is another one than the last good one, and nothing has proven it. */
export const findUnproven: Finder = ({ history, isFresh }, { now }) => {
  const [last, good] = [history?.lastBackup, history?.lastGood];
  if (last === undefined || last.verdict === "good") return [];
  if (last.verdict === "bad" || good === undefined || last.record === good.record) return [];
  if (last.at <= good.at) return [];
  const level = isFresh === undefined ? "warning" : "note";
  return [{ code: "not-checked", level, text: unproven(last, now) }];
};

function unproven({ at, kind, reason }: KnownBackup, now: number): string {
  const where = kind === "site"
    ? "is on the server only"
    : kind === undefined
    ? "is nowhere any more"
    : "was downloaded, but not verified";
  const why = kind === "site" || reason === undefined ? "" : ` (${reason})`;
  return `the backup of ${spanText(now - at)} ago ${where}${why}`;
}

/** A copy of the newest backup was read, and is damaged. */
export const findDamage: Finder = ({ history, isFresh }) => {
  const last = history?.lastBackup;
  if (last === undefined || !last.isDamaged) return [];
  const isSafe = last.verdict === "good";
  const which = isSafe ? "one copy of its last backup is damaged" : "its last backup is damaged";
  const why = isSafe || last.reason === undefined ? "" : `: ${last.reason}`;
  return [{
    code: "damaged",
    level: isSafe ? "warning" : unlessFresh(isFresh),
    text: which + why,
  }];
};

/** So many backups have to be there before one is compared with them. */
const LEAST_SIZES = 3;

/** The median of the backups before the newest; `undefined` while there are too few. */
export function medianBefore([, ...before]: readonly number[]): number | undefined {
  return before.length < LEAST_SIZES ? undefined : medianOf(before);
}

/** Half or double of what backups of the site usually have. */
export const findSize: Finder = ({ history }) => {
  const [newest] = history?.sizes ?? [];
  const median = medianBefore(history?.sizes ?? []);
  if (newest === undefined || median === undefined || median <= 0) return [];
  const share = newest / median;
  if (share > 0.5 && share < 2) return [];
  const text = share <= 0.5
    ? `its last backup has ${Math.round(share * 100)} % of the usual size`
    : `its last backup has ${share.toFixed(1)} times the usual size`;
  return [{ code: "size", level: "warning", text }];
};

/** The site was configured in another way when its backups were taken. */
export const findIdentity: Finder = (about) => {
  const { expected, standing, formerNames, others, history } = about;
  const found: Finding[] = [];
  if (standing === "gone") {
    found.push({ code: "not-configured", level: "note", text: "not configured any more" });
  }
  if (formerNames.length > 0) {
    const text = `was called ${formerNames.join(", ")} before`;
    found.push({ code: "renamed", level: "note", text });
  }
  const { goodAddress } = history ?? {};
  const isMoved = standing === "configured" && goodAddress !== undefined &&
    addressKey(goodAddress) !== addressKey(expected.address);
  if (isMoved) {
    const text = `its last verified backup is of ${addressKey(goodAddress)}, which it was before`;
    found.push({ code: "moved", level: "warning", text });
  }
  const newest = others.flatMap(({ profile, lastGood }) => lastGood ? [{ profile, lastGood }] : [])
    .reduce<{ profile: number; at: number } | undefined>(
      (best, { profile, lastGood: { at } }) =>
        best === undefined || at > best.at ? { profile, at } : best,
      undefined,
    );
  if (newest !== undefined) {
    const { profile = 1 } = expected;
    const text = `the backup of ${momentText(newest.at)} is of profile ${newest.profile}, ` +
      `not of profile ${profile}`;
    found.push({ code: "other-profile", level: "note", text });
  }
  return found;
};
