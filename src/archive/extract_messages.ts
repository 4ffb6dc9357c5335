/** What is said about an extraction. */
import { SitehaulError } from "../base/errors.ts";
import { cannotWrite } from "../files/disk.ts";
import { MOST_DAMAGE } from "./damage.ts";
import type { Entry } from "./entry.ts";
import type { NameFinding } from "./ledger.ts";
import type { PartChain } from "./part_chain.ts";
import type { Problem } from "./problem.ts";
import { quotedName } from "./spelling.ts";
import type { WrittenFile } from "./target_folder.ts";

/** The files that sitehaul finds by itself, on systems that do not distinguish case as well. */
const CONFIGURATION = /(?:^|\/)(?:sitehaul\.ya?ml|\.akeebaremotecli)$/i;

/** Who made an archive must not choose unnoticed where secrets are sent, and what programs are run. */
export function configurationFinding({ path }: Entry): NameFinding | undefined {
  if (!CONFIGURATION.test(path)) return undefined;
  const message = "sitehaul may take this for its configuration when it runs in that folder or " +
    "below it: look at it first";
  return { severity: "warning", code: "configuration", message };
}

/** An entry of the same name was read in order; this one may be out of an archive in the archive. */
export const OLDER: NameFinding = {
  severity: "warning",
  code: "duplicate",
  message: "an earlier entry has the same name; this one was found by searching behind damage, " +
    "and is left out",
};

/** Adds to the message of a damaged file under which name it was written, and how much of it. */
export function kept(problem: Problem, entry: Entry, { path, size }: WrittenFile): Problem {
  const what = path === entry.path
    ? "it was written as it is"
    : `its first ${size} bytes are in ${quotedName(path)}`;
  return { ...problem, message: `${problem.message}; ${what}` };
}

/** A warning, since hardly any of so many errors is listed. */
export function givenUp(chain: PartChain, { offset }: Problem): Problem {
  const message = `${MOST_DAMAGE} places are damaged: what follows is not extracted`;
  return chain.problem(offset, "limit", message, { severity: "warning" });
}

/** The error for a disk that does not take what it should. */
export function notWritten(path: string, cause: unknown): SitehaulError {
  const hint = "Check that the folder may be written, and that the disk is not full.";
  return cannotWrite(JSON.stringify(path), cause, hint);
}

/** The error for patterns that fit nothing. */
export function nothingChosen(only: readonly string[] | undefined): SitehaulError {
  const patterns = (only ?? []).map((pattern) => JSON.stringify(pattern)).join(", ");
  return new SitehaulError("usage/value", `No entry of the archive matches ${patterns}`, {
    hint: "List the archive to see its paths. `*` stays within a folder, `**` does not.",
  });
}
