/**
 * Akeeba Backup for WordPress, as data: which versions answer at which addresses.
 *
 * Observed: Akeeba Backup for WordPress 9.1.1 and 1.3.4.
 * @module
 */
import { deepFreeze } from "../../src/product/deep_freeze.ts";
import type { Erratum, Product, Route, Sign } from "../../src/product/product.ts";

const application = "{content}/plugins/{folder}/app";

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

const crashesInTransfer: Erratum = {
  methods: ["exportConfiguration", "importConfiguration"],
  shows: { apiStatus: "none", text: '^Identifier "factory" is not defined' },
  code: "method/not-implemented",
  says: "knows export and import of profiles, but crashes in them",
  hint: "Update the product to 3.5.1 or later.",
  note: "observed: 2.0.4 and 3.1.1",
};

/** What later Core editions show, which have no remote API. */
const coreEdition: Sign = {
  shows: [{ text: "Controller not found \\(app : controller\\)" }],
  code: "connect/no-way",
  says: "the edition there is Core, which has no remote API",
  hint: "Install the Professional edition.",
};

/** What WordPress says to an action that nothing has registered (observed: 6.9). */
const noAction = { path: "^wp-admin/admin-ajax\\.php", httpStatus: 400, text: "^0$" } as const;

const signs: readonly Sign[] = [
  {
    // The file in the plugin's folder answers without WordPress (observed: 9.1.1, deactivated).
    shows: [noAction, { apiStatus: 600 }],
    code: "connect/no-way",
    says: "Akeeba Backup is installed there as a plug-in, but it is not active",
    hint: "Activate it in the administration of WordPress, under Plugins.",
  },
  coreEdition,
  {
    shows: [noAction],
    code: "connect/no-way",
    says: "WordPress answers there, but no plug-in that serves the API",
    hint:
      "Install Akeeba Backup for WordPress Professional, or activate it. The Core edition has " +
      "no remote API.",
  },
];

const crackable = "API v1 sends a digest of the Secret Word that can be cracked offline; use v2";

/** Akeeba Backup for WordPress, from 1.0.0 on. */
export const wordpress: Product = deepFreeze({
  id: "wordpress",
  name: "Akeeba Backup for WordPress",
  releases: [
    {
      from: "1.0.0",
      to: "2.4.0",
      levels: { from: 330, to: 399 },
      routes: [{ ...legacyJson, recommended: true, note: "the only API of these versions" }],
      errata: [{ ...crashesInTransfer, from: "2.0.4" }],
    },
    {
      from: "2.4.1",
      to: "7.3.2.1",
      levels: { from: 330, to: 399 },
      routes: [
        { ...legacyJson, recommended: true, note: "the only API of these versions" },
        {
          ...legacyRemote,
          note: "for servers that block index.php in the plugin's folder; may fail where " +
            "the Secret Word is stored encrypted",
        },
      ],
      errata: [{ ...crashesInTransfer, to: "3.1.1" }],
    },
    {
      from: "7.4.0",
      to: "7.7.0",
      levels: { from: 400, to: 499 },
      routes: [
        { ...pluginFolder, recommended: true },
        { ...legacyJson, note: crackable },
        { ...legacyRemote, note: crackable },
      ],
    },
    {
      from: "7.7.1",
      to: "7.x",
      levels: { from: 400, to: 499 },
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
      levels: { from: 400 },
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
      like: ["akeeba", "backup"],
    },
    content: {
      default: "wp-content",
      about: "the folder with plugins and themes, where it has another name",
    },
  },
  signs,
  methodsSince: { exportConfiguration: "3.5.1", importConfiguration: "3.5.1" },
  innerPaths: ["wp-admin", "wp-content", "wp-includes", "wp-json", "wp-login.php", "xmlrpc.php"],
  marks: {
    page: 'content="WordPress|api\\.w\\.org|/wp-content/(?:themes|plugins)/',
    links: [
      "wp-includes/",
      "wp-admin/",
      "wp-content/themes/",
      "wp-content/plugins/",
      "{content}/plugins/{folder}/",
      "{content}/themes/",
    ],
  },
});
