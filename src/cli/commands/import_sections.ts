/** From the sections of `~/.akeebaremotecli` to sites of the configuration. */
import { resolve } from "node:path";
import { looksLikeReference } from "../../config/reference.ts";
import type { RemoteCliFile } from "../../config/remote_cli_file.ts";
import { faultOf } from "../../config/read.ts";
import type { SiteSettings } from "../../config/schema.ts";
import { API_VERSIONS } from "../../protocol/endpoint.ts";
import { addressOf, apiOf } from "../../remote_cli/address.ts";
import { isSwitchedOff } from "../../remote_cli/options.ts";
import type { Settings } from "../../remote_cli/settings.ts";
import type { Output } from "../output/output.ts";

/** What reading a section needs from outside. */
interface Reading {
  readonly output: Output;
  /** The folder that relative paths started from so far. */
  readonly cwd: string;
}

type Values = Readonly<Record<string, string>>;

/**
 * A site for each section that has a host, and one called `default` for the settings outside any
 * section. Each has a name of its own. A warning names every section and every setting that is left
 * out.
 */
export async function sitesIn(
  { defaults, sections }: RemoteCliFile,
  reading: Reading,
): Promise<SiteSettings[]> {
  const named = Object.entries(sections).map(([name, values]) => ({
    of: `[${name}]`,
    name,
    values,
  }));
  // Last: a section keeps its name, by which command lines know it.
  const outside = { of: "the settings outside any section", name: "default", values: defaults };
  const taken = new Set<string>();
  const sites: SiteSettings[] = [];
  for (const { of, name: wanted, values } of [...named, outside]) {
    const settings = settingsIn(values);
    const url = await addressOf(settings);
    if (url === undefined) {
      const said = saidIn(values).join(", ");
      const isSection = of.startsWith("[");
      if (isSection || said !== "") {
        const what = said === "" ? "" : ` (${said})`;
        reading.output.warn(`${of}${what} ${isSection ? "was" : "were"} not imported: no host`);
      }
      continue;
    }
    const plain = plainName(wanted);
    const name = freeName(plain, taken);
    if (name !== plain) {
      reading.output.warn(`another section has the name ${plain}: ${of} became the site ${name}`);
    }
    taken.add(name.toLowerCase());
    const site = await siteOf({ name, url, values, settings }, reading);
    // What holds for all is at the beginning of the file, and so it is here.
    if (values === defaults) sites.unshift(site);
    else sites.push(site);
  }
  return sites;
}

function settingsIn(values: Values): Pick<Settings, "get"> {
  return { get: (name) => values[name]?.trim() || undefined };
}

function plainName(section: string): string {
  return section.replace(/[^\p{Letter}\p{Number}._-]+/gu, "-").replace(/^[._-]+/, "") || "site";
}

/** Names differ in more than their case. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1;; number++) {
    const free = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(free.toLowerCase())) return free;
  }
}

/** A section for one site, with an address that can be read. */
interface Section {
  readonly name: string;
  readonly url: string;
  readonly values: Values;
  readonly settings: Pick<Settings, "get">;
}

/** Settings of a site, and the options of the section that they say. */
interface Carried {
  readonly site: Partial<SiteSettings>;
  readonly options: readonly string[];
}

const NOTHING: Carried = { site: {}, options: [] };

async function siteOf(section: Section, reading: Reading): Promise<SiteSettings> {
  const { name, url } = section;
  const { output } = reading;
  const carried = [
    apiIn(section),
    credentialOf(section, reading),
    numberOf(section, "profile", "profile", Number.isSafeInteger),
    numberOf(section, "step-limit", "stepLimit"),
    numberOf(section, "patience", "patience"),
    pathOf(section, "dlpath", "download", reading),
    pathOf(section, "certificate", "caFile", reading),
    await wayOf(section, output),
  ];
  warnOfLost(section, carried.flatMap(({ options }) => options), output);
  return Object.assign({ name, url }, ...carried.map(({ site }) => site));
}

