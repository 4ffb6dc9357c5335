/**
 * Flags that a command has, but that would have no effect beside the others: they are refused rather
 * than ignored.
 */
import { SitehaulError } from "../../base/errors.ts";
import { PASSWORD_FLAGS, REMOTE_FLAGS } from "../declarations/shared.ts";

/** The flags of an invocation. */
type Given = Readonly<Record<string, unknown>>;

/**
 * Refuses the first of these flags that was given.
 *
 * @param names the flags, none of which has a default
 * @param reason what stands after the name of the flag, such as `needs SITE`
 * @throws {SitehaulError} `usage/flag`
 */
export function refuseFlags(
  flags: Given,
  names: readonly string[],
  reason: string,
  hint: string,
): void {
  const name = names.find((each) => isGiven(flags[each]));
  if (name !== undefined) throw new SitehaulError("usage/flag", `--${name} ${reason}`, { hint });
}

/** A password is only needed to read an archive. */
export function refuseUnusedPassword(flags: Given): void {
  if (flags["no-verify"] !== true) return;
  const hint = "The password is only needed to read the archive. Omit one of them.";
  refuseFlags(flags, Object.keys(PASSWORD_FLAGS), "cannot be used with --no-verify", hint);
}

/** Where files come from differs from site to site. */
export function refuseRemoteOfSeveral(flags: Given): void {
  const why = "is for one site: each of these may need another one";
  refuseFlags(flags, Object.keys(REMOTE_FLAGS), why, 'Write it under "remote" of each site.');
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}
