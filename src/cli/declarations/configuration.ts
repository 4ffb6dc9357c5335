/** Commands about the configuration file. */
import { declare } from "./command.ts";
import { CHOICE_FLAGS, CONFIG_FLAG, LABEL_FLAG, SITE, SITE_FLAGS, YES_FLAG } from "./shared.ts";

export const configInit = declare({
  name: "config init",
  group: "set up",
  summary: "Create a configuration file, with explanatory comments",
  positionals: {},
  flags: { ...CONFIG_FLAG, force: { type: "boolean", help: "Overwrite an existing file" } },
  examples: [
    { line: "config init", about: "in your configuration folder" },
    { line: "config init --config ./sitehaul.yaml", about: "in the current folder" },
  ],
});

export const configAdd = declare({
  name: "config add",
  group: "set up",
  summary: "Find a site, and add it to the configuration",
  description:
    `Prompts for the Secret Word or token if none is given. The file is then readable by you alone. To
keep the secret elsewhere, replace it with \${env:NAME} or \${file:PATH}.`,
  positionals: {
    site: {
      ...SITE,
      name: "URL",
      help: "the site's address, or an endpoint copied from the product",
    },
  },
  flags: {
    ...SITE_FLAGS,
    name: { type: "string", value: "NAME", help: "The name of the site (default: its host name)" },
    ...LABEL_FLAG,
  },
  examples: [
    { line: "config add www.example.com", about: "prompts for the secret, finds the endpoint" },
    {
      line: "config add www.example.com --name shop --secret-file s.txt --tag daily",
      about: "without prompting, with a tag",
    },
  ],
});

export const configRemove = declare({
  name: "config remove",
  group: "set up",
  summary: "Remove sites from the configuration",
  description:
    `Their backups, here and on the servers, are left alone. A secret in the file is gone for
good. Asks for confirmation on a terminal; without a terminal it proceeds.`,
  positionals: {
    sites: { ...SITE, help: "its name in the configuration", many: true },
  },
  flags: { ...CONFIG_FLAG, ...YES_FLAG },
  examples: [
    { line: "config remove shop", about: "one site" },
    { line: "config remove shop blog --yes", about: "two, without a question" },
  ],
});

/** Without any, all of them are meant. */
export const CONFIGURED = {
  sites: {
    name: SITE.name,
    help: "only these: names in the configuration, and patterns such as 'shop-*' (in quotes)",
    many: true,
  },
} as const;

export const configList = declare({
  name: "config list",
  group: "set up",
  summary: "List the configured sites",
  positionals: CONFIGURED,
  flags: { ...CONFIG_FLAG, ...CHOICE_FLAGS },
  examples: [
    { line: "config list", about: "all sites" },
    { line: "config list 'shop-*' --exclude tag:paused", about: "some of them" },
  ],
});

export const configCheck = declare({
  name: "config check",
  group: "set up",
  summary: "Check the configuration file, and connect to every site in it",
  positionals: CONFIGURED,
  flags: {
    ...SITE_FLAGS,
    ...CHOICE_FLAGS,
    offline: { type: "boolean", help: "Check the file only" },
    parallel: {
      type: "number",
      value: "N",
      min: 1,
      max: 64,
      help: "Number of sites to check at once (8)",
    },
  },
  examples: [
    { line: "config check", about: "the file, and every site" },
    { line: "config check --offline", about: "the file only" },
  ],
});

export const configPath = declare({
  name: "config path",
  group: "set up",
  summary: "Show which configuration file is used",
  positionals: {},
  flags: CONFIG_FLAG,
  examples: [{ line: "config path", about: 'for $EDITOR "$(sitehaul config path)"' }],
});

export const configImport = declare({
  name: "config import",
  group: "set up",
  summary: "Import the sites of Akeeba Remote CLI",
  description:
    `Each section of the file becomes a site of the same name. The file itself is not changed. Secrets
are copied, so the configuration is then readable by you alone.`,
  positionals: { file: { name: "FILE", help: "the file (~/.akeebaremotecli)" } },
  flags: { ...CONFIG_FLAG, ...LABEL_FLAG },
  examples: [
    { line: "config import", about: "from ~/.akeebaremotecli" },
    { line: "config import --tag daily", about: "all of them with a tag" },
    { line: "config import /root/.akeebaremotecli", about: "from another file" },
  ],
});
