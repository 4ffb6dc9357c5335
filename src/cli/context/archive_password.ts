/** Where the password of an archive comes from. */
import type { FlagValues } from "../declarations/command.ts";
import type { PASSWORD_FLAGS } from "../declarations/shared.ts";
import type { Output } from "../output/output.ts";
import { meantSecret } from "../../base/secret_text.ts";
import { noteArgument, readSecret, refuseBoth } from "./secrets.ts";
import type { World } from "../world/world.ts";

type Surroundings = Pick<World, "env" | "terminal" | "askSecret" | "cwd" | "signal">;
type Said = Pick<Output, "hide" | "note">;

/** A password, or how to ask for that of a named archive; nothing when none is known. */
export type ArchivePassword = string | ((archive?: string) => Promise<string>) | undefined;

/**
 * The password: from the flags, or `SITEHAUL_ARCHIVE_PASSWORD`, or else from a prompt on the terminal,
 * shown only for an archive that needs a password. It is hidden in the output.
 *
 * @throws {SitehaulError} `usage/value` for a file that cannot be read, or two passwords at once
 */
export async function readArchivePassword(
  flags: FlagValues<typeof PASSWORD_FLAGS>,
  { world, output }: { readonly world: Surroundings; readonly output: Said },
): Promise<ArchivePassword> {
  // An empty variable is one that was not set, as in `SITEHAUL_ARCHIVE_PASSWORD= sitehaul …`.
  const given = await fromFlags(flags, world, output) ??
    (meantSecret(world.env("SITEHAUL_ARCHIVE_PASSWORD") ?? "") || undefined);
  if (given !== undefined) {
    output.hide([given]);
    return given;
  }
  const { terminal: { stdin, stderr }, askSecret } = world;
  if (!stdin || !stderr || askSecret === undefined) return undefined;
  const ask = async (archive: string) => {
    const answer = await askSecret(`Password of ${archive}:`);
    output.hide([answer]);
    return answer;
  };
  // There is one keyboard: where several archives are read at a time, one question waits for another.
  let last: Promise<unknown> = Promise.resolve();
  return (archive = "the archive") => {
    const answer = last.then(() => ask(archive));
    last = answer.catch(() => {});
    return answer;
  };
}

async function fromFlags(
  { password, "password-file": file }: FlagValues<typeof PASSWORD_FLAGS>,
  world: Surroundings,
  output: Said,
): Promise<string | undefined> {
  refuseBoth({ password, "password-file": file });
  if (file !== undefined) return await readSecret(file, "--password-file", world);
  const safer = "--password-file and SITEHAUL_ARCHIVE_PASSWORD are safer";
  if (password !== undefined) noteArgument("a password", safer, { world, output });
  return password;
}
