/**
 * The usual cause of each error code, and its remedy: the text of docs/errors.md.
 * @module
 */
import type { ErrorCode } from "./errors.ts";
import { EXCHANGE_ADVICE } from "./exchange_advice.ts";
import { UPDATE_ADVICE } from "./update_advice.ts";

/** The usual cause of an error code, and its remedy. */
export interface ErrorAdvice {
  /** The usual cause. */
  readonly cause: string;
  /** The remedy. */
  readonly cure: string;
}

/** Loaded only on request: errors carry their own hints. */
export const ERROR_GUIDE: Readonly<Record<ErrorCode, ErrorAdvice>> = {
  ...EXCHANGE_ADVICE,
  "update/none": {
    cause: "The product on the site is up to date.",
    cure: "Nothing to do. A script may treat this status like 0.",
  },
  "usage/flag": {
    cause: "A flag that the command does not have, or that requires another flag.",
    cure: "Use the flag that the message suggests, or see `sitehaul help COMMAND`.",
  },
  "usage/value": {
    cause: "An invalid value: not a number, out of range, or a file that cannot be read.",
    cure: "Use a value of the kind that the message names.",
  },
  "usage/url": {
    cause: "The SITE is neither a web address nor a name in the configuration.",
    cure: "Enter the address as in a browser, or look up the name with `sitehaul config list`.",
  },
  "usage/permission": {
    cause: "Deno was started without a permission that the command needs.",
    cure: "Start it with the permission that the message names.",
  },
  "product/invalid": {
    cause: "The definition of a product breaks a rule. The message names the row.",
    cure: "Correct that row.",
  },
  "product/unknown": {
    cause: "No product has this id.",
    cure: "Use one that the hint lists, or add the product's plugin to the configuration.",
  },
  "product/unknown-version": {
    cause: "The catalogue does not contain this version of the product.",
    cure: "Use a version within the ranges that the hint lists.",
  },
  "usage/command": {
    cause: "There is no such command.",
    cure: "Use the one that the hint suggests, or see `sitehaul help`.",
  },
  "backup/no-id": {
    cause: "No backup record number was given, or the site no longer knows the record.",
    cure: "Use a number from `sitehaul list SITE`.",
  },
  "download/mode": {
    cause: "There is no such download mode.",
    cure: "Use `auto`, `http`, `chunk`, `ftp` or `sftp`.",
  },
  "download/path": {
    cause: "An unknown placeholder, a file of the same name from another site, or an unsafe name.",
    cure: "Use a separate folder for each site, such as `--dir 'backups/{site}'`.",
  },
  "download/url": {
    cause: "`--mode ftp` or `--mode sftp` without a URL, or with one of another scheme.",
    cure: "Add `--url sftp://USER@HOST/FOLDER`.",
  },
  "usage/no-site": {
    cause: "No site was named.",
    cure: "Add a name from the configuration, or an address.",
  },
  "connect/no-way": {
    cause: "No address answered as the API: the product is missing, disabled or blocked.",
    cure: "Run `sitehaul detect SITE --explain`, or paste the endpoint from the product's screen.",
  },
  "connect/moved": {
    cause: "The endpoint no longer exists: the product was updated or removed.",
    cure: "Run `sitehaul detect SITE`. With a name from the configuration, add `--save`.",
  },
  "auth/missing": {
    cause: "Neither a Secret Word nor a token was given, and there is no terminal to prompt on.",
    cure: "Use `--secret-file`, `SITEHAUL_SECRET`, `SITEHAUL_TOKEN`, or the configuration.",
  },
  "profile/unknown": {
    cause: "The site has no backup profile with this number.",
    cure: "Use a number from `sitehaul profiles SITE`.",
  },
  "profile/no-data": {
    cause: "The data to import is empty, or is not an exported profile.",
    cure: "Use a file written by `sitehaul profiles export`.",
  },
  "redirect/unsafe": {
    cause: "A redirect to another host or port, or to http, would take the credential there.",
    cure: "If you trust the target, use it as the address of the site.",
  },
  "redirect/loop": {
    cause: "The site redirects in a loop. A firewall that checks for a browser can look like this.",
    cure: "Open the site in a private browser window, and use the address it ends at.",
  },
  "auth/denied": {
    cause: "A wrong credential; a weak Secret Word, a disabled API and Core look the same.",
    cure:
      "Copy the Secret Word again from the product's options, and check there that the remote " +
      "JSON API is enabled. For a token, check its user and the token plug-in.",
  },
  "auth/disabled": {
    cause: "The site refuses API version 1: it is disabled, or the Secret Word is weak.",
    cure: "Enable remote backups. Use at least 16 letters and digits, in mixed case.",
  },
  "auth/unusable": {
    cause: "The product alters one of its characters, or does not accept this kind at all.",
    cure: "In the product's options, set a Secret Word of letters, digits and `- _ .` only.",
  },
  "auth/web-server": {
    cause: "The web server protects the address with a user name and password of its own.",
    cure: "Put them into the site's address, or let the address of the API through.",
  },
  "download/no-such-part": {
    cause: "The backup has no part with this number, or its files were deleted from the server.",
    cure: "Run `sitehaul show SITE ID` to see the parts.",
  },
  "method/not-implemented": {
    cause: "The version on the site no longer offers this remotely.",
    cure: "Do it in the product itself.",
  },
  "auth/forbidden": {
    cause: "The token's user does not have permission for this.",
    cure: "Give the user the backup permissions, or use another user's token.",
  },
  "config/invalid": {
    cause: "The configuration is invalid. The message names the file, line and field.",
    cure: "Correct that line, then run `sitehaul config check --offline`.",
  },
  "config/untrusted": {
    cause:
      "A configuration that was found reaches outside itself, and is not trusted, or has changed.",
    cure: "Look at the file, then run `sitehaul config trust`; or name it with `--config`.",
  },
  "archive/damaged": {
    cause: "It cannot be read to its end: a part is missing, altered or from another backup.",
    cure:
      "Download it with `--mode auto` (the default), which compares whole files with segments. If " +
      "it is damaged on the server, take a new backup.",
  },
  "archive/unsafe": {
    cause: "Entries of the archive are named so that they would be written outside the folder.",
    cure: "Nothing was written there. Find out who made this archive before you use the rest.",
  },
  "archive/left-out": {
    cause:
      "The archive is not damaged, but links that lead elsewhere, or more than a limit allows, " +
      "were left out.",
    cure: "Decide about links with `--links`; raise `--max-bytes` or `--max-ratio`.",
  },
  "archive/password": {
    cause: "The archive is encrypted, and the password is wrong or missing.",
    cure: "Pass the password that the profile had when the backup was taken: `--password-file`.",
  },
  "internal": {
    cause: "A bug in sitehaul.",
    cure: "Report it, with the file that `--debug-file` writes: it contains no secrets.",
  },
  "site/error": {
    cause: "The site's own software failed. The message quotes it.",
    cure: "Check the site's PHP error log.",
  },
  "site/blocked": {
    cause:
      "A firewall, a security plug-in, a rate limit or a limit of the hosting refuses requests.",
    cure: "Wait some minutes. If it persists, have this computer's address allowed there.",
  },
  "site/maintenance": {
    cause: "The site is in maintenance mode, or a proxy in front of it gave up waiting.",
    cure: "Try again in a few minutes.",
  },
  "site/database": {
    cause: "The site cannot reach its database.",
    cure: "Wait until the site itself works again, or ask its hosting company.",
  },
  "site/incompatible-php": {
    cause: "The product's version crashes on the site's PHP version.",
    cure: "Update the product on the site, or change its PHP version.",
  },
  "site/expired": {
    cause:
      "This version of the product stopped answering API version 1 some time after its release.",
    cure: "Omit `--api 1` so that a newer API version is looked for, or update the product.",
  },
  "site/cached": {
    cause: "A cache in front of the site repeats old answers of its API.",
    cure:
      "Exclude the address of the API from the cache, or use the Secret Word, which is sent in " +
      "requests that no cache keeps.",
  },
  "backup/already-running": {
    cause: "Another backup of the site is running. Starting a new one would kill it silently.",
    cure:
      "Wait for it to finish. If you know that it is dead, use `--force`; the hint says from when it " +
      "counts as dead.",
  },
  "level/too-low": {
    cause: "The product's version on the site is too old for this.",
    cure: "Update the product to the version that the hint names.",
  },
  "download/no-files": {
    cause: "The record exists, but its files do not: they were deleted, or moved elsewhere.",
    cure: "Fetch them from where the product stored them, or take a new backup.",
  },
  "file/write": {
    cause: "A local file cannot be written: disk full, permission denied, or something is there.",
    cure: "Free some space, or choose another folder with `--dir` (`extract`: `--to`).",
  },
  "download/failed": {
    cause: "Repeated attempts did not bring the data that the record describes.",
    cure: "Run the same command again: it resumes. If it persists, try `--mode chunk`.",
  },
  "delete/files": {
    cause: "The site did not delete the files (some versions cannot), or nothing proves the copy.",
    cure: "Do as the hint says: update the product, or delete the files in the product itself.",
  },
  "delete/record": {
    cause: "The site did not delete the record: it is frozen, or the version cannot do it.",
    cure: "Unfreeze it in the product, or do as the hint says.",
  },
  "list/failed": {
    cause: "The site's own query of its records failed.",
    cure: "Open the list in the product itself. If that fails too, repair its database tables.",
  },
  "backup/not-found": {
    cause: "The site has no backup record with this number.",
    cure: "Use a number from `sitehaul list SITE`.",
  },
  ...UPDATE_ADVICE,
  "backup/failed": {
    cause: "The backup ended with an error, or another backup replaced it.",
    cure: "Read the backup's log in the product. Nothing was downloaded or deleted.",
  },
  "backup/phantom": {
    cause: "The site lost the backup and started another one by itself.",
    cure: "Make sure that nothing else starts backups at the same time, then try again.",
  },
  "backup/stalled": {
    cause: "Several replies in a row were lost, or the site was down or blocked for too long.",
    cure: "Raise the server's time limits, or lower the profile's. Do not trust this archive.",
  },
  "backup/displaced": {
    cause:
      "Another backup of the site began in the meantime: both end as complete, one is damaged.",
    cure:
      "Find what else starts backups of the site. Trust this one only if `download` verifies it.",
  },
  "backup/unproven": {
    cause: "A step was sent on a guess after a lost reply, or the list could not be read before " +
      "`--delete-remote`, and nothing has read the archive yet.",
    cure: "Download it: `sitehaul download SITE ID` verifies it. See `--step-limit`.",
  },
  "fleet/partial": {
    cause: "Some of the sites failed. The others are done.",
    cure: "Look at the error of each, then run the command again for those sites only.",
  },
  "method/unknown": {
    cause: "The product's version on the site does not have this API method.",
    cure: "Update the product, or do it in the product itself.",
  },
  "interrupted": {
    cause: "Ctrl-C, a signal, or “no” to a question.",
    cure:
      "Run the same command again: a download or a backup goes on where it stopped, if possible.",
  },
};