/** Of both, the token is used; a file is named by a reference to it. */
function credentialOf({ name, values, settings }: Section, { output, cwd }: Reading): Carried {
  const { secret = "", token = "" } = values;
  const file = settings.get("secret-file");
  output.hide([secret, token]);
  if (looksLikeReference(secret + token)) {
    output.warn(
      `the secret of ${name} would be read as a reference, so it was left out; keep it in a file`,
    );
    return { site: {}, options: ["secret", "token"] };
  }
  if (token !== "") return { site: { credential: { token } }, options: ["token"] };
  if (secret !== "") return { site: { credential: { secret } }, options: ["secret"] };
  if (file === undefined || file.includes("}")) return NOTHING;
  const reference = `\${file:${resolve(cwd, file)}}`;
  return { site: { credential: { secret: reference } }, options: ["secret-file"] };
}

/** Only one that the configuration can have. */
function numberOf(
  { name, url, settings: { get } }: Section,
  option: string,
  field: "profile" | "stepLimit" | "patience",
  fits: (value: number) => boolean = () => true,
): Carried {
  const value = Number(get(option) ?? NaN);
  const site = { [field]: value };
  if (!fits(value) || faultOf({ name, url, ...site }) !== undefined) return NOTHING;
  return { site, options: [option] };
}

function apiIn({ settings }: Section): Carried {
  const api = API_VERSIONS.find((version) => String(version) === apiOf(settings));
  if (api === undefined) return NOTHING;
  return {
    site: { api },
    options: [settings.get("api-version") === undefined ? "view" : "api-version"],
  };
}

/** What is in a configuration starts from the folder of that, which is another one. */
function pathOf(
  { settings: { get } }: Section,
  option: string,
  field: "download" | "caFile",
  { cwd }: Reading,
): Carried {
  const value = get(option);
  if (value === undefined) return NOTHING;
  const path = value.startsWith("~") ? value : resolve(cwd, value);
  return { site: { [field]: path }, options: [option] };
}

/** How archives get here. The folder of a mode that does not use it is kept for others. */
async function wayOf({ settings: { get } }: Section, output: Output): Promise<Carried> {
  const [dlmode, url] = [get("dlmode")?.toLowerCase(), get("dlurl")];
  const remote = url === undefined ? undefined : await remoteAt(url, output);
  const options = remote === undefined ? [] : ["dlurl"];
  if (dlmode === "http" || dlmode === "chunk") {
    return { site: { mode: dlmode, ...remote }, options: ["dlmode", ...options] };
  }
  // The mode is that of the address.
  if (dlmode === "curl" && remote !== undefined) {
    return { site: remote, options: ["dlmode", ...options] };
  }
  return remote === undefined ? NOTHING : { site: { mode: "auto", ...remote }, options };
}

async function remoteAt(
  url: string,
  output: Output,
): Promise<Pick<SiteSettings, "remote"> | undefined> {
  const { parseRemoteUrl } = await import("../../stores/remote_url.ts");
  try {
    const { password } = parseRemoteUrl(url);
    if (password !== undefined) output.hide([password, new URL(url).password]);
    return { remote: { url } };
  } catch {
    return undefined;
  }
}

/** Settings whose value is worth showing, as it may be what is wrong; others may hold a secret. */
const SHOWN: readonly string[] = ["profile", "api-version", "dlmode", "step-limit", "patience"];

/** What spells out an endpoint. */
const SPELT: readonly string[] = ["component", "endpoint", "view", "format", "api-endpoint"];

/** A section holds options for single runs, too, which a site does not have. */
function warnOfLost(
  { name, url, values, settings: { get } }: Section,
  carried: readonly string[],
  output: Output,
): void {
  const isSpelt = url !== get("host");
  const used = new Set(["host", ...carried, ...isSpelt ? SPELT : []]);
  const lost = saidIn(values).filter((option) => !used.has(option));
  for (const option of lost.filter((each) => SHOWN.includes(each))) {
    output.warn(`${name}: ${option}=${get(option)} was not imported`);
  }
  const others = lost.filter((each) => !SHOWN.includes(each));
  if (others.length === 0) return;
  output.warn(`${name}: these settings were not imported: ${others.join(", ")}`);
}

/** The options that say something. */
function saidIn(values: Values): string[] {
  return Object.entries(values)
    .filter(([option, value]) => value.trim() !== "" && !isSwitchedOff(option, value))
    .map(([option]) => option);
}
