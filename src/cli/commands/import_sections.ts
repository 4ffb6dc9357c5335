/** From the sections of `~/.akeebaremotecli` to sites of the configuration. */
import { resolve } from "node:path";
import { looksLikeReference } from "../../config/reference.ts";
import type { RemoteCliFile } from "../../config/remote_cli_file.ts";
import type { CredentialSource, SiteSettings } from "../../config/schema.ts";
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
      if (Object.keys(values).length > 0) {
        reading.output.warn(`${of} ${of.startsWith("[") ? "was" : "were"} not imported: no host`);
      }
      continue;
    }
    const plain = plainName(wanted);
    const name = freeName(plain, taken);
    if (name !== plain) {
      reading.output.warn(`another section has the name ${plain}: ${of} became the site ${name}`);
    }
    taken.add(name.toLowerCase());
    const site = siteOf({ name, url, values, settings }, reading);
    // What holds for all is at the beginning of the file, and so it is here.
    if (values === defaults) sites.unshift(site);
    else sites.push(site);
  }
  return sites;
}

function settingsIn(values: Values): Settings {
  const get = (name: string) => values[name]?.trim() || undefined;
  return {
    verb: "",
    get,
    isOn: () => false,
    spelled: (name) => name,
    hasDashes: false,
    isEmpty: () => false,
    strange: [],
  };
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
  readonly settings: Settings;
}

function siteOf(section: Section, { output, cwd }: Reading): SiteSettings {
  const { name, url, values, settings } = section;
  const { get } = settings;
  const credential = credentialOf(name, values, output);
  const profile = Number(get("profile"));
  const api = API_VERSIONS.find((version) => String(version) === apiOf(settings));
  // What is in a configuration starts from the folder of that, which is another one.
  const path = (option: string) => {
    const value = get(option);
    return value === undefined || value.startsWith("~") ? value : resolve(cwd, value);
  };
  const [download, caFile] = [path("dlpath"), path("certificate")];
  const isProfile = Number.isSafeInteger(profile) && profile > 0;
  warnOfLost(section, { isProfile, isApi: api !== undefined }, output);
  return {
    name,
    url,
    ...(api === undefined ? {} : { api }),
    ...(credential === undefined ? {} : { credential }),
    ...(isProfile ? { profile } : {}),
    ...(download === undefined ? {} : { download }),
    ...(caFile === undefined ? {} : { caFile }),
  };
}

function credentialOf(
  name: string,
  { secret = "", token = "" }: Values,
  output: Output,
): CredentialSource | undefined {
  output.hide([secret, token]);
  if (looksLikeReference(secret + token)) {
    output.warn(
      `the secret of ${name} would be read as a reference, so it was left out; keep it in a file`,
    );
    return undefined;
  }
  if (token !== "") return { token };
  return secret === "" ? undefined : { secret };
}

/** Settings whose value is worth showing, as it may be what is wrong; others may hold a secret. */
const SHOWN: readonly string[] = ["profile", "api-version", "dlmode"];

/** What spells out an endpoint. */
const SPELT: readonly string[] = ["component", "endpoint", "view", "format", "api-endpoint"];

/** A section holds options for single runs, too, which a site does not have. */
function warnOfLost(
  { name, url, values, settings: { get } }: Section,
  { isProfile, isApi }: { readonly isProfile: boolean; readonly isApi: boolean },
  output: Output,
): void {
  const isToken = get("token") !== undefined;
  const isSpelt = url !== get("host");
  const used = new Set([
    ...["host", "dlpath", "certificate", isToken ? "token" : "secret"],
    ...isProfile ? ["profile"] : [],
    ...isApi ? [get("api-version") === undefined ? "view" : "api-version"] : [],
    ...isSpelt ? SPELT : [],
    // Whole files are what is downloaded anyway.
    ...get("dlmode")?.toLowerCase() === "http" ? ["dlmode"] : [],
  ]);
  const lost = Object.keys(values).filter((option) =>
    !used.has(option) && get(option) !== undefined && !isSwitchedOff(option, values[option] ?? "")
  );
  for (const option of lost.filter((each) => SHOWN.includes(each))) {
    output.warn(`${name}: ${option}=${get(option)} was not imported`);
  }
  const others = lost.filter((each) => !SHOWN.includes(each));
  if (others.length === 0) return;
  output.warn(`${name}: these settings were not imported: ${others.join(", ")}`);
}
