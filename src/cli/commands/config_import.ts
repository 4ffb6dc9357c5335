import { basename, join, resolve } from "node:path";
import type { SiteSettings } from "../../config/schema.ts";
import { SitehaulError } from "../../errors.ts";
import { type Command, defineCommand } from "../command.ts";
import { changeConfiguration } from "../write_configuration.ts";
import type { World } from "../world.ts";

/** `config import` */
export const configImport: Command = defineCommand({
  name: "config import",
  summary: "Take over the sites of Akeeba Remote CLI",
  description:
    `Each section of the file becomes a site of that name. The file stays as it is; secrets
are copied, so that the configuration can then be read by you alone.`,
  positionals: { file: { name: "FILE", help: "the file (~/.akeebaremotecli)" } },
  flags: {},
  examples: [
    { line: "config import", about: "from ~/.akeebaremotecli" },
    { line: "config import /root/.akeebaremotecli", about: "from another file" },
  ],
  async run(invocation) {
    const { args: { file }, world, output } = invocation;
    const path = resolve(world.cwd(), file ?? join(homeOf(world), ".akeebaremotecli"));
    const { parseRemoteCliFile } = await import("../../config/remote_cli_file.ts");
    const { defaults, sections } = parseRemoteCliFile(await readText(path));
    const all = Object.entries(sections).map(([name, own]) =>
      [name, { ...defaults, ...own }] as const
    );
    const named = all.length === 0 ? [["default", defaults] as const] : all;
    const sites = named.flatMap(([name, settings]) => siteOf(name, settings) ?? []);
    for (const { credential } of sites) output.hide(Object.values(credential ?? {}).map(String));
    if (sites.length === 0) {
      throw new SitehaulError("config/invalid", `There is no site in ${path}`, {
        hint: "A site needs a host.",
      });
    }
    const { addSite } = await import("../../config/edit.ts");
    const written = await changeConfiguration(
      invocation,
      (text, target) => sites.reduce((soFar, site) => addSite(soFar, site, target), text),
    );
    const names = sites.map(({ name }) => name);
    output.result(
      { ok: true, file: written, sites: names },
      () => `Added ${names.join(", ")} to ${written}\nTest them: sitehaul config check`,
    );
  },
});

function homeOf(world: World): string {
  return world.env("HOME") ?? world.env("USERPROFILE") ?? world.cwd();
}

async function readText(path: string): Promise<string> {
  const { readFile } = await import("node:fs/promises");
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

/** What is about one run, such as an action, is not taken over. */
function siteOf(
  section: string,
  settings: Readonly<Record<string, string>>,
): SiteSettings | undefined {
  const { host, secret, token, profile = "" } = settings;
  if (host === undefined || host === "") return undefined;
  const name = section.replace(/[^\p{Letter}\p{Number}._-]+/gu, "-").replace(/^[._-]+/, "");
  const number = Number(profile);
  return {
    name: name === "" ? "site" : name,
    url: host,
    ...(secret ? { credential: { secret } } : token ? { credential: { token } } : {}),
    ...(Number.isInteger(number) && number > 0 ? { profile: number } : {}),
    ...(settings["dlpath"] ? { download: settings["dlpath"] } : {}),
    ...(settings["certificate"] ? { caFile: settings["certificate"] } : {}),
  };
}
