/** What a failure says of the host, and of another attempt. */
import type { SitehaulError } from "../base/errors.ts";
import { isOutage } from "../connection/temporary.ts";

/** Whether the host did not answer, so that its other sites would not either. */
export function isHostTrouble(error: SitehaulError): boolean {
  return error.code === "network/timeout" || isOutage(error);
}

/** Whether the same job may well succeed a little later. */
export function mayPass(error: SitehaulError): boolean {
  return !error.isPermanent && error.code !== "interrupted";
}
