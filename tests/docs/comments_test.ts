/** That comments say something, and in the words of the field. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { type Comment, docCommentsIn, onlyRepeats } from "./comments.ts";
import { DOCUMENTS, TOP } from "./documents.ts";

const FOLDERS = ["src", "plugins", "tests", "bench", "examples", "packaging"];

function sourcesIn(folder: string): string[] {
  return [...Deno.readDirSync(fileURLToPath(new URL(folder, TOP)))].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory ? sourcesIn(path) : path.endsWith(".ts") ? [path] : [];
  });
}

function read(path: string): string {
  return Deno.readTextFileSync(fileURLToPath(new URL(path, TOP)));
}

const SOURCES = ["mod.ts", ...FOLDERS.flatMap(sourcesIn)];

Deno.test("no doc comment only repeats what stands beside it", () => {
  const comments = SOURCES.flatMap((path) =>
    docCommentsIn(read(path)).map((comment) => ({ path, ...comment }))
  );
  assert(comments.length > 3000);
  const empty = comments.filter(onlyRepeats);
  assertEquals(empty.map(({ path, line, text }) => `${path}:${line}: ${text}`), []);
});

function comment(text: string, declared: string, within = ""): Comment {
  return { line: 1, text, declared, within };
}

Deno.test.each<Comment>([
  comment("The backup records.", "readonly records: readonly BackupRecord[];"),
  comment("The number of the record.", "readonly recordId: number;", "BackupStarted"),
  comment("Whether the backup is running.", "get isRunning(): boolean {", "Backup"),
  comment("Options of a download.", "export interface DownloadOptions {"),
  comment("Deletes the files of a backup.", "export async function deleteFiles(backup: Backup) {"),
  comment(
    "Runs `delete-files`.",
    "export async function run(invocation: Of<typeof deleteFiles>) {",
  ),
])("$text says nothing", (each) => assert(onlyRepeats(each)));

Deno.test.each<Comment>([
  comment("The backup records, newest first.", "readonly records: readonly BackupRecord[];"),
  comment("`undefined` where there is no record.", "readonly record: BackupRecord | undefined;"),
  comment("The size in bytes.", "readonly size: number;"),
  comment("The port. @default {0}", "readonly port?: number;"),
  comment("`--name` or `--name=value`.", "function split(word: string): Split {"),
  comment("The only API version to try.", "readonly api?: ApiVersion;"),
])("$text says something", (each) => assert(!onlyRepeats(each)));

Deno.test("doc comments are read with what they stand before", () => {
  const source = "/**\n * A module.\n * @module\n */\n\nimport x from 'x';\n" +
    "/** Who asks. */\nexport interface Caller {\n  /**\n   * The site,\n   * by name.\n   */\n" +
    "  readonly site: string;\n}\n";
  assertEquals(docCommentsIn(source), [
    { line: 7, text: "Who asks.", declared: "export interface Caller {", within: "" },
    { line: 9, text: "The site, by name.", declared: "readonly site: string;", within: "Caller" },
  ]);
});

/** What readers had to translate back. Disks, lines and buffers do have room. */
const PICTURES =
  /\b(?:(?:houses?|doors?|rooms|(?<!Math\.)floors?)\b|(?:an?|each|every|another|this|that|which|same|own|per)\s+room\b)/i;

Deno.test("folders, layers and entry points are called so, in code and in documents", () => {
  const files = [...SOURCES, ...DOCUMENTS, "deno.json", ".github/workflows/ci.yml"];
  const wrong = files.filter((path) => !path.endsWith("/comments_test.ts")).flatMap((path) =>
    read(path).split("\n").map((line, index) => `${path}:${index + 1}: ${line.trim()}`)
      .filter((line) => PICTURES.test(line))
  );
  assertEquals(wrong, []);
  for (const line of ["a door to the library", "Each room is a folder", "on the next floor"]) {
    assert(PICTURES.test(line), line);
  }
  assert(!PICTURES.test("Math.floor(3.5)") && !PICTURES.test("a disk without room"));
});
