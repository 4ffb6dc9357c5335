/**
 * What happens while an archive is extracted.
 * @module
 */
import type { ExtractEvent } from "../../archive/mod.ts";
import { type DescribeProblem, problemDocument, summaryDocument, summaryText } from "./archive.ts";
import { formatBytes } from "./bytes.ts";
import type { Document } from "./documents.ts";
import type { EventLine } from "./output.ts";

/** An event for programs, and for people. */
export function extractEvent(
  archive: string,
  event: ExtractEvent,
  describe: DescribeProblem,
): { readonly document: Document; readonly line: EventLine } {
  const { type } = event;
  switch (type) {
    case "entry": {
      const { path, kind, size } = event;
      return {
        document: { type, archive, path, kind, size },
        line: { kind: "progress", phase: "extract", text: path },
      };
    }
    case "progress": {
      const { path, written, size } = event;
      const percent = size === 0 ? 100 : written / size * 100;
      const text = `${path}, ${formatBytes(written)} of ${formatBytes(size)}`;
      return {
        document: { type, archive, path, written, size },
        line: { kind: "progress", phase: "extract", text, percent },
      };
    }
    case "problem": {
      const { problem } = event;
      return {
        document: { type, archive, ...problemDocument(problem) },
        line: { kind: "warning", text: describe(problem) },
      };
    }
    case "summary":
      return {
        document: { type, archive, ...summaryDocument(event) },
        // People read it at the end, from the error.
        line: { kind: "progress", phase: "extract", text: summaryText(event) },
      };
  }
}
