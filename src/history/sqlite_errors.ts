/** What SQLite complains of, and what can be done about it. */
import * as z from "zod";
import { SitehaulError } from "../base/errors.ts";
import { messageOf } from "../base/message_text.ts";

/** Whether somebody else is at work there, for a moment. Deno's errors of `exec()` carry no code. */
export function isBusy(error: unknown): boolean {
  return /(?:database|table|schema) (?:\S+ )?is (?:locked|busy)|locking protocol/.test(
    messageOf(error),
  );
}

/** What to do, by words of the reason. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /malformed|not a database|corrupt/i,
    "It is damaged, and was left as it is. Move it away: a new one is begun.",
  ],
  [/newer sitehaul/, "Update sitehaul, or choose another folder for the history with `state`."],
  [/another program|belongs to|written by/, "Choose another folder for the history with `state`."],
  [/is full/, "Free some space on that disk, or choose another folder with `state`."],
];

/** Why the history cannot be used, as an error that says what to do. */
export function unusable(file: string, error: unknown): SitehaulError {
  if (error instanceof SitehaulError) return error;
  const reason = error instanceof z.ZodError
    ? `what it holds is malformed (${error.issues[0]?.path.join(".")})`
    : messageOf(error);
  const [, advice] = ADVICE.find(([words]) => words.test(reason)) ?? [];
  return new SitehaulError("history/unusable", `Cannot use the history ${file}: ${reason}`, {
    hint: advice ??
      "Check the folder, its permissions and the free disk space, or choose another one with `state`.",
    cause: error,
  });
}
