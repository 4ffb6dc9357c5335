/**
 * API levels: what each brought, and which product version reports it.
 * @module
 */

/** One API level. */
export interface Level {
  /** The number a site reports. */
  readonly level: number;
  /** What came with it. */
  readonly brings: string;
  /** Which product versions report it, for messages. */
  readonly versions: string;
}

/** The lowest level that sitehaul speaks to (Akeeba Backup 3.3.0 for Joomla reports it). */
export const LOWEST_LEVEL = 320;

/** The known levels, oldest first. A higher, unknown one is fine: what is known keeps working. */
export const LEVELS: readonly Level[] = [
  { level: 320, brings: "the first API that is supported", versions: "3.3.0 and later for Joomla" },
  { level: 330, brings: "WordPress and Solo", versions: "1.0.0 and later for WordPress and Solo" },
  { level: 335, brings: "overrides in startBackup", versions: "4.0.0 and later for Joomla" },
  {
    level: 340,
    brings: "the configuration methods; backupid is mandatory",
    versions: "4.0.0 and later for Joomla",
  },
  {
    level: 350,
    brings: "export and import of profiles, which some versions have with level 340 already",
    versions: "5.2.5 and later for Joomla",
  },
  { level: 400, brings: "API version 2", versions: "7.4.0 and later" },
  { level: 500, brings: "Joomla 4", versions: "9.0.0 and later for Joomla" },
  { level: 600, brings: "the /api endpoints", versions: "9.6.0 and later for Joomla" },
];

/**
 * Which product versions bring a level, in words.
 *
 * @example
 * ```ts
 * import { versionsWithLevel } from "@sitehaul/sitehaul";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(versionsWithLevel(400), "7.4.0 and later");
 * ```
 */
export function versionsWithLevel(level: number): string {
  return LEVELS.find((known) => known.level >= level)?.versions ?? `reporting level ${level}`;
}
