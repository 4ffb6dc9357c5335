/** Translates requests to Akeeba Remote CLI into command lines of sitehaul. */
import { resolve } from "node:path";
import { SitehaulError } from "../base/errors.ts";
import { LATEST } from "../cli/declarations/command.ts";
import { addressOf, apiOf } from "./address.ts";
import { IGNORED } from "./options.ts";
import type { Settings } from "./settings.ts";

/** A command line of sitehaul, and what to say of the rest. */
export interface Translation {
  /** The command line. */
  readonly words: readonly string[];
  /** What to read instead of the standard input. */
  readonly stdin?: string;
  /** Options that have no effect. */
  readonly warnings: readonly string[];
}

/** Akeeba Remote CLI asks for no more than this. */
const RECORDS = "200";

/** What Akeeba Remote CLI calls a backup that nobody has described. */
const DESCRIPTION = "Remote backup";

/**
 * The command lines that do the same. Values are joined to their flags, so that none is
 * taken for a flag itself.
 *
 * @param cwd the folder that relative paths start from
 * @throws {SitehaulError} `usage/no-site`, `usage/flag`, `auth/missing`, `backup/no-id`,
 * `profile/unknown`, `profile/no-data`, `download/mode`, `download/path`, `download/url`
 */
export async function translate(settings: Settings, cwd: string): Promise<Translation> {
  const { verb } = settings;
  const warnings = settings.strange.map((name) => `.akeebaremotecli: unknown option ${name}`);
  for (const [name, reason] of Object.entries(IGNORED)) {
    if (settings.get(name) === undefined) continue;
    warnings.push(`${settings.spelled(name)} is ignored: ${reason}`);
  }
  if (verb === "help") return { words: ["help"], warnings };
  if (verb === "php") return { words: ["version"], warnings };
  const address = await addressOf(settings);
  if (address === undefined) throw noSite();
  refuseNoCredential(settings);
  const site = [address];
  checkId(settings);
  const common = commonFlags(settings);
  switch (verb) {
    case "backup":
      return await backup(settings, { site, common, cwd, warnings });
    case "download": {
      const part = flag(settings, "part", "part", isNumber);
      if (part.length > 0 && settings.isOn("delete")) throw deletesMore(settings);
      const patience = flag(settings, "patience", "patience");
      const rest = [...await downloadFlags(settings, cwd), ...part, ...patience, ...common];
      if (settings.isOn("delete")) rest.push("--delete-remote");
      return { words: ["download", ...rest, "--", ...site, ...idOf(settings)], warnings };
    }
    case "profileimport":
      return { ...importOf(settings, [...common, "--", ...site]), warnings };
  }
  const [words, flags, args = []] = simple(settings);
  return { words: [...words, ...flags, ...common, "--", ...site, ...args], warnings };
}

type Simple = [command: readonly string[], flags: readonly string[], args?: readonly string[]];

/** The verbs that are one command each. */
function simple(settings: Settings): Simple {
  const id = idOf(settings);
  switch (settings.verb) {
    case "backupinfo":
      return [["show"], [], id];
    case "listbackups":
      return [["list"], [...flag(settings, "from", "from"), ...limitOf(settings)]];
    case "delete":
      return [["delete"], ["--yes"], id];
    case "deletefiles":
      return [["delete-files"], ["--yes"], id];
    case "profileexport": {
      const file = `--file=${settings.get("file") ?? "profile.json"}`;
      return [["profiles", "export"], settings.hasDashes ? [] : [file, "--force"], id];
    }
    case "update":
      return [["update"], flag(settings, "minimum-stability", "min-stability")];
    default:
      return [[settings.verb], []];
  }
}

interface Parts {
  readonly site: readonly string[];
  readonly common: readonly string[];
  readonly cwd: string;
  readonly warnings: readonly string[];
}

async function backup(settings: Settings, parts: Parts): Promise<Translation> {
  const { site, common, cwd, warnings } = parts;
  const description = `--description=${settings.get("description") ?? DESCRIPTION}`;
  const flags = [...flag(settings, "profile", "profile"), description];
  for (const name of ["comment", "step-limit", "patience"]) {
    flags.push(...flag(settings, name, name));
  }
  if (settings.isOn("force")) flags.push("--force");
  const words = (
    more: readonly string[],
  ) => ["backup", ...flags, ...more, ...common, "--", ...site];
  if (settings.isOn("download")) {
    const remove = settings.isOn("delete") ? ["--delete-remote"] : [];
    const fetching = await downloadFlags(settings, cwd);
    return { words: words(["--download", ...fetching, ...remove]), warnings };
  }
  if (!settings.isOn("delete")) return { words: words([]), warnings };
  const warning = `${settings.spelled("delete")} without --download: nothing is deleted`;
  return { words: words([]), warnings: [...warnings, warning] };
}

async function downloadFlags(settings: Settings, cwd: string): Promise<string[]> {
  const path = settings.get("dlpath") ?? ".";
  const { stat } = await import("node:fs/promises");
  const isFolder = await stat(resolve(cwd, path)).then((found) => found.isDirectory(), () => false);
  if (!isFolder) {
    throw new SitehaulError("download/path", `${path} is not a folder`, {
      hint: "Create the folder given with --dlpath, or use another one.",
    });
  }
  const unread = settings.isOn("no-verify") ? ["--no-verify"] : [];
  return [`--dir=${path}`, ...unread, ...await modeFlags(settings)];
}

