import { ERROR_CODES, type ErrorCode, ERRORS } from "../src/base/errors.ts";
import { markdownTable } from "./markdown.ts";
import { adviceInFlags } from "../src/cli/world/in_flags.ts";

/** All codes as one table in Markdown, by exit status. */
export function errorPages(): string {
  const codes = ERROR_CODES.toSorted((a, b) => ERRORS[a].exit - ERRORS[b].exit);
  return markdownTable(["exit status", "code", "usual cause", "remedy"], codes.map(rowOf));
}

function rowOf(code: ErrorCode): readonly string[] {
  const { exit, cause, cure } = ERRORS[code];
  return [`${exit}`, `\`${code}\``, adviceInFlags(cause), adviceInFlags(cure)];
}
