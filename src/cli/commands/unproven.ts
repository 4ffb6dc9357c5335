/** Backups whose record says that they are complete, while nothing proves that they are whole. */
import type { TakenBackup } from "../../../mod.ts";
import { SitehaulError } from "../../base/errors.ts";
import { counted } from "../output/counted.ts";

/** Why a lost reply makes a backup doubtful. */
const WHY =
  "A reply was lost, and nothing proved that the step was over when the next one was sent: " +
  "if it was not, the archive is damaged.";

/** Advice for backups that often are unproven. */
const LONGER =
  "If steps take longer on this site, raise --step-limit (stepLimit in the configuration).";

/** `backup/unproven`, where the archive is on the server alone. */
export function unproven({ id, guessedSteps }: TakenBackup, site: string): SitehaulError {
  return new SitehaulError(
    "backup/unproven",
    `Backup ${id} finished, but ${
      guessed(guessedSteps)
    } on a guess, and nothing has read its archive yet`,
    { hint: `${WHY} To verify it: sitehaul download ${site} ${id}. ${LONGER}` },
  );
}

/** The error for a backup that was downloaded, and not read to its end. */
export function unverified({ id, guessedSteps }: TakenBackup): SitehaulError {
  return new SitehaulError(
    "backup/unproven",
    `Backup ${id} was downloaded, but ${
      guessed(guessedSteps)
    } on a guess, and its archive was not read ` +
      "to its end",
    {
      hint:
        `${WHY} Nothing was deleted from the server. To verify it, run sitehaul verify on the ` +
        `downloaded archive, with its password if it is encrypted. ${LONGER}`,
    },
  );
}

/** The error for a backup that is to be deleted on the server, and of which too little is known. */
export function unlisted({ id }: TakenBackup): SitehaulError {
  return new SitehaulError(
    "backup/unproven",
    `Backup ${id} was downloaded, but it could not be checked whether another backup began ` +
      "meanwhile, and its archive was not read to its end",
    {
      hint:
        "Another backup would have damaged it. Nothing was deleted from the server. To verify " +
        "it, run sitehaul verify on the downloaded archive.",
    },
  );
}

function guessed(steps: number): string {
  return `${counted(steps, "step")} ${steps === 1 ? "was" : "were"} sent`;
}
