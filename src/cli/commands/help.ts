import { errorAdvice } from "../../error_advice.ts";
import { type ErrorCode, EXIT_STATUS, SitehaulError } from "../../errors.ts";
import { nearest } from "../../nearest.ts";
import type { InvocationOf } from "../command.ts";
import type { help } from "../declarations/program.ts";
import { findCommandForHelp, groupCalled, isGroupOnly } from "../find_command.ts";
import { showGroup, showHelp } from "../help.ts";
import type { Output } from "../output/output.ts";

/** Runs `help`. */
export async function run(
  { args: { words }, commands, output }: InvocationOf<typeof help>,
): Promise<void> {
  const [word] = words;
  // No command has a slash in its name.
  if (word?.includes("/")) await showError(word, output);
  else if (words.length === 1 && isGroupOnly(word ?? "", commands)) {
    showGroup(word ?? "", groupCalled(word ?? "", commands), output);
  } else showHelp(findCommandForHelp(words, commands), commands, output);
}

async function showError(word: string, output: Output): Promise<void> {
  const code = codes().find((each) => each === word);
  if (code === undefined) {
    const guess = nearest(word, codes());
    throw new SitehaulError("usage/command", `There is no error ${JSON.stringify(word)}`, {
      hint: `${
        guess === undefined ? "" : `Did you mean ${guess}? `
      }docs/errors.md lists all of them.`,
    });
  }
  const exit = EXIT_STATUS[code];
  const { cause, cure } = await errorAdvice(code);
  output.result(
    { code, exit, cause, cure },
    (style) => `${style.bold(code)} (exit status ${exit})\n\n${cause}\n\n${cure}`,
  );
}

function codes(): ErrorCode[] {
  return Object.keys(EXIT_STATUS) as ErrorCode[];
}
