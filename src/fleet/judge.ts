/** What a failure says of the host, and of another attempt. */
import { isSitehaulError, type SitehaulError } from "../base/errors.ts";
import { isOutage } from "../connection/temporary.ts";
import type { JobOutcomeOf } from "./fleet_events.ts";

/**
 * Whether the host did not answer, so that its other sites would not either; `undefined` where the end of
 * a job says nothing of that.
 */
export function hostTroubleIn({ state, error }: JobOutcomeOf<unknown>): boolean | undefined {
  if (state === "skipped" || state === "interrupted") return undefined;
  if (error === undefined) return false;
  if (error.code === "fleet/deadline") {
    // What it was at when it had to end: a cut of our own says nothing.
    return isSitehaulError(error.cause) && isHostTrouble(error.cause) ? true : undefined;
  }
  return isHostTrouble(error);
}

function isHostTrouble(error: SitehaulError): boolean {
  return error.code === "network/timeout" || isOutage(error);
}

/** Whether the same job may well succeed a little later. */
export function mayPass(error: SitehaulError): boolean {
  return !error.isPermanent && error.code !== "interrupted";
}
