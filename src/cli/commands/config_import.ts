import { basename, join, resolve } from "node:path";
import type { SiteSettings } from "../../config/schema.ts";
import { SitehaulError } from "../../base/errors.ts";
import type { InvocationOf } from "../context/command.ts";
import type { configImport } from "../declarations/configuration.ts";
import { sitesIn } from "./import_sections.ts";
import { changeConfiguration } from "../context/write_configuration.ts";
import { readNamedText } from "../world/read_input.ts";
import type { World } from "../world/world.ts";
import { parseRemoteCliFile } from "../../config/remote_cli_file.ts";
import { addSites } from "../../config/edit.ts";
import { faultOf } from "../../config/read.ts";

export async function run(
  { args: { file }, flags: { tag: tags }, context }: InvocationOf<typeof configImport>,
): Promise<void> {
  const { world, output } = context;
  const path = resolve(world.cwd(), file ?? join(homeOf(world), ".akeebaremotecli"));
  const sections = parseRemoteCliFile(await readText(path, world.signal));
  const labels = tags.length === 0 ? {} : { tags: [...new Set(tags)] };
  const found = (await sitesIn(sections, { output, cwd: world.cwd() }))
    .map((site) => ({ ...site, ...labels }));
  if (found.length === 0) {
    throw new SitehaulError("config/invalid", `There is no site in ${path}`, {
      hint: "Each site needs a host.",
    });
  }
  const { sites: old } = await context.configuration({ mayBeMissing: true });
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
  const written = await changeConfiguration(context, {
    change: (text, target) => addSites(text, sites, target),
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

/** No such file is as large. */
const LARGEST = 4 * 1024 * 1024;

async function readText(path: string, signal: AbortSignal): Promise<string> {
  const [what, hint] = [basename(path), "Name the file: sitehaul config import FILE."];
  return await readNamedText(path, { what, code: "config/invalid", hint, signal, most: LARGEST });
}
