/**
 * sitehaul takes, fetches, proves and manages website backups through the remote JSON API of
 * Akeeba Backup for Joomla!, Akeeba Backup for WordPress and Akeeba Solo. It is an independent
 * client.
 * @module
 */
export * from "./src/mod.ts";
export * from "./plugins/mod.ts";
