/**
 * The manual page, made from the declarations of the commands.
 * @module
 */
import { EXIT_STATUS } from "../errors.ts";
import { type Declaration, type Flags, GLOBAL_FLAGS } from "./command.ts";
import { helpWithDefault, spellingOf, usageOf } from "./help.ts";

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ["SITEHAUL_SECRET, SITEHAUL_TOKEN", "The Secret Word, or the Joomla API Token."],
  ["SITEHAUL_ARCHIVE_PASSWORD", "The password of JPS archives."],
  [
    "SITEHAUL_REMOTE_PASSWORD",
    "The password of the FTP or SFTP account of --url, or what opens the key of --key-file.",
  ],
  ["SITEHAUL_CONFIG", "The configuration file."],
  ["SITEHAUL_CACHE", "The folder for what is known of sites."],
  ["NO_COLOR, FORCE_COLOR", "No colours, or colours even where there is no terminal."],
  ["HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY", "The proxy, and what goes without it."],
];

const FILES: readonly (readonly [string, string])[] = [
  [
    "sitehaul.yaml",
    "The configuration: in the working folder, those around it up to the home folder.",
  ],
  ["~/.config/sitehaul/sitehaul.yaml", "The configuration, where no nearer one is."],
  ["~/.cache/sitehaul/", "What is known of sites; no secret is in it."],
];

/** The manual page, in the man macros of roff, which all programs for such pages read. */
export function manPage(commands: readonly Declaration[], version: string): string {
  return [
    `.TH SITEHAUL 1 "" ${quoted(`sitehaul ${version}`)} "User Commands"`,
    // Words are not taken apart, nor set in full lines: addresses and flags are to be copied.
    ".nh",
    ".ad l",
    ".SH NAME",
    `sitehaul \\- ${text("take, fetch, prove and manage website backups")}`,
    ".SH SYNOPSIS",
    `${bold("sitehaul")} ${text("COMMAND [ARGUMENTS] [FLAGS]")}`,
    ".SH DESCRIPTION",
    text(
      "sitehaul talks to the remote JSON API for Akeeba Backup (Joomla!, WordPress, Solo). Results " +
        "go to the standard output, all else to the standard error. A SITE is its name in the " +
        "configuration, its address, or an endpoint copied from the product.",
    ),
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ".SH FLAGS OF EVERY COMMAND",
    ...flagLines(GLOBAL_FLAGS),
    ".SH ENVIRONMENT",
    ...ENVIRONMENT.flatMap(([name, about]) => item(bold(name), about)),
    ".SH FILES",
    ...FILES.flatMap(([name, about]) => item(`\\fI${text(name)}\\fR`, about)),
    ".SH EXIT STATUS",
    ...item(bold("0"), "Done."),
    ...exitStatuses().flatMap(([status, codes]) => item(bold(String(status)), codes.join(", "))),
    ".SH EXAMPLES",
    ...commands.flatMap(({ examples }) => examples).flatMap(({ line, about }) => [
      ".PP",
      text(`${about}:`),
      ".PP",
      ".RS 4",
      ".nf",
      text(`sitehaul ${line}`),
      ".fi",
      ".RE",
    ]),
    "",
  ].join("\n");
}

function commandLines(command: Declaration): string[] {
  const { summary, description, positionals, flags } = command;
  return [
    `.SS ${quoted(usageOf(command).replace(/^sitehaul /, ""))}`,
    text(`${summary}.${description === undefined ? "" : ` ${description.replaceAll("\n", " ")}`}`),
    ...Object.values(positionals).flatMap(({ name, help }) => item(`\\fI${text(name)}\\fR`, help)),
    ...flagLines(flags),
  ];
}

function flagLines(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([name, flag]) =>
    item(bold(spellingOf(name, flag)), helpWithDefault(flag))
  );
}

/** The codes of each status, as `--json` shows them. */
function exitStatuses(): [number, string[]][] {
  const codes = new Map<number, string[]>();
  for (const [code, status] of Object.entries(EXIT_STATUS)) {
    codes.set(status, [...codes.get(status) ?? [], code]);
  }
  return [...codes].sort(([a], [b]) => a - b);
}

/** What it is called, and beneath it, set in, what it is. */
function item(title: string, about: string): string[] {
  return [".TP", title, text(about)];
}

function bold(words: string): string {
  return `\\fB${text(words)}\\fR`;
}

/** The argument of a macro. */
function quoted(words: string): string {
  return `"${text(words).replaceAll('"', "\\(dq")}"`;
}

/**
 * Text that stays what it is: a backslash begins a command, and so does a dot or an apostrophe at the
 * beginning of a line; a dash, a caret, a tilde and the quotes would become other letters.
 */
function text(words: string): string {
  return words
    .replace(/[\\\-^~`']/g, (letter) => ESCAPES[letter] ?? letter)
    .replace(/[\u0080-\uffff]/g, (letter) => `\\[u${code(letter)}]`)
    .replace(/^\./gm, "\\&.");
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "-": "\\-",
  "^": "\\(ha",
  "~": "\\(ti",
  "`": "\\(ga",
  "'": "\\(aq",
};

function code(letter: string): string {
  return letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
}
