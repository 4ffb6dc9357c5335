/** The command line that goes on with a download. */
import { RESUME_HINT } from "../../download/kept.ts";
import type { FetchFlags } from "../context/context.ts";
import { FETCH_FLAGS, PATIENCE_FLAG, SITE_FLAGS } from "../declarations/shared.ts";

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
  if (part !== undefined) words.push("--part", String(part));
  // What the configuration says of the site, it says again.
  for (const [name, value] of Object.entries(flags)) {
    if (REPEATED.has(name)) words.push(...wordsOf(name, value));
  }
  if (!verify) words.push("--no-verify");
  if (deleteRemote) words.push("--delete-remote");
  return words.map(quotedWord).join(" ");
}

/** All that says where the files come from, and how; no secret. */
const REPEATED: ReadonlySet<string> = new Set(
  Object.keys({ ...FETCH_FLAGS, ...SITE_FLAGS, ...PATIENCE_FLAG, config: "" }).filter((name) =>
    !["dir", "no-verify", "secret", "token", "password", "explain"].includes(name)
  ),
);

function wordsOf(name: string, value: unknown): string[] {
  if (value === undefined || value === false) return [];
  if (value === true) return [`--${name}`];
  return (Array.isArray(value) ? value : [value]).flatMap((each) => [
    `--${name}`,
    name === "url" ? withoutPassword(String(each)) : String(each),
  ]);
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
