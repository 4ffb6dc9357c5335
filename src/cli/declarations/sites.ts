/** Commands that identify and check a site. */
import { declare } from "./command.ts";
import {
  ABOUT_SEVERAL,
  ADDRESS_FLAGS,
  CONFIG_FLAG,
  SELECTION_FLAGS,
  SITE_FLAGS,
  SITES,
} from "./shared.ts";

export const endpoints = declare({
  name: "endpoints",
  group: "look",
  summary: "List the endpoints of each product version, offline",
  description: "An asterisk marks the recommended endpoint. With an address, full URLs are shown.",
  positionals: { site: { name: "URL", help: "the site's address" } },
  flags: {
    product: {
      type: "string",
      value: "NAME",
      help: "Only this product: joomla, wordpress, solo, or a plugin's",
    },
    version: { type: "string", value: "VERSION", help: "Only this version, such as 9.1.1 or 7.x" },
    ...ADDRESS_FLAGS,
    ...CONFIG_FLAG,
  },
  examples: [
    { line: "endpoints", about: "the whole catalogue" },
    {
      line: "endpoints --product wordpress --version 7.7.1 https://www.example.com",
      about: "the endpoints of that version, on that site",
    },
    { line: "endpoints --api 3 --json", about: "all endpoints of API version 3, as JSON" },
  ],
});

export const detect = declare({
  name: "detect",
  group: "look",
  summary: "Find a site's endpoint, API version, level, product, version and edition",
  description: ABOUT_SEVERAL,
  positionals: { sites: SITES },
  flags: {
    ...SITE_FLAGS,
    ...SELECTION_FLAGS,
    save: { type: "boolean", help: "Save the endpoint to the site's configuration" },
  },
  examples: [
    { line: "detect www.example.com --secret-file secret.txt", about: "find the endpoint" },
    { line: "detect shop --save", about: "find it again, and save it to the configuration" },
    { line: "detect www.example.com --explain", about: "show every address that was tried" },
    { line: "detect --tag daily", about: "all sites with this tag, a line for each" },
  ],
});

export const test = declare({
  name: "test",
  group: "look",
  summary: "Check the connection, and show the API version and credential used",
  description: ABOUT_SEVERAL,
  positionals: { sites: SITES },
  flags: { ...SITE_FLAGS, ...SELECTION_FLAGS },
  examples: [
    { line: "test www.example.com --secret-file secret.txt", about: "with the Secret Word" },
    { line: "test www.example.com --token TOKEN", about: "with a Joomla API Token" },
    { line: "test --all --exclude 'old-*'", about: "all configured sites but some" },
  ],
});

export const doctor = declare({
  name: "doctor",
  group: "look",
  summary: "Check everything a backup needs, and explain what is wrong",
  description:
    "Checks the runtime, its permissions, the cache and the configuration; for a site, also its\n" +
    "name, port, certificate, redirects and clock, the credential, and every address where the API\n" +
    "may be. Nothing is changed. The exit status is that of the main problem. With several sites, a\n" +
    "line says how each one stands, and the exit status is 121 if something is wrong with some.",
  positionals: {
    sites: { name: SITES.name, help: SITES.help, many: true },
  },
  flags: { ...SITE_FLAGS, ...SELECTION_FLAGS },
  examples: [
    { line: "doctor", about: "this computer" },
    { line: "doctor shop", about: "this computer and a site" },
    { line: "doctor --all", about: "this computer, and a line for each configured site" },
    { line: "doctor www.example.com --secret-file secret.txt --json", about: "as JSON" },
  ],
});
