/**
 * Commands about the configuration file.
 * @module
 */
import { declare } from "../command.ts";
import { CREDENTIAL_FLAGS, SITE, TAG_FLAG } from "./shared.ts";

/** `config init` */
export const configInit = declare({
  name: "config init",
  summary: "Begin a configuration file, with comments that explain it",
  positionals: {},
  flags: { force: { type: "boolean", help: "Replace the one that is there" } },
  examples: [
    { line: "config init", about: "in your own configuration folder" },
    { line: "config init --config ./sitehaul.yaml", about: "in this folder" },
  ],
});

/** `config add` */
export const configAdd = declare({
  name: "config add",
  summary: "Find a site, and add it to the configuration",
  description:
    `Asks for the Secret Word or token where none is given. The file can then be read by you alone;
write \${env:NAME} or \${file:PATH} in the place of the secret to keep it elsewhere.`,
  positionals: { site: { ...SITE, name: "URL" } },
  flags: {
    ...CREDENTIAL_FLAGS,
    name: { type: "string", value: "NAME", help: "What to call it (the name of its host)" },
  },
  examples: [
    { line: "config add www.example.com", about: "asks for the secret, finds the endpoint" },
    { line: "config add www.example.com --name shop --secret-file s.txt", about: "asks nothing" },
  ],
});

/** `config list` */
export const configList = declare({
  name: "config list",
  summary: "List the sites of the configuration",
  positionals: {},
  flags: TAG_FLAG,
  examples: [{ line: "config list", about: "all sites" }],
});

/** `config check` */
export const configCheck = declare({
  name: "config check",
  summary: "Check the configuration file, and talk to every site in it",
  positionals: {},
  flags: {
    ...CREDENTIAL_FLAGS,
    ...TAG_FLAG,
    offline: { type: "boolean", help: "Check the file only" },
    parallel: {
      type: "number",
      value: "N",
      min: 1,
      max: 64,
      default: 8,
      help: "So many sites at the same time",
    },
  },
  examples: [
    { line: "config check", about: "the file, and every site" },
    { line: "config check --offline", about: "the file only" },
  ],
});

/** `config path` */
export const configPath = declare({
  name: "config path",
  summary: "Show which configuration file is used",
  positionals: {},
  flags: {},
  examples: [{ line: "config path", about: 'for $EDITOR "$(sitehaul config path)"' }],
});

/** `config import` */
export const configImport = declare({
  name: "config import",
  summary: "Take over the sites of Akeeba Remote CLI",
  description:
    `Each section of the file becomes a site of that name. The file stays as it is; secrets
are copied, so that the configuration can then be read by you alone.`,
  positionals: { file: { name: "FILE", help: "the file (~/.akeebaremotecli)" } },
  flags: {},
  examples: [
    { line: "config import", about: "from ~/.akeebaremotecli" },
    { line: "config import /root/.akeebaremotecli", about: "from another file" },
  ],
});
