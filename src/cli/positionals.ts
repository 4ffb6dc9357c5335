/**
 * Arguments that many commands have.
 * @module
 */
import type { Positional } from "./command.ts";

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
