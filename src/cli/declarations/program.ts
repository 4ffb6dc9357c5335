/** Commands about sitehaul itself. */
import { declare } from "./command.ts";

export const simulate = declare({
  name: "simulate",
  group: "set up",
  summary: "Serve a simulated site on this computer, for trying things out",
  description:
    `It listens on 127.0.0.1 until it is interrupted, and prints its address and test credentials. It
behaves like recorded sites of that product and version. Its backups are real archives of made-up
files.`,
  positionals: {},
  flags: {
    product: {
      type: "choice",
      choices: ["joomla", "wordpress", "solo"],
      default: "joomla",
      error: "product/unknown",
      help: "The product",
    },
    version: { type: "string", value: "VERSION", help: "Its version (default: a recent one)" },
    port: {
      type: "number",
      value: "N",
      min: 0,
      max: 65_535,
      default: 0,
      help: "The port; 0 for any free one",
    },
    secret: { type: "string", value: "WORD", help: "Its Secret Word" },
    token: { type: "string", value: "TOKEN", help: "Its Joomla API Token" },
    php: {
      type: "choice",
      choices: ["7", "8"],
      help: "Its PHP version (default: one that suits the product's version)",
    },
    "step-ms": {
      type: "number",
      value: "N",
      min: 0,
      max: 600_000,
      default: 0,
      help: "Duration of a backup step, in milliseconds",
    },
    "part-size": {
      type: "number",
      value: "BYTES",
      min: 1024,
      help: "Split archives into parts of this size",
    },
    root: { type: "string", value: "PATH", default: "/", help: "The path of the site" },
  },
  examples: [
    { line: "simulate", about: "a site of Akeeba Backup for Joomla!" },
    { line: "simulate --product wordpress --version 7.7.1 --port 8080", about: "a WordPress site" },
    { line: "simulate --step-ms 2000 --part-size 1048576", about: "slow steps, split archives" },
  ],
});

/** The shells for which there is a completion script. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

export const completions = declare({
  name: "completions",
  group: "set up",
  summary: "Print a shell completion script",
  description:
    "Completes commands, flags, values, files, configured and remembered sites, and the backups\n" +
    "and profiles that list and profiles have shown. No site is contacted.",
  positionals: { shell: { name: "SHELL", help: "bash, zsh or fish", choices: SHELLS } },
  flags: {
    line: {
      type: "choice",
      choices: SHELLS,
      help: "Print what can follow the words on the standard input (used by the scripts)",
    },
  },
  examples: [
    {
      line: "completions bash > ~/.local/share/bash-completion/completions/sitehaul",
      about: "bash",
    },
    { line: "completions zsh > ~/.zsh/completions/_sitehaul", about: "zsh: a folder in fpath" },
    { line: "completions fish > ~/.config/fish/completions/sitehaul.fish", about: "fish" },
  ],
});

export const man = declare({
  name: "man",
  group: "set up",
  summary: "Print the manual page",
  positionals: {},
  flags: {},
  examples: [
    { line: "man > ~/.local/share/man/man1/sitehaul.1", about: "install it for man sitehaul" },
    { line: "man | man -l -", about: "read it right away" },
  ],
});

export const version = declare({
  name: "version",
  group: "set up",
  summary: "Show the versions of sitehaul and of the runtime",
  positionals: {},
  flags: {},
  examples: [{ line: "version --json", about: "as JSON" }],
});

export const help = declare({
  name: "help",
  group: "set up",
  summary: "List the commands, show a command's help, or explain an error or exit status",
  positionals: {
    words: { name: "COMMAND", help: "a command, an error code, or an exit status", many: true },
  },
  flags: {},
  examples: [
    { line: "help backup", about: "help for backup" },
    { line: "help auth/denied", about: "the cause of an error, and its remedy" },
    { line: "help 42", about: "the errors that end with this exit status" },
  ],
});
