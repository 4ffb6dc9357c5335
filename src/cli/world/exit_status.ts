/** What an exit status means, be it one of sitehaul or one that the shell gives in its place. */
import { constants } from "node:os";
import { ERROR_CODES, type ErrorCode, ERRORS } from "../../base/errors.ts";

/** The codes that end with an exit status. */
export function codesWith(status: number): ErrorCode[] {
  return ERROR_CODES.filter((code) => ERRORS[code].exit === status);
}

const NOT_OURS: Readonly<Record<number, string>> = {
  124: "This is not an exit status of sitehaul: the command timeout ended it after the given time.",
  126:
    "This is not an exit status of sitehaul: the shell found the program, but could not run it. " +
    "Check that the file is executable, and its first line.",
  127: "This is not an exit status of sitehaul: the shell did not find the program. Check PATH, " +
    "which is short in cron, or write the whole path of sitehaul.",
};

/** What a status means with which no code ends; `undefined` where nobody uses it. */
export function meaningWithoutCode(status: number): string | undefined {
  if (status === 0) return "The command did what it was asked to do.";
  return NOT_OURS[status] ?? ofSignal(status - 128);
}

/** A shell adds 128 to the number of the signal that ended a program. */
function ofSignal(number: number): string | undefined {
  const [name] = Object.entries(constants.signals).find(([, each]) => each === number) ?? [];
  if (name === undefined) return undefined;
  const reason = name === "SIGKILL" ? " Often the system does so when memory runs out." : "";
  return `This is not an exit status of sitehaul: the signal ${name} ended it at once.${reason}`;
}
