/**
 * Akeeba Solo, as data: which versions answer at which addresses.
 *
 * Observed: Akeeba Solo 9.1.1, 3.5.1, 3.1.1 and 2.0.4.
 * @module
 */
import { deepFreeze } from "../../src/product/deep_freeze.ts";
import type { Erratum, Product, Route, Sign } from "../../src/product/product.ts";

const legacyJson: Route = {
  api: 1,
  path: "index.php",
  query: { option: "com_akeeba", view: "json", format: "raw" },
};

const legacyRemote: Route = {
  ...legacyJson,
  path: "remote.php",
  trustRefusal: false,
  outsidePassword: true,
};

const api: Route = {
  api: 2,
  path: "index.php",
  query: { option: "com_akeeba", view: "api", format: "raw" },
  // Observed: 9.1.1 answers to com_akeebabackup as well, so that only the level tells it from Joomla.
  ignores: ["option"],
  recommended: true,
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

const crackable = "API v1 sends a digest of the Secret Word that can be cracked offline; use v2";

/** Akeeba Solo, from 1.0.0 on. The site is the folder in which Solo is installed. */
export const solo: Product = deepFreeze({
  id: "solo",
  name: "Akeeba Solo",
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
        { ...legacyRemote, note: "for servers that protect index.php with their own password" },
      ],
      errata: [{ ...crashesInTransfer, to: "3.1.1" }],
    },
    {
      from: "7.4.0",
      to: "7.x",
      levels: { from: 400, to: 499 },
      routes: [
        api,
        { ...legacyJson, note: crackable },
        { ...legacyRemote, note: crackable },
      ],
    },
    {
      from: "8.0.0",
      levels: { from: 400, to: 499 },
      routes: [
        { ...api, note: "API v1 is refused by these versions" },
        {
          api: 2,
          path: "remote.php",
          query: { view: "api" },
          trustRefusal: false,
          outsidePassword: true,
          note: "for servers that protect index.php with their own password",
        },
      ],
    },
  ],
  signs: [coreEdition],
  methodsSince: { exportConfiguration: "3.5.1", importConfiguration: "3.5.1" },
  // The second is what the Core edition, which has no API, answers to a call (observed).
  marks: { page: "<title>[^<]{0,200}Akeeba Solo|\\(app : controller\\) = Solo" },
  // While the Secret Word is stored in the clear, 9.1.1 rewrites its config.php with every request,
  // and parallel ones have emptied it (observed).
  oneAtATime: ["", "index.php", "remote.php"],
});
