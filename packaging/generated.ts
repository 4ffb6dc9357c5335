/**
 * The parts of the documents that are made from the code, each between two marks, such as
 * `<!-- commands:start -->` and `<!-- commands:end -->`.
 *
 * Bring them all up to date: deno task readme
 */
import { catalogueTables } from "./catalogue_tables.ts";
import { commandPages, commandsTable } from "./commands_table.ts";
import { environmentTable } from "./environment_table.ts";
import { errorPages } from "./errors_table.ts";
import { documentPages, eventPages, shapePages } from "./json_tables.ts";

/** A part of a document that is made from the code. */
export interface GeneratedPart {
  /** The document, from the top of the project. */
  readonly file: string;
  /** What the HTML comments around the part are called: `<!-- mark:start -->`. */
  readonly mark: string;
  /** Makes what stands between these comments, from the code as it is now. */
  readonly render: () => string;
}

export const GENERATED_PARTS: readonly GeneratedPart[] = [
  { file: "README.md", mark: "commands", render: commandsTable },
  { file: "docs/commands.md", mark: "commands", render: commandPages },
  { file: "docs/configuration.md", mark: "environment", render: environmentTable },
  { file: "docs/endpoints.md", mark: "catalogue", render: catalogueTables },
  { file: "docs/errors.md", mark: "errors", render: errorPages },
  { file: "docs/events.md", mark: "events", render: eventPages },
  { file: "docs/json.md", mark: "documents", render: documentPages },
  { file: "docs/json.md", mark: "shapes", render: shapePages },
];

/** A document with the text between two marks replaced; `undefined` where it lacks them. */
export function withPart(document: string, mark: string, text: string): string | undefined {
  const [start, end] = [`<!-- ${mark}:start -->`, `<!-- ${mark}:end -->`];
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from < 0 || to < from) return undefined;
  // The formatter would pad the cells of a table to the width of its longest.
  const lines = ["<!-- deno-fmt-ignore-start -->", text.trim(), "<!-- deno-fmt-ignore-end -->"];
  return `${document.slice(0, from + start.length)}\n\n${lines.join("\n\n")}\n\n${
    document.slice(to)
  }`;
}

/** The document of a part, as it is and as it should be. */
export async function documentOf(
  { file, mark, render }: GeneratedPart,
): Promise<{ path: URL; before: string; after: string | undefined }> {
  const path = new URL(`../${file}`, import.meta.url);
  const before = await Deno.readTextFile(path);
  return { path, before, after: withPart(before, mark, render()) };
}

if (import.meta.main) {
  // One after the other: some parts are in the same document.
  for (const part of GENERATED_PARTS) {
    const { path, after } = await documentOf(part);
    if (after === undefined) throw new Error(`${part.file} lacks the marks around ${part.mark}`);
    await Deno.writeTextFile(path, after);
  }
}
