/** What is wrong on this side: the command line, the configuration, files and archives. */
import type { ErrorRow } from "./error_row.ts";

export const LOCAL_ERRORS = {
  "usage/flag": {
    exit: 2,
    cause: "A flag that the command does not have, or that requires another flag.",
    cure: "Use the flag that the message suggests, or see `sitehaul help COMMAND`.",
  },
  "usage/value": {
    exit: 2,
    cause: "An invalid value: not a number, out of range, or a file that cannot be read.",
    cure: "Use a value of the kind that the message names.",
  },
  "usage/url": {
    exit: 2,
    cause: "The SITE is neither a web address nor a name in the configuration.",
    cure: "Enter the address as in a browser, or look up the name with `sitehaul config list`.",
  },
  "usage/permission": {
    exit: 2,
    cause: "Deno was started without a permission that the command needs.",
    cure: "Start it with the permission that the message names.",
  },
  "product/invalid": {
    exit: 2,
    cause: "The definition of a product breaks a rule. The message names the row.",
    cure: "Correct that row.",
  },
  "product/unknown": {
    exit: 2,
    cause: "No product has this id.",
    cure: "Use one that the hint lists, or add the product's plugin to the configuration.",
  },
  "product/unknown-version": {
    exit: 2,
    cause: "The catalogue does not contain this version of the product.",
    cure: "Use a version within the ranges that the hint lists.",
  },
  "usage/command": {
    exit: 10,
    cause: "There is no such command.",
    cure: "Use the one that the hint suggests, or see `sitehaul help`.",
  },
  "usage/no-site": {
    exit: 35,
    cause: "No site was named, or what was named, a pattern or a tag, fits none.",
    cure: "Add a name from the configuration, or an address.",
  },
  "config/invalid": {
    exit: 50,
    cause: "The configuration is invalid. The message names the file, line and field.",
    cure: "Correct that line, then run `config check`.",
  },
  "config/untrusted": {
    exit: 50,
    cause:
      "A configuration that was found reaches outside itself, and is not trusted, or has changed.",
    cure: "Look at the file, then run `sitehaul config trust`; or name it with `config`.",
  },
  "history/unusable": {
    exit: 51,
    cause:
      "The history of backups cannot be read or written, is damaged, or somebody else could have.",
    cure: "Do what the message says; backups go on without it.",
  },
  "history/no-run": {
    exit: 110,
    cause: "There is no run of that name in the history.",
    cure: "`sitehaul history` lists the runs.",
  },
  "prune/refused": {
    exit: 52,
    cause: "Copies are to be removed, and something says that this may be a mistake.",
    cure:
      "Look at what would go (`dryRun`). If the clock is right, and all of it is meant: `force: true`.",
  },
  "archive/damaged": {
    exit: 60,
    cause: "It cannot be read to its end: a part is missing, altered or from another backup.",
    cure:
      'Download it with `mode: "auto"` (the default), which compares whole files with segments. ' +
      "If it is damaged on the server, take a new backup.",
  },
  "archive/unsafe": {
    exit: 60,
    cause: "Entries of the archive are named so that they would be written outside the folder.",
    cure: "Nothing was written there. Find out who made this archive before you use the rest.",
  },
  "archive/password": {
    exit: 61,
    cause: "The archive is encrypted, and the password is wrong or missing.",
    cure: "Pass the `password` that the profile had when the backup was taken.",
  },
  "archive/left-out": {
    exit: 63,
    cause:
      "The archive is not damaged, but links that lead elsewhere, or more than a limit allows, " +
      "were left out.",
    cure: "Decide about links with `links`; raise the `limits`.",
  },
  "internal": {
    exit: 70,
    cause: "A bug in sitehaul.",
    cure: "Report it, with what `log` takes: it contains no secrets.",
  },
  "file/write": {
    exit: 104,
    cause: "A local file cannot be written: disk full, permission denied, or something is there.",
    cure: "Free some space, or choose another folder with `dir` (`extractArchive()`: `to`).",
  },
  "file/exists": {
    exit: 104,
    cause: "A file of that name is in the store already, and stays as it is.",
    cure: "Remove it first, or choose another folder.",
  },
  "fleet/partial": {
    exit: 121,
    cause: "Some of the sites failed, or were skipped. The others are done.",
    cure: "Look at the reason of each, then run the command again for those sites only.",
  },
  "fleet/deadline": {
    exit: 122,
    cause: "A job took longer than its deadline allows. What was begun is kept.",
    cure: "Run it again: it goes on. Allow more time if the site usually takes that long.",
  },
  "status/stale": {
    exit: 121,
    cause: "Sites have no verified backup that is as new as was asked for.",
    cure:
      "Look at the reason of each: failures in a row, skipped jobs, backups that nobody verified.",
  },
  "status/warning": {
    exit: 1,
    cause: "For a monitoring system: something is to be looked at on some site. This is WARNING.",
    cure: "Look at what `sitehaul status` says of it.",
  },
  "status/critical": {
    exit: 2,
    cause: "For a monitoring system: some site has no good backup as expected. This is CRITICAL.",
    cure: "Look at what `sitehaul status` says of it.",
  },
  "status/unknown": {
    exit: 3,
    cause: "For a monitoring system: it cannot be told how sites stand. This is UNKNOWN.",
    cure: "The line says why: no sites, a wrong clock, a wrong flag, an unusable history.",
  },
  "interrupted": {
    exit: 130,
    cause: "Ctrl-C, a signal, or “no” to a question.",
    cure:
      "Run the same command again: a download or a backup goes on where it stopped, if possible.",
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;
