/**
 * Writes configuration files.
 * @module
 */
import { dirname, join } from "node:path";
import { FILE_NAMES, namedFile, userFolder } from "../config/find.ts";
import { SitehaulError } from "../errors.ts";
import { type ConfigurationContext, loadConfigurationIfThere, placesOf } from "./configuration.ts";
import { writePrivateFile } from "./private_file.ts";

/** Where a new configuration goes: to the file that the user named, else to the user's own folder. */
export function newFile(context: ConfigurationContext): string {
  const places = placesOf(context);
  const named = namedFile(places);
  if (named !== undefined) return named;
  const folder = userFolder(places);
  if (folder !== undefined) return join(folder, FILE_NAMES[0] ?? "");
  throw new SitehaulError(
    "config/invalid",
    "There is no folder for the configuration: no home folder is set",
    {
      hint: "Choose a file with --config.",
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

/** How a configuration is changed. */
export interface Change {
  /** The new text for the old one. */
  readonly change: (text: string, file: string) => string;
  /** Whether nobody else can read it from then on; else the rights stay as they are. */
  readonly hide: boolean;
}

/**
 * Changes the configuration that there is, or begins one. Gives the path of the file.
 *
 * @throws {SitehaulError} `config/invalid`, `file/write`
 */
export async function changeConfiguration(
  context: ConfigurationContext,
  { change, hide }: Change,
): Promise<string> {
  const loaded = await loadConfigurationIfThere(context);
  if (loaded === undefined) {
    const file = newFile(context);
    await writeConfiguration(file, await changed(TEMPLATE, file, change, context));
    return file;
  }
  const { readFile, realpath, stat } = await import("node:fs/promises");
  // A file that is kept elsewhere, with a link to it here, is changed there.
  const file = await realpath(loaded.file);
  const mode = (await stat(file)).mode & (hide ? 0o700 : 0o777);
  // It is read again: somebody may have edited it while a site was asked.
  const text = await changed(await readFile(file, "utf8"), loaded.file, change, context);
  await writePrivateFile(file, text, { replace: true, mode });
  return loaded.file;
}

/** What cannot be put into the file is shown instead. */
async function changed(
  text: string,
  file: string,
  change: Change["change"],
  { output }: ConfigurationContext,
): Promise<string> {
  try {
    return change(text, file);
  } catch (error) {
    const { EditError } = await import("../config/edit.ts");
    if (error instanceof EditError) output.aside(() => error.lines.join("\n"));
    throw error;
  }
}

/** What a new configuration says. */
export const TEMPLATE =
  `# yaml-language-server: $schema=https://jsr.io/@sitehaul/sitehaul/0.1.0/sitehaul.schema.json
# The sites of sitehaul. "sitehaul config check" tests them; the documentation lists all fields.
version: 1

# For sites that do not set these fields:
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
