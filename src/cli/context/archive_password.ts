/** Where the password of an archive comes from. */
import type { FlagValues } from "../declarations/command.ts";
import type { PASSWORD_FLAGS } from "../declarations/shared.ts";
import type { Output } from "../output/output.ts";
import { meantSecret } from "../../base/secret_text.ts";
import { noteArgument, readSecret, refuseBoth } from "./secrets.ts";
import type { NamedSite } from "./context.ts";
import type { World } from "../world/world.ts";

type Surroundings = Pick<World, "env" | "terminal" | "askSecret" | "cwd" | "signal">;
type Said = Pick<Output, "hide" | "note">;

interface Around {
  readonly world: Surroundings;
  readonly output: Said;
}

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
  around: Around,
): Promise<ArchivePassword> {
  return await givenPassword(flags, around) ?? prompt(around);
}

/** The password of the archives of one site after the other. */
export type PasswordOf = (
  site: Pick<NamedSite, "name" | "settings" | "archivePassword">,
) => Promise<ArchivePassword>;

/**
 * The same for archives that come from sites, each of which may have one of its own in the
 * configuration: that goes before a prompt.
 *
 * @throws {SitehaulError} `usage/value`
 */
export async function archivePasswords(
  flags: FlagValues<typeof PASSWORD_FLAGS>,
  around: Around,
): Promise<PasswordOf> {
  const given = await givenPassword(flags, around);
  const isTyped = flags.password !== undefined || flags["password-file"] !== undefined;
  const ask = prompt(around);
  return async (site) => {
    if (given === undefined) return await site.archivePassword() ?? ask;
    if (!isTyped && site.settings.archivePassword !== undefined) {
      around.output.note(
        `note: SITEHAUL_ARCHIVE_PASSWORD is used for ${site.name} instead of the configured password`,
      );
    }
    return given;
  };
}

async function givenPassword(
  flags: FlagValues<typeof PASSWORD_FLAGS>,
  { world, output }: Around,
): Promise<string | undefined> {
  // An empty variable is one that was not set, as in `SITEHAUL_ARCHIVE_PASSWORD= sitehaul …`.
  const given = await fromFlags(flags, world, output) ??
    (meantSecret(world.env("SITEHAUL_ARCHIVE_PASSWORD") ?? "") || undefined);
  if (given !== undefined) output.hide([given]);
  return given;
}

function prompt({ world, output }: Around): ArchivePassword {
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
