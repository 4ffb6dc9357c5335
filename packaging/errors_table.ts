import { ERROR_CODES, type ErrorCode, ERRORS } from "../src/base/errors.ts";
import { adviceInFlags } from "../src/cli/world/in_flags.ts";

/** The exit statuses and their codes as Markdown: a short table, then a section for each status. */
export function errorPages(): string {
  const byStatus = Map.groupBy(ERROR_CODES, (code) => ERRORS[code].exit);
  const statuses = [...byStatus].toSorted(([a], [b]) => a - b);
  const rows = statuses.map(([status, each]) =>
    `| [${status}](#exit-status-${status}) | ${each.map((code) => `\`${code}\``).join(", ")} |`
  );
  const sections = statuses.map(([status, each]) =>
    [`## Exit status ${status}`, table(each)].join("\n\n")
  );
  return [["| status | codes |", "| --- | --- |", ...rows].join("\n"), ...sections].join("\n\n");
}

function table(codes: readonly ErrorCode[]): string {
  const rows = codes.map((code) => {
    const { cause, cure } = ERRORS[code];
    return `| \`${code}\` | ${cell(adviceInFlags(cause))} | ${cell(adviceInFlags(cure))} |`;
  });
  return ["| code | usual cause | remedy |", "| --- | --- | --- |", ...rows].join("\n");
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
