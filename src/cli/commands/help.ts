import {
  ERROR_CODES,
  type ErrorAdvice,
  errorAdvice,
  type ErrorCode,
  ERRORS,
  SitehaulError,
} from "../../base/errors.ts";
import { meant } from "../parse/flags.ts";
import { nearest } from "../../base/nearest.ts";
import type { InvocationOf } from "../context/command.ts";
import type { help } from "../declarations/program.ts";
import { codesWith, meaningWithoutCode } from "../world/exit_status.ts";
import { adviceInFlags } from "../world/in_flags.ts";
import { findCommandForHelp, groupCalled, isGroupOnly } from "../parse/find_command.ts";
import { showGroup, showHelp } from "../help/help.ts";
import type { Output } from "../output/output.ts";
import type { Style } from "../output/style.ts";

export function run(
  { args: { words }, commands, context: { output } }: InvocationOf<typeof help>,
): void {
  const [word] = words;
  // No command has a slash in its name.
  if (word?.includes("/")) showError(word, output);
  else if (words.length === 1 && /^\d+$/.test(word ?? "")) showStatus(Number(word), output);
  else if (words.length === 1 && isGroupOnly(word ?? "", commands)) {
    showGroup(word ?? "", groupCalled(word ?? "", commands), output);
  } else showHelp(findCommandForHelp(words, commands), commands, output);
}

function showError(word: string, output: Output): void {
  const code = ERROR_CODES.find((each) => each === word);
  if (code === undefined) {
    const guess = nearest(word, ERROR_CODES);
    throw new SitehaulError("usage/command", `There is no error ${JSON.stringify(word)}`, {
      hint: `${meant(guess)}docs/errors.md lists all of them.`,
    });
  }
  const explained = explainedCode(code);
  output.result(explained, (style) => errorText(explained, style), { exactly: true });
}

/** All codes that end with a status, or what it means to the shell. */
function showStatus(status: number, output: Output): void {
  const codes = codesWith(status).map(explainedCode);
  const meaning = codes.length > 0 ? undefined : meaningWithoutCode(status);
  if (codes.length === 0 && meaning === undefined) {
    throw new SitehaulError("usage/command", `There is no exit status ${status}`, {
      hint: "docs/errors.md lists all of them.",
    });
  }
  output.result(
    { exit: status, meaning: meaning ?? null, codes },
    (style) => meaning ?? codes.map((each) => errorText(each, style)).join("\n\n"),
    { exactly: true },
  );
}

interface ExplainedCode extends ErrorAdvice {
  readonly code: ErrorCode;
  readonly exit: number;
}

function explainedCode(code: ErrorCode): ExplainedCode {
  const { cause, cure } = errorAdvice(code);
  return {
    code,
    exit: ERRORS[code].exit,
    cause: adviceInFlags(cause),
    cure: adviceInFlags(cure),
  };
}

function errorText({ code, exit, cause, cure }: ExplainedCode, style: Style): string {
  return `${style.bold(code)} (exit status ${exit})\n\n${cause}\n\n${cure}`;
}
