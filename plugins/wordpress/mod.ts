/**
 * Akeeba Backup for WordPress, as data: which versions answer at which addresses.
 *
 * Observed: Akeeba Backup for WordPress 9.1.1 and 1.3.4.
 * @module
 */
import { defineProduct, type Product, type Route } from "../../src/product.ts";

export type {
  ApiVersion,
  CredentialKind,
  Product,
  ProductMarks,
  ProductParameter,
  Release,
  Route,
  UnmatchableCharacters,
} from "../../src/product.ts";

const application = "wp-content/plugins/{folder}/app";

const legacyJson: Route = {
  api: 1,
  path: `${application}/index.php`,
  query: { option: "com_akeeba", view: "json", format: "raw" },
};

const legacyRemote: Route = { ...legacyJson, path: `${application}/remote.php` };

const pluginFolder: Route = {
  api: 2,
  path: `${application}/index.php`,
  query: { option: "com_akeeba", view: "api", format: "raw" },
};

const crackable = "API v1 sends a digest of the Secret Word that can be cracked offline; use v2";

/** Akeeba Backup for WordPress, from 1.0.0 on. */
export const wordpress: Product = defineProduct({
  id: "wordpress",
  name: "Akeeba Backup for WordPress",
  releases: [
    {
      from: "1.0.0",
      to: "2.4.0",
      routes: [{ ...legacyJson, recommended: true, note: "the only API of these versions" }],
    },
    {
      from: "2.4.1",
      to: "7.3.2.1",
      routes: [
        { ...legacyJson, recommended: true, note: "the only API of these versions" },
        {
          ...legacyRemote,
          note: "for servers that block index.php in the plugin's folder; may fail where " +
            "the Secret Word is stored encrypted",
        },
      ],
    },
    {
      from: "7.4.0",
      to: "7.7.0",
      routes: [
        { ...pluginFolder, recommended: true },
        { ...legacyJson, note: crackable },
        { ...legacyRemote, note: crackable },
      ],
    },
    {
      from: "7.7.1",
      to: "7.x",
      routes: [
        {
          api: 2,
          path: "wp-admin/admin-ajax.php",
          query: { action: "akeebabackup_api", option: "com_akeeba", view: "api", format: "raw" },
          recommended: true,
          note: "WordPress' own entry point: works where plugin folders are blocked",
        },
        {
          ...pluginFolder,
          note:
            "removed in version 8, and blocked on servers that do not run PHP in plugin folders",
        },
        { ...legacyJson, note: crackable },
        { ...legacyRemote, note: crackable },
      ],
    },
    {
      from: "8.0.0",
      routes: [
        {
          api: 2,
          path: "wp-admin/admin-ajax.php",
          query: { action: "akeebabackup_api" },
          recommended: true,
          note: "the only endpoint of these versions",
        },
      ],
    },
  ],
  // Observed: 9.1.1, by header and query alike.
  unmatchable: [
    { characters: ["<"], why: "the site removes what looks like an HTML tag" },
    { characters: ['"', "'", "\\"], why: "the site puts a backslash before it" },
  ],
  parameters: {
    folder: {
      default: "akeebabackupwp",
      alternatives: ["akeebabackupcore"],
      about: "the folder of the plugin below wp-content/plugins; akeebabackupcore where it was " +
        "installed from wordpress.org",
    },
  },
  innerPaths: ["wp-admin", "wp-content", "wp-includes", "wp-json", "wp-login.php", "xmlrpc.php"],
  marks: { page: "/wp-content/" },
});
