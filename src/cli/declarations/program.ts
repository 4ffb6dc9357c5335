/**
 * Commands about sitehaul itself.
 * @module
 */
import { declare } from "../command.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

/** `simulate` */
export const simulate = declare({
  name: "simulate",
  summary: "Serve a simulated site on this computer, to try things out",
  description: `It listens on 127.0.0.1 until it is interrupted, and prints its address and its test
credentials. It behaves as recorded sites of that product and version did; its backups are real
archives of made-up files.`,
  positionals: {},
  flags: {
    product: {
      type: "choice",
      choices: ["joomla", "wordpress", "solo"],
      default: "joomla",
      error: "product/unknown",
      help: "The product",
    },
    version: { type: "string", value: "VERSION", help: "Its version; a recent one by default" },
    port: { type: "number", value: "N", min: 0, max: 65_535, default: 0, help: "0 for a free one" },
    secret: { type: "string", value: "WORD", help: "Its Secret Word" },
    token: { type: "string", value: "TOKEN", help: "Its Joomla API Token" },
    php: {
      type: "choice",
      choices: ["7", "8"],
      help: "Its PHP; what suits the version by default",
    },
    "step-ms": {
      type: "number",
      value: "N",
      min: 0,
      max: 600_000,
      default: 0,
      help: "How long a step of a backup lasts, in milliseconds",
    },
    "part-size": { type: "number", value: "BYTES", min: 1024, help: "Split archives at this size" },
    root: { type: "string", value: "PATH", default: "/", help: "The folder that the site is in" },
  },
  examples: [
    { line: "simulate", about: "a site of Akeeba Backup for Joomla!" },
    { line: "simulate --product wordpress --version 7.7.1 --port 8080", about: "another one" },
    { line: "simulate --step-ms 2000 --part-size 1048576", about: "slow steps, archives in parts" },
  ],
});

/** `completions` */
export const completions = declare({
  name: "completions",
  summary: "Print the script that completes command lines in a shell",
  description:
    "It completes commands, flags, values, files, the sites that are configured or remembered\n" +
    "here, and the backups and profiles that list and profiles have shown. No site is asked for\n" +
    "anything.",
  positionals: { shell: { name: "SHELL", help: "bash, zsh or fish", choices: SHELLS } },
  flags: {
    words: { type: "boolean", help: "Print the sites that are known, as the scripts ask for" },
    records: { type: "string", value: "SITE", help: "Print the backups that were listed here" },
    profiles: { type: "string", value: "SITE", help: "Print the profiles that were listed here" },
  },
  examples: [
    {
      line: "completions bash > ~/.local/share/bash-completion/completions/sitehaul",
      about: "bash",
    },
    { line: "completions zsh > ~/.zsh/completions/_sitehaul", about: "zsh, a folder of fpath" },
    { line: "completions fish > ~/.config/fish/completions/sitehaul.fish", about: "fish" },
  ],
});

/** `man` */
export const man = declare({
  name: "man",
  summary: "Print the manual page",
  positionals: {},
  flags: {},
  examples: [
    { line: "man > ~/.local/share/man/man1/sitehaul.1", about: "then man sitehaul shows it" },
    { line: "man | man -l -", about: "read it at once" },
  ],
});

/** `version` */
export const version = declare({
  name: "version",
  summary: "Show the version of sitehaul and of what runs it",
  positionals: {},
  flags: {},
  examples: [{ line: "version --json", about: "the same for a program" }],
});

/** `help` */
export const help = declare({
  name: "help",
  summary: "Show what there is, the help of a command, or what an error means",
  positionals: {
    words: { name: "COMMAND", help: "the command, or the code of an error", many: true },
  },
  flags: {},
  examples: [
    { line: "help backup", about: "what can be said to backup" },
    { line: "help auth/denied", about: "where that error comes from, and what helps" },
  ],
});
