import { resolve } from "node:path";
import { SitehaulError } from "../../base/errors.ts";
import type { InvocationOf } from "../context/command.ts";
import type { profilesImport } from "../declarations/profiles.ts";
import type { World } from "../world/world.ts";
import { readNamedText } from "../world/read_input.ts";

/** No profile is as large. */
const LARGEST = 64 * 1024 * 1024;

export async function run(
  { args: { site }, flags, context }: InvocationOf<typeof profilesImport>,
): Promise<void> {
  const { output, world } = context;
  const data = parse(await read(flags.file, world));
  const client = await (await context.site(site, flags)).connect();
  const { id, intact } = await client.importProfile(data, { signal: world.signal });
  if (!intact) {
    throw new SitehaulError(
      "site/error",
      `Profile ${id} was created, but the site did not store what it was sent`,
      {
        hint:
          `Delete profile ${id} in the product, and import the file there instead. Take no backup ` +
          "with this profile: it may fall back to the default settings.",
      },
    );
  }
  output.result(
    { ok: true, profile: id },
    () => `The profile was imported; its number is ${id}.`,
    { isOurs: true },
  );
}

async function read(file: string | undefined, world: World): Promise<string> {
  if (file === "-" || (file === undefined && !world.terminal.stdin)) return await world.readStdin();
  if (file === undefined) {
    throw new SitehaulError("profile/no-data", "No profile was given to import", {
      hint: "Use --file FILE, or pipe the profile to standard input.",
    });
  }
  return await readNamedText(resolve(world.cwd(), file), {
    what: "the profile",
    code: "profile/no-data",
    hint: "Check the path given with --file.",
    signal: world.signal,
    most: LARGEST,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    // The text is not shown: an exported profile holds passwords.
    throw new SitehaulError("profile/no-data", "The data to import is not JSON", {
      hint: 'Use a file written by "sitehaul profiles export".',
      cause: new Error("not JSON", { cause: cause instanceof Error ? cause.name : undefined }),
    });
  }
}
