/** What a site refuses, or cannot do. */
import type { ErrorRow } from "./error_row.ts";

export const SITE_ERRORS = {
  "auth/missing": {
    exit: 37,
    cause: "Neither a Secret Word nor a token was given, and there is no terminal to prompt on.",
    cure: "Pass `secret` or `token`.",
  },
  "profile/unknown": {
    exit: 39,
    cause: "The site has no backup profile with this number.",
    cure: "Use a number from `profiles()`.",
  },
  "profile/no-data": {
    exit: 40,
    cause: "The data to import is empty, or is not an exported profile.",
    cure: "Use what `exportProfile()` gave.",
  },
  "auth/denied": {
    exit: 42,
    cause: "A wrong credential; a weak Secret Word, a disabled API and Core look the same.",
    cure:
      "Copy the Secret Word again from the product's options, and check there that the remote " +
      "JSON API is enabled. For a token, check its user and the token plug-in.",
  },
  "auth/disabled": {
    exit: 42,
    cause: "The site refuses API version 1: it is disabled, or the Secret Word is weak.",
    cure: "Enable remote backups. Use at least 16 letters and digits, in mixed case.",
  },
  "auth/unusable": {
    exit: 42,
    cause: "The product alters one of its characters, or does not accept this kind at all.",
    cure: "In the product's options, set a Secret Word of letters, digits and `- _ .` only.",
  },
  "auth/web-server": {
    exit: 42,
    cause: "The web server protects the address with a user name and password of its own.",
    cure: "Put them into the site's address, or let the address of the API through.",
  },
  "method/not-implemented": {
    exit: 44,
    cause: "The version on the site no longer offers this remotely.",
    cure: "Do it in the product itself.",
  },
  "auth/forbidden": {
    exit: 45,
    cause: "The token's user does not have permission for this.",
    cure: "Give the user the backup permissions, or use another user's token.",
  },
  "method/unknown": {
    exit: 48,
    cause: "The product's version on the site does not have this API method.",
    cure: "Update the product, or do it in the product itself.",
  },
  "site/error": {
    exit: 101,
    cause: "The site's own software failed. The message quotes it.",
    cure: "Check the site's PHP error log.",
  },
  "site/blocked": {
    exit: 101,
    isTransient: true,
    cause:
      "A firewall, a security plug-in, a rate limit or a limit of the hosting refuses requests.",
    cure: "Wait some minutes. If it persists, have this computer's address allowed there.",
  },
  "site/maintenance": {
    exit: 101,
    isTransient: true,
    cause: "The site is in maintenance mode, or a proxy in front of it gave up waiting.",
    cure: "Try again in a few minutes.",
  },
  "site/database": {
    exit: 101,
    isTransient: true,
    cause: "The site cannot reach its database.",
    cure: "Wait until the site itself works again, or ask its hosting company.",
  },
  "site/incompatible-php": {
    exit: 101,
    cause: "The product's version crashes on the site's PHP version.",
    cure: "Update the product on the site, or change its PHP version.",
  },
  "site/expired": {
    exit: 101,
    cause:
      "This version of the product stopped answering API version 1 some time after its release.",
    cure: "Omit `api: 1` so that a newer API version is looked for, or update the product.",
  },
  "site/cached": {
    exit: 101,
    cause: "A cache in front of the site repeats old answers of its API.",
    cure:
      "Exclude the address of the API from the cache, or use the Secret Word, which is sent in " +
      "requests that no cache keeps.",
  },
  "level/too-low": {
    exit: 102,
    cause: "The product's version on the site is too old for this.",
    cure: "Update the product to the version that the hint names.",
  },
  "delete/files": {
    exit: 106,
    cause: "The site did not delete the files (some versions cannot), or nothing proves the copy.",
    cure: "Do as the hint says: update the product, or delete the files in the product itself.",
  },
  "delete/record": {
    exit: 107,
    cause: "The site did not delete the record: it is frozen, or the version cannot do it.",
    cure: "Unfreeze it in the product, or do as the hint says.",
  },
  "list/failed": {
    exit: 108,
    cause: "The site's own query of its records failed.",
    cure: "Open the list in the product itself. If that fails too, repair its database tables.",
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;
