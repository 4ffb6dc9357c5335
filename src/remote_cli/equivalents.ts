/** Flags of sitehaul, and the options of Akeeba Remote CLI that do the same. */

/** Both without dashes. */
export const OPTION_OF: Readonly<Record<string, string>> = {
  "api": "api-version",
  "ca-file": "certificate",
  "delete-remote": "delete",
  "dir": "dlpath",
  "min-stability": "minimum-stability",
  "mode": "dlmode",
  "no-color": "nocolor",
  "url": "dlurl",
};
