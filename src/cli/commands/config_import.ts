import { basename, join, resolve } from "node:path";
import type { CredentialSource, SiteSettings } from "../../config/schema.ts";
import { API_VERSIONS } from "../../endpoint.ts";
import { SitehaulError } from "../../errors.ts";
import type { InvocationOf } from "../command.ts";
import type { configImport } from "../declarations/configuration.ts";
import { loadConfigurationIfThere } from "../configuration.ts";
import type { Output } from "../output/output.ts";
import { changeConfiguration } from "../write_configuration.ts";
import type { World } from "../world.ts";
import { parseRemoteCliFile } from "../../config/remote_cli_file.ts";
import { addSite } from "../../config/edit.ts";
import { faultOf } from "../../config/read.ts";
import { readFile } from "node:fs/promises";
import { addressOf, apiOf } from "../drop_in/address.ts";
import { looksLikeReference } from "../../config/reference.ts";

/** Runs `config import`. */
export async function run(invocation: InvocationOf<typeof configImport>): Promise<void> {
  const { args: { file }, world, output } = invocation;
  const path = resolve(world.cwd(), file ?? join(homeOf(world), ".akeebaremotecli"));
  const { defaults, sections } = parseRemoteCliFile(await readText(path));
  const named = Object.entries({ default: defaults, ...sections });
  const reading = { output, cwd: world.cwd() };
  const found = (await Promise.all(named.map((each) => siteOf(...each, reading)))).flat();
  if (found.length === 0) {
    throw new SitehaulError("config/invalid", `There is no site in ${path}`, {
      hint: "Each site needs a host.",
    });
  }
  const { sites: old = [] } = (await loadConfigurationIfThere(invocation))?.configuration ?? {};
  const taken = new Set(old.map(({ name }) => name.toLowerCase()));
  const [sites, skipped]: [SiteSettings[], string[]] = [[], []];
  for (const site of found) {
    const fault = faultOf(site);
    if (fault !== undefined) {
      output.warn(`${site.name} was not imported: ${fault}`);
      skipped.push(site.name);
      continue;
    }
    if (taken.has(site.name.toLowerCase())) {
      output.warn(`there is already a site ${site.name}; it was not changed`);
      skipped.push(site.name);
    } else sites.push(site);
    taken.add(site.name.toLowerCase());
  }
  if (sites.length === 0 && found.some((site) => faultOf(site) !== undefined)) {
    throw new SitehaulError("config/invalid", `No site in ${path} can be imported`, {
      hint: "The warnings above say why.",
    });
  }
  const written = await changeConfiguration(invocation, {
    change: (text, target) => sites.reduce((soFar, site) => addSite(soFar, site, target), text),
    hide: true,
  });
  const names = sites.map(({ name }) => name);
  output.result(
    { ok: true, file: written, sites: names, skipped },
    () => `Added ${names.join(", ") || "nothing"} to ${written}\nTest them: sitehaul config check`,
  );
}

function homeOf(world: World): string {
  return world.env("HOME") ?? world.env("USERPROFILE") ?? world.cwd();
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SitehaulError("config/invalid", `Cannot read ${basename(path)}: ${reason}`, {
      hint: "Name the file: sitehaul config import FILE.",
      cause,
    });
  }
}

/** How a section is read. */
interface Reading {
  readonly output: Output;
  /** The folder that relative paths started from so far. */
  readonly cwd: string;
}

/** What concerns a single run, such as an action, is not imported. */
async function siteOf(
  section: string,
  values: Readonly<Record<string, string>>,
  { output, cwd }: Reading,
): Promise<SiteSettings[]> {
  const get = (name: string) => values[name]?.trim() || undefined;
  const settings = { verb: "", get, isOn: () => false, hasDashes: false, strange: [] };
  const url = await addressOf(settings);
  if (url === undefined) return [];
  const name = section.replace(/[^\p{Letter}\p{Number}._-]+/gu, "-").replace(/^[._-]+/, "") ||
    "site";
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
  const lost = [
    ...(isProfile ? [] : ["profile"]),
    ...(api === undefined ? ["api-version"] : []),
    ...(/^(?:http|chunk)$/i.test(get("dlmode") ?? "http") ? [] : ["dlmode"]),
  ].filter((option) => get(option) !== undefined);
  for (const option of lost) {
    output.warn(`${name}: ${option}=${get(option)} was not imported`);
  }
  return [{
    name,
    url,
    ...(api === undefined ? {} : { api }),
    ...(credential === undefined ? {} : { credential }),
    ...(isProfile ? { profile } : {}),
    ...(download === undefined ? {} : { download }),
    ...(caFile === undefined ? {} : { caFile }),
  }];
}

function credentialOf(
  name: string,
  { secret = "", token = "" }: Readonly<Record<string, string>>,
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
