/**
 * The script for a shell.
 * @module
 */
import type { Declaration } from "../command.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { completedCommands } from "./table.ts";
import { zshScript } from "./zsh.ts";

/** The script that completes command lines in a shell: `bash`, `zsh`, or else `fish`. */
export function completionScript(shell: string, commands: readonly Declaration[]): string {
  const table = completedCommands(commands);
  if (shell === "bash") return bashScript(table);
  return shell === "zsh" ? zshScript(table) : fishScript(table);
}
