import { resolve } from "node:path";
import { SitehaulError } from "../../errors.ts";
import { type Command, defineCommand } from "../command.ts";
import { SITE } from "../positionals.ts";
import { CREDENTIAL_FLAGS } from "../secrets.ts";
import { connectTo } from "../site.ts";
import type { World } from "../world.ts";

/** `profiles import` */
export const profilesImport: Command = defineCommand({
  name: "profiles import",
  summary: "Import an exported profile as a new one",
  description: "Looks afterwards whether the site stored what it was sent.",
  positionals: { site: SITE },
  flags: {
    ...CREDENTIAL_FLAGS,
    file: {
      type: "string",
      value: "FILE",
      help: "The exported profile; - or nothing for the standard input",
    },
  },
  examples: [
    { line: "profiles import www.example.com --file profile.json", about: "from a file" },
    { line: "profiles import www.example.com < profile.json", about: "from the standard input" },
  ],
  async run(invocation) {
    const { args: { site }, flags: { file }, output, world } = invocation;
    const data = parse(await read(file, world));
    const client = await connectTo(site, invocation);
    const { id, intact } = await client.importProfile(data, { signal: world.signal });
    if (!intact) {
      throw new SitehaulError(
        "site/error",
        `Profile ${id} was made, but the site did not store what it was sent`,
        {
          hint:
            `Delete profile ${id} in the product, and import the file there instead. Known of ` +
            "some versions for WordPress; do not take backups with this profile.",
        },
      );
    }
    output.result(
      { ok: true, profile: id },
      () => `The profile was imported; its number is ${id}.`,
    );
  },
});

async function read(file: string | undefined, world: World): Promise<string> {
  if (file === "-" || (file === undefined && !world.terminal.stdin)) return await world.readStdin();
  if (file === undefined) {
    throw new SitehaulError("profile/no-data", "No profile was given to import", {
      hint: "Give --file FILE, or send the profile to the standard input.",
    });
  }
  try {
    const { readFile } = await import("node:fs/promises");
    return await readFile(resolve(world.cwd(), file), "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SitehaulError("profile/no-data", `Cannot read the profile: ${reason}`, {
      hint: "Check the path given with --file.",
      cause,
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    // The text is not shown: an exported profile holds passwords.
    throw new SitehaulError("profile/no-data", "What was given to import is no JSON", {
      hint: "Give what the export of a profile wrote.",
      cause: new Error("not JSON", { cause: cause instanceof Error ? cause.name : undefined }),
    });
  }
}
