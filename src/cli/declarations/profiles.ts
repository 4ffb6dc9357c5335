/** Commands about backup profiles. */
import { declare } from "./command.ts";
import { ABOUT_SEVERAL, PROFILE, SELECTION_FLAGS, SITE, SITE_FLAGS, SITES } from "./shared.ts";

export const profiles = declare({
  name: "profiles",
  group: "sites",
  summary: "List the backup profiles of a site",
  description: ABOUT_SEVERAL,
  positionals: { sites: SITES },
  flags: { ...SITE_FLAGS, ...SELECTION_FLAGS },
  examples: [
    { line: "profiles www.example.com", about: "their numbers and names" },
    { line: "profiles --all", about: "those of all configured sites" },
  ],
});

export const profilesExport = declare({
  name: "profiles export",
  group: "sites",
  summary: "Export a backup profile",
  description:
    `An exported profile contains passwords in the clear: treat it as a secret. A file is written so
that only you can read it (mode 0600).`,
  positionals: { site: SITE, id: PROFILE },
  flags: {
    ...SITE_FLAGS,
    file: { type: "string", value: "FILE", help: "The file to write (default: standard output)" },
    force: { type: "boolean", help: "Overwrite an existing file" },
  },
  examples: [
    { line: "profiles export www.example.com 1 --file profile.json", about: "profile 1" },
    {
      line: "profiles export a.example 1 | sitehaul profiles import b.example --file -",
      about: "from one site to another",
    },
  ],
});

export const profilesImport = declare({
  name: "profiles import",
  group: "sites",
  summary: "Import an exported profile as a new one",
  description: "Checks afterwards that the site stored exactly what was sent.",
  positionals: { site: SITE },
  flags: {
    ...SITE_FLAGS,
    file: {
      type: "string",
      value: "FILE",
      help: "The exported profile; omit it, or use -, for standard input",
    },
  },
  examples: [
    { line: "profiles import www.example.com --file profile.json", about: "from a file" },
    { line: "profiles import www.example.com < profile.json", about: "from standard input" },
  ],
});
