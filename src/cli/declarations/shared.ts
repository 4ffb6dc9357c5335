/** Arguments and flags shared by several commands. */
import type { Flags, Positional } from "./command.ts";

/** For commands about one site. */
export const SITE = {
  name: "SITE",
  help: "its name in the configuration, its address, or an endpoint copied from the product",
  missing: "usage/no-site",
} as const satisfies Positional;

/** Archives on this computer. */
export const ARCHIVES = {
  name: "FILE",
  help: "any part of an archive, or its manifest (.sitehaul.json)",
  missing: "usage/value",
  many: true,
} as const satisfies Positional;

/** For commands about one backup. */
export const RECORD = {
  name: "ID",
  help: "the number of the backup record, as shown by list, or latest: the newest complete one",
  type: "record",
  completes: "records",
  missing: "backup/no-id",
} as const satisfies Positional;

/** For commands about one profile. */
export const PROFILE = {
  name: "ID",
  help: "the number of the profile, as shown by profiles",
  type: "number",
  completes: "profiles",
  missing: "profile/unknown",
} as const satisfies Positional;

/** For commands about any number of sites. */
export const SITES = {
  name: SITE.name,
  help:
    "names in the configuration, patterns such as 'shop-*' (in quotes), addresses, or endpoints copied from the product",
  missing: SITE.missing,
  unless: ["tag", "all"],
  many: true,
} as const satisfies Positional;

/** The flag that chooses sites of the configuration. */
const TAG_FLAG = {
  tag: {
    type: "string",
    value: "TAG",
    many: true,
    help: "The configured sites with this tag; may be repeated: any of them",
  },
} as const satisfies Flags;

/** The flag that labels sites which are written into the configuration. */
export const LABEL_FLAG = {
  tag: { ...TAG_FLAG.tag, help: "A label, for choosing sites with --tag; may be repeated" },
} as const satisfies Flags;

/** The flags that choose sites of the configuration. */
export const CHOICE_FLAGS = {
  ...TAG_FLAG,
  all: { type: "boolean", help: "All configured sites, in the order of the file" },
  exclude: {
    type: "string",
    value: "SITE|tag:TAG",
    many: true,
    help: "Of those, not this one: a name, a pattern, or tag:TAG; may be repeated",
  },
} as const satisfies Flags;

/** The flag that shows what a choice comes to. */
export const DRY_RUN_FLAG = {
  "dry-run": {
    type: "boolean",
    help: "Only show what would be done on each site; nothing is sent",
  },
} as const satisfies Flags;

/** The flags of queries that can be about several sites. */
export const SELECTION_FLAGS = {
  ...CHOICE_FLAGS,
  ...DRY_RUN_FLAG,
  parallel: {
    type: "number",
    value: "N",
    min: 1,
    max: 64,
    default: 8,
    help: "Number of hosts to ask at once",
  },
} as const satisfies Flags;

/** The flags of commands that work on sites, of which each takes its time. */
export const WORK_FLAGS = {
  ...SELECTION_FLAGS,
  parallel: {
    ...SELECTION_FLAGS.parallel,
    default: 1,
    help: "Number of hosts to work on at once",
  },
} as const satisfies Flags;

/** For the help: how several sites are shown. */
export const ABOUT_SEVERAL =
  `With several sites, the others go on if one fails; the exit status is then 121. Sites on one host are
asked one after the other. With --json, each site is an event with its result: see docs/json.md.`;

/** The flags of commands that authenticate. */
export const CREDENTIAL_FLAGS = {
  secret: {
    type: "string",
    value: "WORD",
    mayBeEmpty: true,
    help: "The Secret Word; safer in a file or in SITEHAUL_SECRET",
  },
  token: {
    type: "string",
    value: "TOKEN",
    mayBeEmpty: true,
    help: "A Joomla API Token; safer in SITEHAUL_TOKEN",
  },
  "secret-file": {
    type: "string",
    value: "FILE",
    help: "A file that contains the Secret Word or a token",
  },
} as const satisfies Flags;

/** The flag of commands that read the configuration, or write it. */
export const CONFIG_FLAG = {
  config: {
    type: "string",
    value: "FILE",
    help: "The configuration file (default: SITEHAUL_CONFIG, or the nearest sitehaul.yaml)",
  },
} as const satisfies Flags;

/** The flags that say which of the addresses of the API are meant. */
export const ADDRESS_FLAGS = {
  api: { type: "choice", choices: ["1", "2", "3"], help: "Use only this API version" },
  folder: {
    type: "string",
    value: "NAME",
    help: "The plugin's folder on a WordPress site, if it is not the usual one",
  },
  set: {
    type: "string",
    value: "NAME=VALUE",
    many: true,
    help: "Another part of the addresses, such as content=assets; may be repeated",
  },
} as const satisfies Flags;

