/** Flags of commands that write to the history, or read it. */
import type { Flags } from "./command.ts";

/** The flag of commands that read the history. */
export const STATE_FLAG = {
  state: {
    type: "string",
    value: "FOLDER",
    help: "The folder of the history (default: SITEHAUL_STATE, or one in the home folder)",
  },
} as const satisfies Flags;

/** The flags of commands that write to the history. */
export const HISTORY_FLAGS = {
  ...STATE_FLAG,
  "no-history": { type: "boolean", help: "Do not remember what was done" },
} as const satisfies Flags;
