/**
 * The flags of a command as the help shows them: its own, and those that it shares with every command
 * that connects to a site.
 */
import type { Declaration, Flags } from "../declarations/command.ts";
import { CONNECTION_FLAGS } from "../declarations/shared.ts";

/** Whether a command connects to a site, and so has all the flags for that. */
export function connects({ flags }: Pick<Declaration, "flags">): boolean {
  return Object.keys(CONNECTION_FLAGS).every((name) => Object.hasOwn(flags, name));
}

/** The flags of a command, without those that all commands share which connect to a site. */
export function ownFlags(command: Pick<Declaration, "flags">): Flags {
  if (!connects(command)) return command.flags;
  return Object.fromEntries(
    Object.entries(command.flags).filter(([name]) => !Object.hasOwn(CONNECTION_FLAGS, name)),
  );
}
