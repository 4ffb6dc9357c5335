/**
 * Commands that ask a site what it is.
 * @module
 */
import { declare } from "../command.ts";
import { CREDENTIAL_FLAGS, SITE } from "./shared.ts";

/** `endpoints` */
export const endpoints = declare({
  name: "endpoints",
  summary: "List the endpoints that versions of the products have; asks no site",
  description: "A star marks the endpoint to use. With an address, the full URLs are shown.",
  positionals: { site: { name: "URL", help: "the site's address" } },
  flags: {
    product: {
      type: "string",
      value: "NAME",
      help: "Only this product: joomla, wordpress, solo, or one of a plugin",
    },
    version: { type: "string", value: "VERSION", help: "Only this version, such as 9.1.1 or 7.x" },
  },
  examples: [
    { line: "endpoints", about: "the whole catalogue" },
    {
      line: "endpoints --product wordpress --version 7.7.1 https://www.example.com",
      about: "what that version answers at, on that site",
    },
    { line: "endpoints --api 3 --json", about: "all of API version 3, for a program" },
  ],
});

/** `detect` */
export const detect = declare({
  name: "detect",
  summary: "Find a site's endpoint, API version, level, product, version and edition",
  positionals: { site: SITE },
  flags: {
    ...CREDENTIAL_FLAGS,
    save: { type: "boolean", help: "Write the endpoint to the configuration of the site" },
  },
  examples: [
    { line: "detect www.example.com --secret-file secret.txt", about: "find the endpoint" },
    { line: "detect shop --save", about: "find it anew, and write it to the configuration" },
    { line: "detect www.example.com --explain", about: "with every address that was tried" },
  ],
});

/** `test` */
export const test = declare({
  name: "test",
  summary: "Check that a site can be spoken to, as whom, over what",
  positionals: { site: SITE },
  flags: CREDENTIAL_FLAGS,
  examples: [
    { line: "test www.example.com --secret-file secret.txt", about: "one call" },
    { line: "test www.example.com --token TOKEN", about: "with a Joomla API Token" },
  ],
});

/** `doctor` */
export const doctor = declare({
  name: "doctor",
  summary: "Look at everything a backup needs, and say in plain words what is wrong",
  description:
    "Looks at the runtime, its permissions and the cache; then, for a site, at its name, port,\n" +
    "certificate, redirects and clock, at the credential, and at every address the API can have.\n" +
    "Nothing is changed. The exit status is that of the main problem.",
  positionals: {
    site: { name: "SITE", help: "its name in the configuration, or its address" },
  },
  flags: CREDENTIAL_FLAGS,
  examples: [
    { line: "doctor", about: "this computer" },
    { line: "doctor shop", about: "a site, too" },
    { line: "doctor www.example.com --secret-file secret.txt --json", about: "for a program" },
  ],
});
