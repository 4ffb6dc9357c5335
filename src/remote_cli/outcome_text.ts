/** What an operation came to, in the words that scripts look for. */
import { formatBytes } from "../cli/output/bytes.ts";
import { counted } from "../cli/output/counted.ts";
import type { Outcome } from "../cli/output/output.ts";
import { oneLine } from "../cli/output/plain.ts";
import type { Style } from "../cli/output/style.ts";

/** A sentence for each thing that was done. */
export function outcomeText(outcome: Outcome, style: Style): string {
  if ("text" in outcome) return outcome.text(style, "");
  const { id, taken, size, download } = outcome.result;
  const lines: string[] = [];
  if (taken !== undefined) {
    const amount = size === undefined ? "" : `, ${formatBytes(size)}`;
    lines.push("The backup finished successfully.");
    lines.push(`Record ${id}: ${oneLine(taken.archive)}${amount}`);
  }
  for (const path of download?.paths ?? []) lines.push(`Downloaded ${oneLine(path)}`);
  if (download !== undefined && "files" in download.proof) {
    lines.push(`The archive was read to its end: ${counted(download.proof.files, "file")}.`);
  }
  if (download?.deletedRemote) lines.push("The files on the server were deleted.");
  return lines.join("\n");
}