async function modeFlags({ get, spelled }: Settings): Promise<string[]> {
  const mode = get("dlmode")?.toLowerCase();
  if (mode === undefined) return [];
  if (mode === "http" || mode === "chunk") return [`--mode=${mode}`];
  if (mode !== "curl") {
    throw new SitehaulError(
      "download/mode",
      `${spelled("dlmode")}: ${JSON.stringify(mode)} is not a valid mode`,
      { hint: "Use http, chunk or curl." },
    );
  }
  const url = get("dlurl");
  if (url === undefined) {
    throw new SitehaulError(
      "download/url",
      `${spelled("dlmode")}=curl needs --dlurl: the folder of the files`,
      { hint: "Add --dlurl=sftp://USER@HOST/FOLDER." },
    );
  }
  const { parseRemoteUrl } = await import("../stores/remote_url.ts");
  return [`--mode=${parseRemoteUrl(url).scheme === "sftp" ? "sftp" : "ftp"}`, `--url=${url}`];
}

function importOf(
  { get, hasDashes }: Settings,
  rest: readonly string[],
): Pick<Translation, "words" | "stdin"> {
  const [file, data] = [get("file"), get("data")];
  const words = (from: string) => ["profiles", "import", `--file=${from}`, ...rest];
  if (hasDashes) return { words: words("-") };
  if (data !== undefined) return { words: words("-"), stdin: data };
  if (file !== undefined) return { words: words(file) };
  throw new SitehaulError("profile/no-data", "No profile was given to import", {
    hint: "Use --file=FILE, --data=JSON, or -- to read standard input.",
  });
}

function noSite(): SitehaulError {
  return new SitehaulError("usage/no-site", "No site was given", {
    hint: "Use --host=ADDRESS, or the name of a section of ~/.akeebaremotecli that has a host. " +
      "On sitehaul's own command lines the site follows the command.",
  });
}

/** Another one, such as that of a variable, would not be the one that was meant. */
function refuseNoCredential({ get, isEmpty, spelled }: Settings): void {
  const name = ["token", "secret"].find(isEmpty);
  if (name === undefined) return;
  if (["token", "secret", "secret-file"].some((each) => get(each) !== undefined)) return;
  throw new SitehaulError("auth/missing", `${spelled(name)} has no value`, {
    hint: `Write --${name}=VALUE. Perhaps a variable is not set.`,
  });
}

function commonFlags(settings: Settings): string[] {
  const api = apiOf(settings);
  return [
    ...flag(settings, "secret", "secret"),
    ...flag(settings, "token", "token"),
    ...flag(settings, "secret-file", "secret-file"),
    ...flag(settings, "debug-file", "debug-file"),
    ...flag(settings, "certificate", "ca-file"),
    ...api === undefined ? [] : [`--api=${api}`],
    ...settings.isOn("debug") ? ["--debug"] : [],
  ];
}

/** A number of 0 or less means none, as in Akeeba Remote CLI. */
function isNumber(value: string): boolean {
  return !/^(?:0+|-\d+)$/.test(value);
}

function flag(
  { get }: Settings,
  from: string,
  to: string,
  counts: (value: string) => boolean = () => true,
): string[] {
  const value = get(from);
  return value === undefined || !counts(value) ? [] : [`--${to}=${value}`];
}

/** The verbs that are about one backup record, or one profile. */
const ABOUT_ONE: readonly string[] = [
  "backupinfo",
  "delete",
  "deletefiles",
  "download",
  "profileexport",
];

function checkId(settings: Settings): void {
  const { verb } = settings;
  if (!ABOUT_ONE.includes(verb)) return;
  const [id] = idOf(settings);
  // As on sitehaul's own lines.
  if (id === LATEST && verb !== "profileexport") return;
  if (id !== undefined) return checkNumber(settings, "id", id);
  const [code, list] = verb === "profileexport"
    ? ["profile/unknown", "profiles"] as const
    : ["backup/no-id", "listbackups"] as const;
  throw new SitehaulError(code, `${verb} needs --id`, {
    hint: `Add --id=N; ${list} shows the numbers.`,
  });
}

function deletesMore({ spelled }: Settings): SitehaulError {
  const message = `${spelled("delete")} cannot be used with ${spelled("part")}`;
  return new SitehaulError("usage/flag", message, {
    hint: "It would delete parts that were not downloaded. Omit one of them.",
  });
}

function idOf({ get }: Settings): string[] {
  const id = get("id");
  return id === undefined || !isNumber(id) ? [] : [id];
}

/** What sitehaul's own command lines have no flag for cannot be left to their errors. */
function checkNumber({ spelled }: Settings, name: string, value: string): void {
  if (/^\d{1,15}$/.test(value)) return;
  const message = `${spelled(name)} needs a whole number, not ${
    JSON.stringify(value.slice(0, 40))
  }`;
  throw new SitehaulError("usage/value", message, { hint: `Write --${name}=N.` });
}

/** `--to` is the place where the list ends. */
function limitOf(settings: Settings): string[] {
  const { get } = settings;
  const [limit, from, to] = [get("limit"), Number(get("from") ?? 0), Number(get("to") ?? NaN)];
  if (Number.isNaN(to) && get("to") !== undefined) checkNumber(settings, "to", get("to") ?? "");
  if (limit !== undefined) return isNumber(limit) ? [`--limit=${limit}`] : [];
  return [`--limit=${to > from ? to - from : RECORDS}`];
}
