/** The environment variables that the command line reads: for the manual page and the documents. */

/** Names of variables, and what they are for. */
export const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ["SITEHAUL_SECRET, SITEHAUL_TOKEN", "The Secret Word, or the API token."],
  ["SITEHAUL_ARCHIVE_PASSWORD", "The password of JPS archives."],
  [
    "SITEHAUL_REMOTE_PASSWORD",
    "The password of the FTP or SFTP account of --url, or the passphrase of the key of --key-file.",
  ],
  ["SITEHAUL_CONFIG", "The configuration file, unless --config is given."],
  ["SITEHAUL_STATE", "The folder of the history, unless --state is given."],
  ["SITEHAUL_CACHE", "The folder of the site cache. It contains no secrets."],
  ["NO_COLOR, FORCE_COLOR", "Do not use colours, or use them even if there is no terminal."],
  [
    "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY",
    "The proxy, and the hosts that are reached without it.",
  ],
  [
    "XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_STATE_HOME",
    "The parents of the folders for the configuration, the cache, the history and the trust (Linux).",
  ],
];
