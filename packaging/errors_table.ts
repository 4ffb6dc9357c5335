import { ERROR_CODES, type ErrorCode, ERRORS } from "../src/base/errors.ts";
import { adviceInFlags } from "../src/cli/world/in_flags.ts";

/** All codes as one table in Markdown, by exit status. */
export function errorPages(): string {
  const codes = ERROR_CODES.toSorted((a, b) => ERRORS[a].exit - ERRORS[b].exit);
  return [
    "| exit status | code | usual cause | remedy |",
    "| --- | --- | --- | --- |",
    ...codes.map(rowOf),
  ].join("\n");
}

function rowOf(code: ErrorCode): string {
  const { exit, cause, cure } = ERRORS[code];
  return `| ${exit} | \`${code}\` | ${cell(adviceInFlags(cause))} | ${cell(adviceInFlags(cure))} |`;
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
