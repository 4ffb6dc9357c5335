/** The documents of the project, for the tests that read them. */
import { fileURLToPath } from "node:url";

/** The top of the project. */
export const TOP: URL = new URL("../../", import.meta.url);

/** The names of all documents, from the top. */
export const DOCUMENTS: readonly string[] = [
  ...[...Deno.readDirSync(TOP)].map(({ name }) => name),
  ...[...Deno.readDirSync(new URL("docs", TOP))].map(({ name }) => `docs/${name}`),
  "bench/README.md",
].filter((name) => name.endsWith(".md")).toSorted();

/** The text of a document. */
export function textOf(name: string): string {
  return Deno.readTextFileSync(fileURLToPath(new URL(name, TOP)));
}

/** The fenced blocks of a document in one of the languages. */
export function blocksOf(name: string, ...languages: readonly string[]): string[] {
  return [...textOf(name).matchAll(/^ *```(\w*)[^\n]*\n([^]*?)\n *```$/gm)]
    .filter(([, language = ""]) => languages.includes(language))
    .map(([, , text = ""]) => text);
}
