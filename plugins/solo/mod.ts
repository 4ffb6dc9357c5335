/**
 * Akeeba Solo, as data: which versions answer at which addresses.
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

const legacyRemote: Route = { ...legacyJson, path: "remote.php", trustRefusal: false };

const api: Route = {
  api: 2,
  path: "index.php",
  query: { option: "com_akeeba", view: "api", format: "raw" },
  recommended: true,
};

const crackable = "API v1 sends a digest of the Secret Word that can be cracked offline; use v2";

/** Akeeba Solo, from 1.0.0 on. The site is the folder in which Solo is installed. */
export const solo: Product = defineProduct({
  id: "solo",
  name: "Akeeba Solo",
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
        { ...legacyRemote, note: "for servers that protect index.php with their own password" },
      ],
    },
    {
      from: "7.4.0",
      to: "7.x",
      routes: [
        api,
        { ...legacyJson, note: crackable },
        { ...legacyRemote, note: crackable },
      ],
    },
    {
      from: "8.0.0",
      routes: [
        { ...api, note: "API v1 is refused by these versions" },
        {
          api: 2,
          path: "remote.php",
          query: { view: "api" },
          trustRefusal: false,
          note: "for servers that protect index.php with their own password",
        },
      ],
    },
  ],
  marks: { page: "<title>[^<]{0,200}Akeeba Solo" },
});
