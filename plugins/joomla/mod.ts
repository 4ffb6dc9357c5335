/**
 * Akeeba Backup for Joomla!, as data: which versions answer at which addresses.
 *
 * Observed: Akeeba Backup 10.2.1, 9.9.3, 9.3.3, 8.0.3 and 7.5.0.1.
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

/** Akeeba Backup for Joomla!, from 3.3.0 on. */
export const joomla: Product = defineProduct({
  id: "joomla",
  name: "Akeeba Backup for Joomla!",
  releases: [
    {
      from: "3.3.0",
      to: "7.4.0.1",
      routes: [
        { ...legacyJson, recommended: true, note: "the only API of these versions" },
        {
          ...legacyJson,
          query: { option: "com_akeeba", view: "json", format: "component" },
          note: "for sites where format=raw does not work; only since API level 319",
        },
      ],
    },
    {
      from: "7.5.0",
      to: "8.x",
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
    },
    {
      from: "9.0.0",
      to: "9.5.x",
      routes: [{ ...siteApplication, note: "the only API of these versions" }],
    },
    {
      from: "9.6.0",
      routes: [
        { ...siteApplication, note: "works regardless of the settings of Joomla's own API" },
        {
          api: 3,
          path: "api/index.php/v3/akeebabackup/{method}",
          accepts: ["api-token", "secret"],
          acceptsSince: { secret: "10.4.0" },
          recommended: ["api-token"],
          note:
            "needs the Web Services plugin for Akeeba Backup; accepts a Secret Word since 10.4.0",
        },
        {
          api: 2,
          path: "api/index.php/v2/akeebabackup",
          accepts: ["secret", "api-token"],
          note: "needs the Web Services plugin; index.php accepts a Secret Word without it, " +
            "and v3 is better for a token",
        },
        {
          api: 3,
          path: "api/v3/akeebabackup/{method}",
          accepts: ["api-token", "secret"],
          acceptsSince: { secret: "10.4.0" },
          note: "works only where the web server rewrites URLs for Joomla's API",
        },
      ],
    },
  ],
  innerPaths: ["administrator", "api/index.php", "api"],
  // Observed: 10.2.1, by header and query alike.
  unmatchable: [{ characters: ["<"], why: "the site removes what looks like an HTML tag" }],
  marks: {
    cookie: "^[0-9a-f]{32}$",
    page: '<meta[^>]{0,100}content="Joomla!',
  },
});
