/**
 * The usual causes of the errors of updates, and their remedies: part of the error guide.
 * @module
 */
import type { ErrorCode } from "./errors.ts";

/** The codes of updates, but for the one that says that there is none. */
type UpdateErrorCode = Exclude<Extract<ErrorCode, `update/${string}`>, "update/none">;

/** The advice on updates. */
export const UPDATE_ADVICE: Readonly<
  Record<UpdateErrorCode, { readonly cause: string; readonly cure: string }>
> = {
  "update/no-information": {
    cause: "The site has no information about updates yet.",
    cure: "Check for updates in the product's own control panel.",
  },
  "update/stability": {
    cause: "The update is less stable than `--min-stability` requires.",
    cure: "Wait for a more stable one, or lower `--min-stability`.",
  },
  "update/download": {
    cause: "The site could not download the update.",
    cure: "Check its download ID and its internet access, or update on the site itself.",
  },
  "update/extract": {
    cause: "The site could not unpack the update.",
    cure: "Check its temporary folder's space and permissions, or update on the site itself.",
  },
  "update/install": {
    cause: "The site could not install the update.",
    cure: "Update on the site itself, and check whether the product still works.",
  },
  "update/cleanup": {
    cause: "The update is installed, but its temporary files were not removed.",
    cure: "Run `sitehaul test SITE`, then empty the site's temporary folder.",
  },
  "update/stuck": {
    cause: "The site's update check never finishes.",
    cure: "Open the product's control panel and check for updates there.",
  },
  "update/unsupported": {
    cause: "This version has no remote updates: Joomla, WordPress or the product installs them.",
    cure: "Update on the site itself.",
  },
};
