/**
 * Arguments and flags that several commands have.
 * @module
 */
import type { Flags, Positional } from "../command.ts";

/** The site. */
export const SITE = {
  name: "SITE",
  help: "its name in the configuration, its address, or an endpoint copied from the product",
  missing: "usage/no-site",
} as const satisfies Positional;

/** An archive on this computer. */
export const ARCHIVE = {
  name: "FILE",
  help: "any part of the archive, or its manifest (.sitehaul.json)",
  missing: "usage/value",
} as const satisfies Positional;

/** The number of a backup record. */
export const RECORD = {
  name: "ID",
  help: "the number of the backup record, as the list shows it",
  type: "number",
  completes: "records",
  missing: "backup/no-id",
} as const satisfies Positional;

/** The number of a profile. */
export const PROFILE = {
  name: "ID",
  help: "the number of the profile, as the list of profiles shows it",
  type: "number",
  completes: "profiles",
  missing: "profile/unknown",
} as const satisfies Positional;

/** The flag that chooses sites of the configuration. */
export const TAG_FLAG = {
  tag: {
    type: "string",
    value: "TAG",
    many: true,
    help: "The sites of the configuration with this tag; may be given several times",
  },
} as const satisfies Flags;

/** The flags of commands that prove who they are. */
export const CREDENTIAL_FLAGS = {
  secret: {
    type: "string",
    value: "WORD",
    help: "The Secret Word; better in a file or in SITEHAUL_SECRET",
  },
  token: {
    type: "string",
    value: "TOKEN",
    help: "A Joomla API Token; better in SITEHAUL_TOKEN",
  },
  "secret-file": {
    type: "string",
    value: "FILE",
    help: "The file that holds the Secret Word, or a token",
  },
} as const satisfies Flags;

/** The flags of commands that read archives. */
export const PASSWORD_FLAGS = {
  password: {
    type: "string",
    value: "WORD",
    help: "A JPS archive's password; better in SITEHAUL_ARCHIVE_PASSWORD",
  },
  "password-file": {
    type: "string",
    value: "FILE",
    help: "The file that holds the password",
  },
} as const satisfies Flags;

/** The flags of commands that fetch. */
export const FETCH_FLAGS = {
  dir: {
    type: "string",
    value: "FOLDER",
    help: "Where to (.); {site}, {date}, {id} have their values",
  },
  connections: {
    type: "number",
    value: "N",
    min: 1,
    max: 16,
    help: "Requests to the site at the same time, at most (2)",
  },
  "no-verify": {
    type: "boolean",
    help: "Sizes and checksums only; do not read the archive to its end",
  },
  ...PASSWORD_FLAGS,
} as const satisfies Flags;

/** The flags of commands that may fetch from such a folder. */
export const REMOTE_FLAGS = {
  url: {
    type: "string",
    value: "URL",
    help: "The folder for ftp and sftp: SCHEME://USER@HOST/FOLDER",
  },
  "known-hosts": {
    type: "string",
    value: "FILE",
    help: "The hosts that sftp may trust (~/.ssh/known_hosts)",
  },
  "key-file": {
    type: "string",
    value: "FILE",
    help: "The private key for sftp; SITEHAUL_REMOTE_PASSWORD opens it",
  },
  insecure: {
    type: "boolean",
    help: "With ftps, ftpes and sftp: trust whoever answers",
  },
} as const satisfies Flags;

/** For the help: what becomes of an encrypted archive. */
export const ABOUT_PASSWORDS =
  `An encrypted archive (JPS) is read with its password. Without one it is fetched all the same, with
a warning: its parts, checksums and structure are proven, its content is not, and it is not deleted
on the server (exit status 61 if that was wanted). A wrong password ends with 61, too.`;

/** The flag that answers the question. */
export const YES_FLAG = {
  yes: { type: "boolean", help: "Do not ask" },
} as const satisfies Flags;
