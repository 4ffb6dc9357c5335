/**
 * Akeeba Backup for Joomla!, as data: which versions answer at which addresses.
 *
 * Observed: Akeeba Backup 10.2.1, 9.9.3, 9.3.3, 8.0.3 and 7.5.0.1.
 * @module
 */
import { deepFreeze } from "../../src/product/deep_freeze.ts";
import type { Erratum, Product, Route, Sign } from "../../src/product/product.ts";

const legacyJson: Route = {
  api: 1,
  path: "index.php",
  query: { option: "com_akeeba", view: "json", format: "raw" },
};

const siteApplication: Route = {
  api: 2,
  path: "index.php",
  query: { option: "com_akeebabackup", view: "api", format: "raw" },
  recommended: true,
};

/** API version 1 ends four months after the release; the versions before never end it. */
const expired = { code: "site/expired", shows: { api: 1, apiStatus: 402 } } as const;

const expiredForGood: Erratum = {
  ...expired,
  from: "7.0.0",
  to: "7.3.x",
  says: "stopped answering API version 1 four months after its release, and has no other API",
  hint: "Update the product on the site: nothing else helps.",
  note: "observed: 7.3.0",
};

const expiredForVersion2: Erratum = {
  ...expired,
  says: "stopped answering API version 1 four months after its release",
  hint: "Its API version 2 keeps working: use that one, or update the product.",
  note: "observed: 7.5.0.1 and 8.0.3",
};

const crashesOnPhp8: Erratum = {
  to: "8.0.x",
  methods: ["startBackup"],
  shows: { httpStatus: 500, apiStatus: "none" },
  sincePhp: "8.0.0",
  code: "site/incompatible-php",
  says: "cannot run a remote backup on PHP 8",
  hint: "Update the product on the site, or let the site use PHP 7.",
  note: "observed: 7.5.0.1 and 8.0.3",
};

const deletesNoRecords: Erratum = {
  to: "9.5.0",
  methods: ["delete"],
  shows: { apiStatus: 500, text: "^$" },
  code: "delete/record",
  says: "cannot delete backup records remotely",
  hint: "Update the product to 9.5.1 or later, or delete the record in the product itself.",
  note: "observed: 9.3.3; mended in 9.5.1",
};

const deletesNoFiles: Erratum = {
  methods: ["deleteFiles"],
  shows: { httpStatus: 500, apiStatus: "none" },
  code: "delete/files",
  says: "crashes when it is to delete files, and deletes none",
  hint: "Update the product to 9.6.0 or later, or delete the files in the product itself.",
  note: "observed: 9.3.3; mended in 9.6.0",
};

/** The application below /api answers by JSON:API where nothing has registered the route. */
const noRoute = { path: "^api/", httpStatus: 404, text: "^Resource not found" } as const;

const signs: readonly Sign[] = [
  {
    shows: [noRoute],
    credential: "api-token",
    code: "connect/no-way",
    says: "Joomla's API answers there, but has no route of Akeeba Backup",
    hint: 'Enable the plug-in "Web Services - Akeeba Backup" on the site. It needs Akeeba Backup ' +
      "9.6.0 or later; older versions take no token, but a Secret Word.",
  },
  {
    shows: [noRoute],
    credential: "secret",
    code: "connect/no-way",
    says: "Joomla answers there, but Akeeba Backup does not",
    hint: "Install Akeeba Backup Professional on the site, or enable its component. If the site " +
      "is in another folder, use the address of that folder.",
  },
];

/** Akeeba Backup for Joomla!, from 3.3.0 on. */
export const joomla: Product = deepFreeze({
  id: "joomla",
  name: "Akeeba Backup for Joomla!",
  releases: [
    {
      from: "3.3.0",
      to: "7.4.0.1",
      levels: { from: 319, to: 399 },
      routes: [
        { ...legacyJson, recommended: true, note: "the only API of these versions" },
        {
          ...legacyJson,
          query: { option: "com_akeeba", view: "json", format: "component" },
          note: "for sites where format=raw does not work; only since API level 319",
        },
      ],
      errata: [expiredForGood],
    },
    {
      from: "7.5.0",
      to: "8.x",
      levels: { from: 400, to: 499 },
      routes: [
        {
          api: 2,
          path: "index.php",
          query: { option: "com_akeeba", view: "api", format: "raw" },
          recommended: true,
        },
        {
          ...legacyJson,
          note: "API v1 sends a digest of the Secret Word that can be cracked offline, and stops " +
            "with status 402 four months after the release; use v2",
        },
      ],
      errata: [expiredForVersion2, crashesOnPhp8],
    },
    {
      from: "9.0.0",
      to: "9.5.x",
      levels: { from: 500, to: 599 },
      routes: [{ ...siteApplication, note: "the only API of these versions" }],
      errata: [deletesNoRecords, deletesNoFiles],
    },
    {
      from: "9.6.0",
      levels: { from: 600 },
      routes: [
        { ...siteApplication, note: "works regardless of the settings of Joomla's own API" },
        {
          api: 3,
          path: "api/index.php/v3/akeebabackup/{method}",
          accepts: ["api-token", "secret"],
          acceptsSince: { secret: "10.4.0" },
          recommended: ["api-token"],
          answeredBy: "Joomla's API application",
          note:
            "needs the Web Services plugin for Akeeba Backup; accepts a Secret Word since 10.4.0",
        },
        {
          api: 2,
          path: "api/index.php/v2/akeebabackup",
          accepts: ["secret", "api-token"],
          answeredBy: "Joomla's API application",
          note: "needs the Web Services plugin; index.php accepts a Secret Word without it, " +
            "and v3 is better for a token",
        },
        {
          api: 3,
          path: "api/v3/akeebabackup/{method}",
          accepts: ["api-token", "secret"],
          acceptsSince: { secret: "10.4.0" },
          answeredBy: "Joomla's API application",
          note: "works only where the web server rewrites URLs for Joomla's API",
        },
      ],
    },
  ],
  tokenName: "Joomla API Token",
  innerPaths: ["administrator", "api/index.php", "api"],
  signs,
  // Level 340, that of 5.2.3, lacks them (observed: 5.2.3 and 5.2.5).
  methodsSince: { exportConfiguration: "5.2.5", importConfiguration: "5.2.5" },
  retirements: [{ api: 2, on: "2027-10-01", note: "planned by the makers for October 2027" }],
  // Observed: 10.2.1, by header and query alike.
  unmatchable: [{ characters: ["<"], why: "the site removes what looks like an HTML tag" }],
  marks: {
    cookie: "^[0-9a-f]{32}$",
    page: '<meta[^>]{0,100}content="Joomla!',
    links: ["media/system/", "media/jui/", "media/templates/", "administrator/"],
  },
});
