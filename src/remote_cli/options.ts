/** The verbs and options of Akeeba Remote CLI. */

/** The verbs that are no commands of sitehaul. */
export const FOREIGN_VERBS: readonly string[] = [
  "license",
  "php",
  "backupinfo",
  "listbackups",
  "deletefiles",
  "profileexport",
  "profileimport",
];

/** The actions that are taken for Akeeba Remote CLI's, with and without `--action`. */
export const VERBS: readonly string[] = [
  "help",
  "test",
  "backup",
  "delete",
  "download",
  "profiles",
  "update",
  ...FOREIGN_VERBS,
];

/** By their long names; `sitehaul` takes the value of a switch as PHP would. */
export const OPTIONS: Readonly<Record<string, "value" | "switch">> = {
  action: "value",
  host: "value",
  secret: "value",
  token: "value",
  profile: "value",
  description: "value",
  comment: "value",
  download: "switch",
  delete: "switch",
  id: "value",
  part: "value",
  dlmode: "value",
  dlpath: "value",
  dlurl: "value",
  chunk_size: "value",
  filename: "value",
  file: "value",
  data: "value",
  from: "value",
  limit: "value",
  to: "value",
  certificate: "value",
  ua: "value",
  "api-version": "value",
  "api-endpoint": "value",
  verb: "value",
  format: "value",
  component: "value",
  endpoint: "value",
  view: "value",
  "minimum-stability": "value",
  force: "switch",
  "machine-readable": "switch",
  quiet: "switch",
  silent: "switch",
  debug: "switch",
  nocolor: "switch",
  license: "switch",
  help: "switch",
  // These do nothing, see IGNORED.
  encapsulation: "value",
  verbose: "switch",
  mergeerror: "switch",
  // These are sitehaul's own: its hints speak of them. Akeeba Remote CLI has --json from 3.1.1 on.
  "secret-file": "value",
  "debug-file": "value",
  "step-limit": "value",
  patience: "value",
  explain: "switch",
  json: "switch",
  "no-verify": "switch",
};

/** Options that older versions had, and what stands in for them. Newer ones ignore them in silence. */
export const IGNORED: Readonly<Record<string, string>> = {
  ua: "sitehaul always identifies itself",
  encapsulation: "what is sent is protected by https alone",
  verbose: "--debug shows every exchange",
  mergeerror: "errors go to the standard error",
};

/** The letters, and the options that they abbreviate. */
export const LETTERS: Readonly<Record<string, string>> = {
  h: "host",
  s: "secret",
  t: "token",
  d: "download",
  D: "delete",
  m: "machine-readable",
};

/** By its long name, without dashes. */
export function isOption(name: string): boolean {
  return Object.hasOwn(OPTIONS, name);
}

/** False for options with a value, and for what is no option. */
export function isSwitch(name: string): boolean {
  return isOption(name) && OPTIONS[name] === "switch";
}

/** `machine-readable` for `m`. */
export function optionOf(letter: string): string | undefined {
  return Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
}

/** What a switch is set to, as PHP reads it; `undefined` for what is neither on nor off. */
export function switchValue(text: string): "0" | "1" | undefined {
  if (/^(?:1|true|yes|on)$/i.test(text)) return "1";
  return /^(?:|0|false|no|off|none)$/i.test(text) ? "0" : undefined;
}

/** Whether an option is a switch that is off, and so says nothing. */
export function isSwitchedOff(name: string, text: string): boolean {
  return isSwitch(name) && switchValue(text) === "0";
}
