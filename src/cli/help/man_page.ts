/** The manual page, made from the declarations of the commands. */
import { ERRORS } from "../../base/errors.ts";
import { type Declaration, type Flags, GLOBAL_FLAGS } from "../declarations/command.ts";
import { CONNECTION_FLAGS } from "../declarations/shared.ts";
import { ENVIRONMENT } from "../world/environment.ts";
import { connects, ownFlags } from "./flag_groups.ts";
import { helpWithDefault, spellingOf, usageOf } from "./help.ts";

const FILES: readonly (readonly [string, string])[] = [
  [
    "sitehaul.yaml",
    "The configuration: in the working folder or a parent of it, up to the home folder.",
  ],
  ["~/.config/sitehaul/sitehaul.yaml", "The configuration, if there is no nearer one (Linux)."],
  ["~/.local/state/sitehaul/trusted/", "The configurations that are trusted (Linux)."],
  ["~/.cache/sitehaul/", "The site cache; it contains no secrets (Linux)."],
];

/** The manual page, in the man macros of roff. */
export function manPage(commands: readonly Declaration[], version: string): string {
  return [
    `.TH SITEHAUL 1 "" ${quoted(`sitehaul ${version}`)} "User Commands"`,
    // Words are neither hyphenated nor justified: addresses and flags are meant to be copied.
    ".nh",
    ".ad l",
    ".SH NAME",
    `sitehaul \\- ${text("take, download, verify and manage website backups")}`,
    ".SH SYNOPSIS",
    `${bold("sitehaul")} ${text("COMMAND [ARGUMENTS] [FLAGS]")}`,
    ".SH DESCRIPTION",
    text(
      "sitehaul talks to the remote JSON API for Akeeba Backup (Joomla!, WordPress, Solo). Results " +
        "go to standard output, everything else to standard error. A SITE is its name in the " +
        "configuration, its address, or an endpoint copied from the product.",
    ),
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ".SH FLAGS OF EVERY COMMAND",
    ...flagLines(GLOBAL_FLAGS),
    ".SH FLAGS OF COMMANDS THAT CONNECT TO A SITE",
    text(`${commands.filter(connects).map(({ name }) => name).join(", ")}.`),
    ...flagLines(CONNECTION_FLAGS),
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
  const { summary, description, positionals } = command;
  return [
    `.SS ${quoted(usageOf(command).replace(/^sitehaul /, ""))}`,
    text(`${summary}.${description === undefined ? "" : ` ${description.replaceAll("\n", " ")}`}`),
    ...Object.values(positionals).flatMap(({ name, help }) => item(`\\fI${text(name)}\\fR`, help)),
    ...flagLines(ownFlags(command)),
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
  for (const [code, { exit }] of Object.entries(ERRORS)) {
    codes.set(exit, [...codes.get(exit) ?? [], code]);
  }
  return [...codes].sort(([a], [b]) => a - b);
}

/** A title, and its explanation indented below. */
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
 * Literal text: a backslash begins a command, and so does a dot or an apostrophe at the beginning of a
 * line; a dash, a caret, a tilde and the quotes would become other characters.
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
