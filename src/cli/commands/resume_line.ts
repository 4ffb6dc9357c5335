/** The command line that goes on with a download. */
import { RESUME_HINT } from "../../download/kept.ts";
import type { FetchFlags } from "../context/context.ts";

/** A download that broke off, as far as a command line names it. */
export interface Resumable {
  /** As it was named on the command line, or the address without a password. */
  readonly site: string;
  /** What follows the site on the command line. */
  readonly record: number;
  /** Where the parts are that have come so far. */
  readonly dir: string;
  readonly part?: number | undefined;
  /** Whether the archive is read to its end. */
  readonly verify: boolean;
  readonly deleteRemote: boolean;
}

/**
 * The command line, for a shell. No secret is in it: who gave one on the command line gives it again.
 *
 * @param download what it is to go on with
 * @param flags those of the command that was interrupted
 */
export function resumeLine(
  { site, record, dir, part, verify, deleteRemote }: Resumable,
  flags: FetchFlags,
): string {
  const words = ["sitehaul", "download", site, String(record), "--dir", dir];
  // What the configuration says of the site, it says again.
  const given = { part, mode: flags.mode, url: flags.url && withoutPassword(flags.url) };
  const kept = {
    "known-hosts": flags["known-hosts"],
    "key-file": flags["key-file"],
    "secret-file": flags["secret-file"],
    config: flags.config,
    "ca-file": flags["ca-file"],
  };
  for (const [name, value] of Object.entries({ ...given, ...kept })) {
    if (value !== undefined) words.push(`--${name}`, String(value));
  }
  if (flags.insecure) words.push("--insecure");
  if (!verify) words.push("--no-verify");
  if (deleteRemote) words.push("--delete-remote");
  return words.map(quotedWord).join(" ");
}

function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^/@:]*):[^/]*@/, "$1@");
}

/** A hint that tells to run a download again, with the command line for that. */
export function withResumeLine(hint: string | undefined, line: string): string | undefined {
  return hint?.replace(RESUME_HINT, () => `This resumes it: ${line}`);
}

/** As a POSIX shell reads it back. */
function quotedWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
