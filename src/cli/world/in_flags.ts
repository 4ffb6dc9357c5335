/**
 * What the library advises, in the words of the command line.
 *
 * The texts of the library name its options and functions in backticks, as a program writes them:
 * `dir`, `mode: "chunk"`, `detect()`.
 * @module
 */

/** The flag of each option, and the command of each function that hints and advice name. */
export const FLAGS: Readonly<Record<string, string>> = {
  "allowShared": "--allow-shared",
  "answerMs": "--timeout",
  "api": "--api",
  "caCerts": "--ca-file",
  "config": "--config",
  "config check": "sitehaul config check --offline",
  "config init": "sitehaul config init --config example.yaml",
  "config list": "sitehaul config list",
  "deleteRemote": "--delete-remote",
  "detect()": "sitehaul detect SITE",
  "dir": "--dir",
  'dir: "backups/SITE"': "--dir 'backups/{site}'",
  "download()": "sitehaul download SITE ID",
  "dryRun": "--dry-run",
  "extractArchive()": "extract",
  "force": "--force",
  "limits": "--max-bytes, --max-ratio",
  "links": "--links",
  'links: "all"': "--links=all",
  'links: "none"': "--links=none",
  "listArchive()": "sitehaul ls",
  "log": "--debug",
  "minimumStability": "--min-stability",
  "mode": "--mode",
  "name": "--name",
  "overwrite": "--overwrite",
  "part": "--part",
  "profiles()": "sitehaul profiles SITE",
  "record()": "sitehaul show SITE ID",
  "records()": "sitehaul list SITE",
  "state": "--state",
  "stepLimitMs": "--step-limit",
  "to": "--to",
  "verify: false": "--no-verify",
  "version()": "sitehaul test SITE",
};

/** Where the command line says more, or something else; looked for before the rest. */
export const PHRASES: readonly (readonly [string, string])[] = [
  ["(`secret`)", "(--secret, --secret-file, SITEHAUL_SECRET)"],
  ["(`token`)", "(--token, SITEHAUL_TOKEN)"],
  ["such as from a `store`", "such as --mode sftp"],
  ["Run the same download without", "Run the same command without"],
  ["Run the same download again with", "Run the same command again with"],
  ["Pass `privateKey` or `password`.", "Use --key-file, or set SITEHAUL_REMOTE_PASSWORD."],
  [
    "Pass `password`, or put it into the URL",
    "Set SITEHAUL_REMOTE_PASSWORD, or put it into the URL",
  ],
  ["needs its `passphrase`.", "needs its passphrase: SITEHAUL_REMOTE_PASSWORD."],
  ["or allow more time (`idleMs`).", "or check the connection."],
  ["without `memory`,", "with --no-cache,"],
  ["`detect()` with `onAttempt`", "`sitehaul detect SITE --explain`"],
  [
    "Find it again with `detect()`.",
    "Run `sitehaul detect SITE`. With a name from the configuration, add `--save`.",
  ],
  [
    "Pass `secret` or `token`.",
    "Use `--secret-file`, `SITEHAUL_SECRET`, `SITEHAUL_TOKEN`, or the configuration.",
  ],
  ["Use what `exportProfile()` gave.", "Use a file written by `sitehaul profiles export`."],
  [
    "Pass the `password` that the profile had when the backup was taken.",
    "Pass the password that the profile had when the backup was taken: `--password-file`.",
  ],
  ["raise the `limits`.", "raise `--max-bytes` or `--max-ratio`."],
  ["with what `log` takes:", "with the file that `--debug-file` writes:"],
  [
    "The URL of the `store` is missing, or has another scheme.",
    "`--mode ftp` or `--mode sftp` without a URL, or with one of another scheme.",
  ],
  ["Use one such as `sftp://USER@HOST/FOLDER`.", "Add `--url sftp://USER@HOST/FOLDER`."],
  ["Run the same download again: it resumes. If", "Run the same command again: it resumes. If"],
];

/** What stands in backticks in a text. */
const CODE = /`([^`]+)`/g;
/** An option with a value: `mode: "chunk"`. */
const VALUE = /^(\w+): (?:"([^"]*)"|(\d+)|true)$/;

/** A hint with flags and commands in the place of options and functions. */
export function hintInFlags(hint: string): string {
  return inFlags(hint, (words) => words.startsWith("sitehaul ") ? `"${words}"` : words);
}

/** The same for the cause and the remedy of an error code, in which flags keep their backticks. */
export function adviceInFlags(advice: string): string {
  return inFlags(advice, (words) => `\`${words}\``);
}

function inFlags(text: string, quoted: (words: string) => string): string {
  if (!text.includes("`")) return text;
  const told = PHRASES.reduce((all, [ours, theirs]) => all.replaceAll(ours, () => theirs), text);
  return told.replace(CODE, (whole, code: string) => {
    const words = wordsFor(code);
    return words === undefined ? whole : quoted(words);
  });
}

function wordsFor(code: string): string | undefined {
  if (Object.hasOwn(FLAGS, code)) return FLAGS[code];
  const [, option = "", text, number] = VALUE.exec(code) ?? [];
  if (!Object.hasOwn(FLAGS, option)) return undefined;
  return [FLAGS[option], text ?? number].filter((word) => word !== undefined).join(" ");
}
