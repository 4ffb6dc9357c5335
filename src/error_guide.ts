/**
 * What each error code comes from, and what helps, whatever the case: the text of docs/errors.md.
 * @module
 */
import type { ErrorCode } from "./errors.ts";

/** What an error code usually comes from, and what helps. */
export interface ErrorAdvice {
  /** What it usually comes from. */
  readonly cause: string;
  /** What helps. */
  readonly cure: string;
}

/** Loaded only where somebody asks for it: errors carry their own hints. */
export const ERROR_GUIDE: Readonly<Record<ErrorCode, ErrorAdvice>> = {
  "update/none": {
    cause: "The product on the site is up to date.",
    cure: "Nothing to do. A script may treat this status like 0.",
  },
  "usage/flag": {
    cause: "A flag that the command does not have, or that needs another flag beside it.",
    cure: "Take the flag that the message suggests, or look at `sitehaul help COMMAND`.",
  },
  "usage/value": {
    cause: "A value that cannot be: no number, out of its range, a file that cannot be read.",
    cure: "The message says what was expected. Give that.",
  },
  "usage/url": {
    cause: "The text given as a site is no web address and no name in the configuration.",
    cure: "Give the address as in a browser, or look up the name with `sitehaul config list`.",
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
    cure: "Take one that the hint lists, or name the product's plugin in the configuration.",
  },
  "product/unknown-version": {
    cause: "The catalogue has no such version of the product.",
    cure: "Take a version from the ranges that the hint lists.",
  },
  "usage/command": {
    cause: "There is no such command.",
    cure: "Take the one that the hint suggests, or look at `sitehaul help`.",
  },
  "reply/shape": {
    cause: "JSON came, but not that of the API: another program's, or that of a newer version.",
    cure: "Run `sitehaul detect SITE --explain`. If the address is right, update sitehaul.",
  },
  "reply/too-large": {
    cause: "The answer is larger than any answer of the API: a file or an endless page.",
    cure: "Check the address. Give the site's root and let sitehaul find the endpoint.",
  },
  "network/dns": {
    cause: "The host name does not resolve: a slip of the pen, or no network here.",
    cure: "Check the spelling, and whether this computer is on-line.",
  },
  "network/refused": {
    cause: "Nothing listens on the port: a wrong port, or a web server that is down.",
    cure: "Check the address, and whether the site opens in a browser.",
  },
  "network/connect-timeout": {
    cause: "The host does not take the connection: a firewall, or a host that is down.",
    cure: "Check the address. Ask the host whether it blocks this computer.",
  },
  "network/tls": {
    cause: "A certificate out of date, of another name or an unknown authority; a new host key.",
    cure: "Repair the certificate. Where the authority is your own, name it with `--ca-file`.",
  },
  "network/timeout": {
    cause: "The connection stands, but no answer came in time.",
    cure: "Try again. A slow site needs a larger `--timeout`.",
  },
  "network/reset": {
    cause: "The connection broke off: a time limit of PHP, of the web server or of a proxy.",
    cure: "Try again. A download goes on where it broke off. If it stays, read the server's log.",
  },
  "network/failed": {
    cause: "What answers speaks no HTTP, or a failure that has no name of its own.",
    cure: "Check the port of the address. `--debug` shows the cause.",
  },
  "reply/not-json": {
    cause: "A page came instead of JSON: of a firewall, a security plug-in, a login, the site.",
    cure: "Run `sitehaul doctor SITE`, which says what the page looks like.",
  },
  "reply/truncated": {
    cause: "The answer breaks off in the middle: PHP died, or a proxy cut it.",
    cure: "Try again. If it stays, look at the PHP error log and at the proxy's limits.",
  },
  "backup/no-id": {
    cause: "No number of a backup record was given, or the site lost sight of the record.",
    cure: "Take a number from `sitehaul list SITE`.",
  },
  "download/mode": {
    cause: "There is no such way to download.",
    cure: "Take `auto`, `http`, `chunk`, `ftp` or `sftp`.",
  },
  "download/path": {
    cause: "An unknown placeholder, another site's backup of the same name, or an unsafe name.",
    cure: "Use a folder for each site, such as `--dir 'backups/{site}'`.",
  },
  "download/url": {
    cause: "`--mode ftp` or `sftp` without a URL, or with one that is not of that kind.",
    cure: "Write `--url sftp://USER@HOST/FOLDER`.",
  },
  "usage/no-site": {
    cause: "No site was named.",
    cure: "Give a name from the configuration, or an address.",
  },
  "connect/no-way": {
    cause: "No address answered like the API: the product is not there, disabled, or blocked.",
    cure: "Run `sitehaul detect SITE --explain`, or paste the endpoint from the product's screen.",
  },
  "connect/moved": {
    cause: "The endpoint that was used is there no longer: the product was updated or removed.",
    cure: "Run `sitehaul detect SITE`. With a name from the configuration, add `--save`.",
  },
  "auth/missing": {
    cause: "Neither a Secret Word nor a token was given, and there is no terminal to ask at.",
    cure: "Use `--secret-file`, `SITEHAUL_SECRET`, `SITEHAUL_TOKEN`, or the configuration.",
  },
  "profile/unknown": {
    cause: "The site has no backup profile of this number.",
    cure: "Take a number from `sitehaul profiles SITE`.",
  },
  "profile/no-data": {
    cause: "What should be imported is empty, or is no exported profile.",
    cure: "Give the file that `sitehaul profiles export` wrote.",
  },
  "redirect/unsafe": {
    cause: "The site redirects to another host or port, or to http. The credential would go there.",
    cure: "If you trust the target, use it as the address of the site.",
  },
  "redirect/loop": {
    cause: "The site redirects in a circle. A firewall's test for browsers looks like this, too.",
    cure: "Open the site in a private window, and use the address where it ends up.",
  },
  "auth/denied": {
    cause: "The site refuses. A wrong Secret Word, a weak one, an API that is switched off, the " +
      "Core edition and a wrong token all look alike from outside.",
    cure: "Copy the Secret Word anew from the product's options. Check there that the remote " +
      "JSON API is enabled. For a token, check its user and the token plug-in.",
  },
  "auth/disabled": {
    cause: "The site refuses API version 1: remote backups are off, or the Secret Word is weak.",
    cure: "Enable them in the options. Make the Secret Word 16 characters long, of all kinds.",
  },
  "auth/unusable": {
    cause: "It can never match: the product changes a character in it, or takes no such kind.",
    cure: "Set a Secret Word of letters, digits and `- _ .` in the product's options.",
  },
  "download/no-such-part": {
    cause: "The backup has no part of this number, or its files are gone from the server.",
    cure: "Run `sitehaul show SITE ID` to see the parts.",
  },
  "method/not-implemented": {
    cause: "The version on the site no longer offers this remotely.",
    cure: "Do it in the product itself.",
  },
  "auth/forbidden": {
    cause: "The user of the token may not do that.",
    cure: "Give the user the rights for backups, or use a token of another user.",
  },
  "config/invalid": {
    cause: "Something in the configuration cannot be. The message names file, line and field.",
    cure: "Correct that line, then run `sitehaul config check --offline`.",
  },
  "archive/damaged": {
    cause: "It cannot be read to its end: a part is missing, of another backup, or changed.",
    cure: "Fetch it again. If it stays damaged, take a new backup and do not trust this one.",
  },
  "archive/password": {
    cause: "The archive is encrypted, and the password is wrong or missing.",
    cure: "Give the one that the profile had when the backup was taken: `--password-file`.",
  },
  "internal": {
    cause: "A fault of sitehaul itself.",
    cure: "Report it with the file of `--debug-file`, which holds no secrets.",
  },
  "site/error": {
    cause: "The site's own software failed. The message holds its words.",
    cure: "Look at the PHP error log of the site.",
  },
  "site/maintenance": {
    cause: "The site is in maintenance, or a proxy before it gave up waiting.",
    cure: "Try again in some minutes.",
  },
  "site/database": {
    cause: "The site cannot reach its database.",
    cure: "Wait until the site itself works again, or ask its host.",
  },
  "site/incompatible-php": {
    cause: "The version on the site crashes on its PHP: 7.5 and 8.0 do on PHP 8.",
    cure: "Update the product.",
  },
  "site/expired": {
    cause: "The version closed its API version 1 some months after its release.",
    cure: "Let sitehaul find API version 2: leave out `--api 1`. Or update the product.",
  },
  "backup/already-running": {
    cause: "Another backup of the site is running. Starting one more would kill it silently.",
    cure: "Wait. If you know that it is dead, use `--force`.",
  },
  "level/too-low": {
    cause: "The version on the site is too old for this.",
    cure: "Update the product to a version that the hint names.",
  },
  "download/no-files": {
    cause: "The record is there, its files are not: they were deleted, or moved elsewhere.",
    cure: "Take them from where the product stored them, or take a new backup.",
  },
  "file/write": {
    cause: "A file cannot be written here: no room, no right, or a folder in its place.",
    cure: "Make room, or choose another folder with `--dir`.",
  },
  "download/failed": {
    cause: "What came is not what the record says, again and again.",
    cure: "Run the same command again: it goes on. If it stays, try `--mode chunk`.",
  },
  "delete/files": {
    cause: "The site did not delete the files. Joomla versions 9.0 to 9.5 cannot.",
    cure: "Update the product to 9.6.0 or later, or delete them in the product.",
  },
  "delete/record": {
    cause: "The site did not delete the record: it is frozen, or the version cannot.",
    cure: "Unfreeze it in the product, or update to 9.5.1 or later.",
  },
  "list/failed": {
    cause: "The site's own query of its records failed.",
    cure: "Look at the list in the product itself. If that fails too, repair its database tables.",
  },
  "backup/not-found": {
    cause: "The site has no backup record of this number.",
    cure: "Take a number from `sitehaul list SITE`.",
  },
  "update/no-information": {
    cause: "The site knows nothing about updates yet.",
    cure: "Let the product look for updates in its own control panel.",
  },
  "update/stability": {
    cause: "The update is less finished than `--min-stability` asks for.",
    cure: "Wait for a stable one, or ask for less.",
  },
  "update/download": {
    cause: "The site could not fetch the update.",
    cure: "Check its download ID and its way to the internet. Or update in the site itself.",
  },
  "update/extract": {
    cause: "The site could not unpack the update.",
    cure: "Check room and rights of its temporary folder. Or update in the site itself.",
  },
  "update/install": {
    cause: "The site could not install the update.",
    cure: "Update in the site itself, and look whether the product still works.",
  },
  "update/cleanup": {
    cause: "The update is installed, but its files were not cleared away.",
    cure: "Run `sitehaul test SITE`. Clear the temporary folder of the site.",
  },
  "update/stuck": {
    cause: "The site's look for updates does not end.",
    cure: "Open the product's control panel, and let it look for updates there.",
  },
  "update/unsupported": {
    cause: "The version on the site leaves updates to Joomla or WordPress themselves.",
    cure: "Update in the site itself.",
  },
  "backup/failed": {
    cause: "The backup ended with an error, or another backup displaced it.",
    cure: "Read the log of the backup in the product. Nothing was fetched or deleted.",
  },
  "backup/phantom": {
    cause: "The site lost the backup and began another one by itself.",
    cure: "See that nothing else starts backups at the same time. Then take it again.",
  },
  "backup/stalled": {
    cause: "Answers were lost again and again, or the site stayed away for long.",
    cure: "Raise the server's time limits, or lower the profile's. Do not trust this archive.",
  },
  "fleet/partial": {
    cause: "Some of several sites failed. The others are done.",
    cure: "Look at the error of each. Run the command again with those alone.",
  },
  "method/unknown": {
    cause: "The version on the site does not know this call.",
    cure: "Update the product, or do it in the product itself.",
  },
  "interrupted": {
    cause: "Ctrl-C, a signal, or an answer of no.",
    cure: "Say the same again. A download goes on where it ended.",
  },
};
