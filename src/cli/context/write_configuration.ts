/** Writes configuration files. */
import { dirname, join } from "node:path";
import { FILE_NAMES, namedFile, type Places, userFolder } from "../../config/find.ts";
import { SitehaulError } from "../../base/errors.ts";
import { writePrivateFile } from "../../files/private_file.ts";
import type { Configuration } from "./configuration.ts";
import type { Context } from "./context.ts";
import { readFound } from "./find_configuration.ts";

/** Where a new configuration goes: to the file that the user named, else to the user's own folder. */
export function newFile(places: Places): string {
  const named = namedFile(places);
  if (named !== undefined) return named;
  const folder = userFolder(places);
  if (folder !== undefined) return join(folder, FILE_NAMES[0] ?? "");
  throw new SitehaulError(
    "config/invalid",
    "There is no folder for the configuration: no home folder is set",
    { hint: "Choose a file with --config." },
  );
}

/**
 * Writes a configuration that only its owner can read, and that is trusted as it is; it replaces
 * another one only on request.
 */
export async function writeConfiguration(
  file: string,
  text: string,
  { replace = false, context }: { readonly replace?: boolean; readonly context: Context },
): Promise<void> {
  const { mkdir } = await import("node:fs/promises");
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writePrivateFile(file, text, { replace });
  await trustWritten(file, context);
}

/** What a change needs besides the new text. */
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
  context: Context,
  { change, hide }: Change,
): Promise<string> {
  const configuration = await context.configuration({ mayBeMissing: true });
  await refuseToChange(configuration);
  const { loaded, places } = configuration;
  if (loaded === undefined) {
    const file = newFile(places);
    const text = await changed(TEMPLATE, file, change, context);
    await writeConfiguration(file, text, { context });
    return file;
  }
  const { readFile, realpath, stat } = await import("node:fs/promises");
  // A file that is kept elsewhere, with a link to it here, is changed there.
  const file = await realpath(loaded.file);
  const found = await stat(file);
  if (!found.isFile()) throw notPlain(loaded.file);
  const mode = found.mode & (hide ? 0o700 : 0o777);
  // It is read again: somebody may have edited it while a site was asked.
  const before = await readFile(file, "utf8");
  const isTrusted = await isTrustedAs(before, loaded.file, context);
  await writePrivateFile(file, await changed(before, loaded.file, change, context), {
    replace: true,
    mode,
  });
  if (isTrusted) await trustWritten(loaded.file, context);
  return loaded.file;
}

/** A pipe or a device that was named can be read; to write would put a file in its place. */
function notPlain(file: string): SitehaulError {
  return new SitehaulError("config/invalid", `Cannot change ${file}: it is not a plain file`, {
    hint: "Name a file with --config.",
  });
}

/**
 * Nothing, least of all a secret, is written into a file that is not trusted.
 *
 * @throws {SitehaulError} `config/untrusted`
 */
export async function refuseToChange({ loaded, isUntrusted }: Configuration): Promise<void> {
  if (loaded === undefined || !isUntrusted) return;
  const { untrusted } = await import("./trust/refuse.ts");
  throw untrusted(loaded, "nothing is written into it");
}

/** What this program changes in a file that is trusted does not need to be looked at. */
async function isTrustedAs(
  text: string,
  file: string,
  { world }: Context,
): Promise<boolean> {
  const { placeOf } = await import("../../config/own_file.ts");
  const { parseConfiguration } = await import("../../config/read.ts");
  const { trustOf } = await import("./trust/trust.ts");
  const configuration = parseConfiguration(text, file);
  const path = await placeOf(file);
  return await trustOf({ file, path, text, configuration }, world) === "trusted";
}

/** Nothing is kept where others could have written the file by now, or where there is no place for it. */
async function trustWritten(file: string, { world, folders }: Context): Promise<void> {
  const found = await readFound(file, world).catch(() => undefined);
  if (found === undefined || "fault" in found || folders.state === undefined) return;
  const { parseConfiguration } = await import("../../config/read.ts");
  const { trust } = await import("./trust/trust.ts");
  await trust({ ...found, file, configuration: parseConfiguration(found.text, file) }, world)
    // The file is written; whoever wants to trust it is told how.
    .catch(() => {});
}

/** What cannot be put into the file is shown instead. */
async function changed(
  text: string,
  file: string,
  change: Change["change"],
  { output }: Context,
): Promise<string> {
  try {
    return change(text, file);
  } catch (error) {
    const { EditError } = await import("../../config/edit.ts");
    const lines = error instanceof EditError ? error.lines : [];
    if (lines.length > 0) output.aside(() => lines.join("\n"));
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
