/** How a backup, a download or an update ends other than well. */
import type { ErrorRow } from "./error_row.ts";

export const WORK_ERRORS = {
  "update/none": {
    exit: 1,
    cause: "The product on the site is up to date.",
    cure: "Nothing to do. A script may treat this status like 0.",
  },
  "backup/no-id": {
    exit: 31,
    cause: "No backup record number was given, or the site no longer knows the record.",
    cure: "Use a number from `records()`.",
  },
  "download/mode": {
    exit: 32,
    cause: "There is no such download mode.",
    cure: "Use `auto`, `http`, `chunk`, `ftp` or `sftp`.",
  },
  "download/path": {
    exit: 33,
    cause: "An unknown placeholder, a file of the same name from another site, or an unsafe name.",
    cure: 'Use a separate folder for each site, such as `dir: "backups/SITE"`.',
  },
  "download/url": {
    exit: 34,
    cause: "The URL of the `store` is missing, or has another scheme.",
    cure: "Use one such as `sftp://USER@HOST/FOLDER`.",
  },
  "download/no-such-part": {
    exit: 43,
    cause: "The backup has no part with this number, or its files were deleted from the server.",
    cure: "Run `record()` to see the parts.",
  },
  "backup/unproven": {
    exit: 62,
    cause: "A step was sent on a guess after a lost reply, or the list could not be read before " +
      "`deleteRemote: true`, and nothing has read the archive yet.",
    cure: "Download it: `download()` verifies it. See `stepLimitMs`.",
  },
  "backup/already-running": {
    exit: 101,
    cause: "Another backup of the site is running. Starting a new one would kill it silently.",
    cure:
      "Wait for it to finish. If you know that it is dead, use `force: true`; the hint says from " +
      "when it counts as dead.",
  },
  "download/no-files": {
    exit: 103,
    cause: "The record exists, but its files do not: they were deleted, or moved elsewhere.",
    cure: "Fetch them from where the product stored them, or take a new backup.",
  },
  "download/failed": {
    exit: 105,
    cause: "Repeated attempts did not bring the data that the record describes.",
    cure: 'Run the same download again: it resumes. If it persists, try `mode: "chunk"`.',
  },
  "backup/not-found": {
    exit: 110,
    cause: "The site has no backup record with this number.",
    cure: "Use a number from `records()`.",
  },
  "update/no-information": {
    exit: 111,
    cause: "The site has no information about updates yet.",
    cure: "Check for updates in the product's own control panel.",
  },
  "update/stability": {
    exit: 112,
    cause: "The update is less stable than `minimumStability` requires.",
    cure: "Wait for a more stable one, or lower `minimumStability`.",
  },
  "update/download": {
    exit: 113,
    cause: "The site could not download the update.",
    cure: "Check its download ID and its internet access, or update on the site itself.",
  },
  "update/extract": {
    exit: 114,
    cause: "The site could not unpack the update.",
    cure: "Check its temporary folder's space and permissions, or update on the site itself.",
  },
  "update/install": {
    exit: 115,
    cause: "The site could not install the update.",
    cure: "Update on the site itself, and check whether the product still works.",
  },
  "update/cleanup": {
    exit: 116,
    cause: "The update is installed, but its temporary files were not removed.",
    cure: "Run `version()`, then empty the site's temporary folder.",
  },
  "update/stuck": {
    exit: 117,
    cause: "The site's update check never finishes.",
    cure: "Open the product's control panel and check for updates there.",
  },
  "update/unsupported": {
    exit: 118,
    cause:
      "This version has no remote updates: the product, or the system it belongs to, installs them.",
    cure: "Update on the site itself.",
  },
  "backup/failed": {
    exit: 120,
    cause: "The backup ended with an error, or another backup replaced it.",
    cure: "Read the backup's log in the product. Nothing was downloaded or deleted.",
  },
  "backup/phantom": {
    exit: 120,
    cause: "The site lost the backup and started another one by itself.",
    cure: "Make sure that nothing else starts backups at the same time, then try again.",
  },
  "backup/stalled": {
    exit: 120,
    cause: "Several replies in a row were lost, or the site was down or blocked for too long.",
    cure: "Raise the server's time limits, or lower the profile's. Do not trust this archive.",
  },
  "backup/displaced": {
    exit: 120,
    cause:
      "Another backup of the site began in the meantime: both end as complete, one is damaged.",
    cure:
      "Find what else starts backups of the site. Trust this one only if `download` verifies it.",
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;
