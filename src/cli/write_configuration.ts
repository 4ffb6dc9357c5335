/**
 * Writes configuration files.
 * @module
 */
import { dirname, join } from "node:path";
import { FILE_NAMES, namedFile, userFolder } from "../config/find.ts";
import { SitehaulError } from "../errors.ts";
import { type ConfigurationContext, loadConfiguration, placesOf } from "./configuration.ts";
import { writePrivateFile } from "./private_file.ts";

/** Where a new configuration goes: where it was asked for, else to the user's own folder. */
export function newFile(context: ConfigurationContext): string {
  const places = placesOf(context);
  const named = namedFile(places);
  if (named !== undefined) return named;
  const folder = userFolder(places);
  if (folder !== undefined) return join(folder, FILE_NAMES[0] ?? "");
  throw new SitehaulError(
    "config/invalid",
    "There is no folder for a configuration: no home folder",
    {
      hint: "Name a file with --config.",
    },
  );
}

/** Writes a configuration that only its owner can read; it replaces another one only on request. */
export async function writeConfiguration(
  file: string,
  text: string,
  { replace = false } = {},
): Promise<void> {
  const { mkdir } = await import("node:fs/promises");
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writePrivateFile(file, text, { replace });
}

/** Changes the configuration that there is, or begins one. Gives the path of the file. */
export async function changeConfiguration(
  context: ConfigurationContext,
  change: (text: string, file: string) => string,
): Promise<string> {
  const loaded = await loadIfThere(context);
  const file = loaded?.file ?? newFile(context);
  const text = change(loaded?.text ?? TEMPLATE, file);
  await writeConfiguration(file, text, { replace: loaded !== undefined });
  return file;
}

/** A file that is named, and not there, is one to be made. */
async function loadIfThere(context: ConfigurationContext) {
  const named = namedFile(placesOf(context));
  if (named === undefined) return await loadConfiguration(context);
  const { access } = await import("node:fs/promises");
  const isThere = await access(named).then(() => true, () => false);
  return isThere ? await loadConfiguration(context) : undefined;
}

/** What a new configuration says. */
export const TEMPLATE =
  `# yaml-language-server: $schema=https://jsr.io/@sitehaul/sitehaul/0.1.0/sitehaul.schema.json
# The sites that sitehaul works on. "sitehaul config check" tests them; the manual lists all fields.
version: 1

# For sites that say nothing else:
# defaults:
#   download: ~/backups/{site}
#   timeout: 60

# A site, with its secret kept elsewhere:
#  - name: shop
#    url: https://www.example.com/
#    credential:
#      secret: \${env:SHOP_SECRET}            # or \${file:/run/secrets/shop}
#      # secret: { command: [pass, show, shop] }
#    profile: 1
#    tags: [daily]
sites: []
`;
