/** Commands about the trust in configuration files that are found. */
import { declare } from "./command.ts";

const FILE = {
  name: "FILE",
  help: "the configuration file (the one that is found from the current folder)",
} as const;

export const configTrust = declare({
  name: "config trust",
  group: "set up",
  summary: "Trust a configuration file that is found in the current folder or above it",
  description:
    `Such a file may be somebody else's: part of an archive, or of a project. Until you trust it, only
what stands in it is used. Plugins, commands, variables, other files and folders that it names, and
secrets from elsewhere for its sites, need the trust, which holds for the file as it is now. Look at
it first. The file in your own configuration folder, and one that is named with --config or in
SITEHAUL_CONFIG, need no trust.`,
  positionals: { file: FILE },
  flags: {},
  examples: [
    { line: "config trust", about: "the file that is found from here" },
    { line: "config trust ../sitehaul.yaml", about: "another one" },
  ],
});

export const configUntrust = declare({
  name: "config untrust",
  group: "set up",
  summary: "Trust a configuration file no longer",
  positionals: { file: FILE },
  flags: {},
  examples: [{ line: "config untrust", about: "the file that is found from here" }],
});

export const configTrusted = declare({
  name: "config trusted",
  group: "set up",
  summary: "List the configuration files that you trust",
  positionals: {},
  flags: {},
  examples: [{ line: "config trusted", about: "and whether each is still as it was" }],
});