/** The flags of every command that connects to a site; the help lists them once. */
export const CONNECTION_FLAGS = {
  ...ADDRESS_FLAGS,
  "ca-file": {
    type: "string",
    value: "FILE",
    help: "Also trust the certificate authorities in this PEM file",
  },
  timeout: {
    type: "number",
    value: "SECONDS",
    min: 0.1,
    max: 86_400,
    fraction: true,
    help: "Maximum wait for a reply (30; 20 while searching for a site)",
  },
  ...CONFIG_FLAG,
  "no-cache": { type: "boolean", help: "Do not read or write the site cache" },
  explain: { type: "boolean", help: "Show every address that was tried, and its outcome" },
} as const satisfies Flags;

/** All flags that commands have which connect to a site. */
export const SITE_FLAGS = {
  ...CREDENTIAL_FLAGS,
  ...CONNECTION_FLAGS,
} as const satisfies Flags;

/** The flags of commands that read archives. */
export const PASSWORD_FLAGS = {
  password: {
    type: "string",
    value: "WORD",
    mayBeEmpty: true,
    help: "The password of a JPS archive; safer in SITEHAUL_ARCHIVE_PASSWORD",
  },
  "password-file": {
    type: "string",
    value: "FILE",
    help: "A file that contains the password",
  },
} as const satisfies Flags;

/** The flag of commands that take or download backups. */
export const PATIENCE_FLAG = {
  patience: {
    type: "number",
    value: "SECONDS",
    min: 0,
    max: 86_400,
    fraction: true,
    help: "How long to wait for a site that is down or blocked after it has answered (1800)",
  },
} as const satisfies Flags;

/** The flag of commands that show names. */
export const ENCODING_FLAG = {
  encoding: {
    type: "string",
    value: "NAME",
    help: "How to read names that are not UTF-8, such as windows-1252 (in ZIP: cp437)",
  },
} as const satisfies Flags;

/** The flags of commands that can download from a folder over FTP or SFTP. */
export const REMOTE_FLAGS = {
  url: {
    type: "string",
    value: "URL",
    help: "The folder to read with ftp or sftp: SCHEME://USER@HOST/FOLDER",
  },
  "known-hosts": {
    type: "string",
    value: "FILE",
    help: "The host keys that sftp trusts (~/.ssh/known_hosts)",
  },
  "key-file": {
    type: "string",
    value: "FILE",
    help: "The private key for sftp; SITEHAUL_REMOTE_PASSWORD is its passphrase",
  },
  insecure: {
    type: "boolean",
    help: "With ftps, ftpes and sftp: do not verify the host",
  },
} as const satisfies Flags;

/** The flags of commands that download. */
export const FETCH_FLAGS = {
  dir: {
    type: "string",
    value: "FOLDER",
    help: "Target folder (default: the current one); {site}, {date} and {id} are replaced",
  },
  mode: {
    type: "choice",
    choices: ["auto", "http", "chunk", "ftp", "sftp"],
    error: "download/mode",
    help:
      "http: whole files; chunk: 1 MiB segments; auto (default): http, and chunk where that fails; ftp, sftp: see --url",
  },
  ...REMOTE_FLAGS,
  connections: {
    type: "number",
    value: "N",
    min: 1,
    max: 16,
    help: "Maximum number of simultaneous requests (2; 1 for ftp and sftp)",
  },
  "no-verify": {
    type: "boolean",
    help: "Check sizes and checksums only; do not read the archive to its end",
  },
  ...PASSWORD_FLAGS,
} as const satisfies Flags;

/** For the help: where else the files can come from. */
export const ABOUT_REMOTE =
  `With --mode ftp or sftp, the files are read from the folder at --url, where they must have the names
in the record. Put the password in SITEHAUL_REMOTE_PASSWORD rather than in the URL; sftp also
accepts a private key (--key-file). The host must have a valid certificate (ftps, ftpes) or be a
known host (sftp). For a configured site, the file can say all of that, under mode and remote.`;

/** For the help: how encrypted archives are treated. */
export const ABOUT_PASSWORDS =
  `An encrypted archive (JPS) is read with its password. Without the password it is still downloaded,
with a warning: its parts, checksums and structure are verified, but not its contents, and the copy
on the server is not deleted (exit status 61 if --delete-remote was given). A wrong password also
ends with 61.`;

/** The flag that skips the confirmation. */
export const YES_FLAG = {
  yes: { type: "boolean", help: "Do not ask" },
} as const satisfies Flags;
