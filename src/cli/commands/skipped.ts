/** A site on which nothing was done, as an error that says why. */
import { SitehaulError } from "../../base/errors.ts";
import type { SkipReason } from "../../fleet/fleet_events.ts";

const REASONS = {
  busy: {
    code: "backup/already-running",
    message: "Skipped: another run of sitehaul is at work on this site",
    hint: "Wait until it ends.",
  },
  "host unreachable": {
    code: "network/failed",
    message: "Skipped: its host has not answered for the sites before it",
    hint: "Check the host, then run the command again for its sites.",
  },
} as const;

/** Why a site was skipped. */
export function skipped(reason: SkipReason): SitehaulError {
  const { code, message, hint } = REASONS[reason];
  return new SitehaulError(code, message, { hint });
}
