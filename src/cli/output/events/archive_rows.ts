/** The events of extracting an archive, besides `progress`. */
import { problemDocument, summaryDocument, summaryText } from "../archive.ts";
import { type Rows, warning } from "./row.ts";

/** In the order of the documents. */
export const ARCHIVE_ROWS: Rows<"entry" | "problem" | "summary"> = {
  entry: {
    about: "An entry of an archive has been extracted",
    fields: ({ archive, field, count, z }) => ({
      archive,
      path: field(z.string(), "The path of the entry"),
      kind: field(z.enum(["file", "directory", "link"]), "What it is"),
      size: field(count, "The size in bytes"),
    }),
    progress: ({ path }) => ({ phase: "extract", text: path }),
  },
  problem: {
    about: "Something is wrong in an archive",
    fields: ({ archive, PROBLEM }) => ({ archive, ...PROBLEM }),
    json: ({ type, archive, problem }) => ({ type, archive, ...problemDocument(problem) }),
    line: ({ text }) => warning(text),
  },
  summary: {
    about: "An archive has been extracted, but not completely",
    fields: ({ archive, field, count, z }) => ({
      archive,
      ok: field(z.boolean(), "Whether everything selected was extracted"),
      files: field(count, "The number of files, without damaged ones"),
      directories: field(count, "The number of folders"),
      links: field(count, "The number of links"),
      bytes: field(count, "Bytes written"),
      skipped: field(count, "The number of entries not selected"),
      leftOut: field(count, "The number of entries that were selected, and are not there"),
      damaged: field(count, "The number of files that were written although they are damaged"),
      repeated: field(count, "How many files and links were stored again with the same content"),
      problems: field(count, "The number of problems"),
      unlisted: field(count, "How many of them were not reported one by one"),
    }),
    json: ({ type, archive, summary }) => ({ type, archive, ...summaryDocument(summary) }),
    // People read it at the end, from the error.
    progress: ({ summary }) => ({ phase: "extract", text: summaryText(summary) }),
  },
};
