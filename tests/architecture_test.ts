/**
 * The layers: a folder uses folders below it, never its neighbours, never those above.
 */
import { assert, assertEquals } from "@std/assert";
import { dirname, join, relative } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { products } from "../plugins/mod.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** The layer of each folder. The command line and the simulator have layers of their own. */
const LAYERS: readonly (readonly [RegExp, number])[] = [
  [/^src\/base\//, 1],
  [/^src\/(protocol|transport|files)\//, 2],
  [/^src\/(stores|archive|product)\//, 3],
  [/^src\/(codecs|resolve|config)\//, 4],
  [/^plugins\/[^/]+\//, 4],
  [/^src\/connection\//, 5],
  [/^src\/(negotiate|download)\//, 6],
  [/^src\/client\//, 7],
  [/^src\/mod\.ts$/, 8],
  [/^plugins\/mod\.ts$/, 8],
  [/^mod\.ts$/, 9],
  [/^src\/cli\/world\//, 10],
  [/^src\/cli\/output\//, 11],
  [/^src\/cli\/declarations\//, 12],
  [/^src\/cli\/parse\//, 13],
  [/^src\/cli\/context\//, 14],
  [/^src\/remote_cli\//, 14],
  [/^src\/cli\/(help|completion|doctor)\//, 15],
  [/^src\/cli\/commands\//, 16],
  [/^src\/cli\/commands\.ts$/, 17],
  [/^src\/cli\/(run|main)\.ts$/, 18],
  [/^src\/simulator\/archives\//, 1],
  [/^src\/simulator\/(wire|setup)\//, 2],
  [/^src\/simulator\/(site|mischief)\//, 3],
  [/^src\/simulator\/methods\//, 4],
  [/^src\/simulator\/api\//, 5],
  [/^src\/simulator\/products\//, 6],
  [/^src\/simulator\/simulator\.ts$/, 7],
  [/^src\/simulator\/serve\.ts$/, 8],
  [/^src\/simulator\/mod\.ts$/, 9],
];

/** The layer on which the command line begins. */
const COMMAND_LINE = 10;

/** A folder directly below `src/`, `src/cli/`, `src/simulator/` or `plugins/`; else the file. */
function folderOf(path: string): string {
  return /^(?:src\/cli|src\/simulator|src|plugins)\/[^/]+(?=\/)/.exec(path)?.[0] ?? path;
}

function layerOf(path: string): number {
  const found = LAYERS.find(([pattern]) => pattern.test(path));
  assert(found !== undefined, `${path} is on no layer: add its folder to the plan, or move it`);
  return found[1];
}

interface Import {
  readonly from: string;
  readonly to: string;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^;"']*?from\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* sources(path);
    else if (name.endsWith(".ts") && !name.endsWith(".d.ts")) yield path;
  }
}

async function importsOf(path: string): Promise<Import[]> {
  // Examples in comments import, too; they do not count.
  const text = (await Deno.readTextFile(join(ROOT, path))).replace(/\/\*\*[\s\S]*?\*\//g, "");
  return [...text.matchAll(IMPORT)]
    .map((match) => match[1] ?? match[2] ?? "")
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => ({
      from: path,
      to: relative(ROOT, join(ROOT, dirname(path), specifier)),
    }));
}

const files = [
  "mod.ts",
  ...await Array.fromAsync(sources("src")),
  ...await Array.fromAsync(sources("plugins")),
];
const imports = (await Promise.all(files.map(importsOf))).flat();
const isSimulator = (path: string) => path.startsWith("src/simulator/");
const outsideSimulator = imports.filter(({ from }) => !isSimulator(from));

Deno.test("the reader of imports sees all files", () => {
  assert(files.length > 40 && imports.length > 150);
  assert(imports.some(({ from, to }) => from === "mod.ts" && to === "src/mod.ts"));
});

Deno.test("every import leads down, or stays in its folder", () => {
  const wrong = imports
    .filter(({ from, to }) => isSimulator(from) === isSimulator(to))
    .filter(({ from, to }) => folderOf(from) !== folderOf(to) && layerOf(to) >= layerOf(from))
    .map(({ from, to }) => `${from} → ${to}`);
  assertEquals(wrong, []);
});

Deno.test("src itself holds the entry point alone, and every other file has a layer", () => {
  const loose = files.filter((path) => /^src\/[^/]+$/.test(path));
  assertEquals(loose, ["src/mod.ts"]);
  for (const path of files) layerOf(path);
});

Deno.test("only the command line starts the simulator, which knows nothing but the lowest layer", () => {
  const users = outsideSimulator.filter(({ to }) => isSimulator(to)).map(({ from }) => from);
  assertEquals(users.filter((from) => !from.startsWith("src/cli/")), []);
  const known = imports.filter(({ from, to }) => isSimulator(from) && !isSimulator(to));
  assertEquals(
    known.filter(({ to }) => layerOf(to) > 1).map(({ from, to }) => `${from} → ${to}`),
    [],
  );
});

Deno.test("no file imports itself by a detour", () => {
  const next = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    assert(!way.includes(file), `a circle: ${[...way.slice(way.indexOf(file)), file].join(" → ")}`);
    if (done.has(file)) return;
    for (const { to } of next.get(file) ?? []) visit(to, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
});

Deno.test("the core names no product", async () => {
  const words = products.map(({ id }) => id).join("|");
  const named: string[] = [];
  for (
    const path of files.filter((file) =>
      file.startsWith("src/") && !isSimulator(file) && layerOf(file) < COMMAND_LINE - 1
    )
  ) {
    // What the core says in comments and to people may name products; what it does may not.
    const code = (await Deno.readTextFile(join(ROOT, path))).replace(
      /\/\*[\s\S]*?\*\/|\/\/.*/g,
      "",
    );
    for (const line of code.split("\n")) {
      if (new RegExp(`["'](${words})["']`).test(line)) named.push(`${path}: ${line.trim()}`);
    }
  }
  assertEquals(named, []);
});

/** What a text says of a version: `version 9.3.3`, `PHP 8`, `9.5.1`; not `API version 2`. */
const CLAIM =
  /(?<!API )\b(?:versions?|Akeeba Backup|PHP|WordPress|Joomla!?|Solo) v?\d|\b\d+\.\d+\.\d+(?:\.\d+)?\b/i;

/** How versions are written, which are simulated, and this program's own; an address. */
const NO_CLAIM =
  /"Write a version like|const VERSIONS = \{|VERSION: string|yaml-language-server|127\.0\.0\.1|"0\.0\.0\.0"/;

Deno.test("neutral code says nothing of versions: the products' data does", async () => {
  const claims: string[] = [];
  for (const path of files.filter((file) => file.startsWith("src/") && !isSimulator(file))) {
    const code = (await Deno.readTextFile(join(ROOT, path))).replace(
      /\/\*[\s\S]*?\*\/|(?<![:"'`\w])\/\/.*/g,
      "",
    );
    // The examples of the help name versions, as examples.
    if (path.startsWith("src/cli/declarations/")) continue;
    for (const line of code.split("\n").filter((each) => !NO_CLAIM.test(each))) {
      const texts = line.match(/"(?:[^"\\]|\\.)*"|`[^`]*`?/g) ?? [];
      if (texts.some((text) => CLAIM.test(text))) claims.push(`${path}: ${line.trim()}`);
    }
  }
  assertEquals(claims, []);
});

Deno.test("only what each runtime has of its own touches the Deno namespace: process, fetch, locks, permissions", async () => {
  const allowed = [
    "src/archive/may_read.ts",
    "src/cli/world/process.ts",
    "src/files/flock.ts",
    "src/transport/fetch_transport.ts",
  ];
  const users: string[] = [];
  for (const path of files.filter((file) => !allowed.includes(file))) {
    const code = (await Deno.readTextFile(join(ROOT, path))).replace(
      /\/\*[\s\S]*?\*\/|\/\/.*/g,
      "",
    );
    if (/\bdeno\.[a-z]/i.test(code)) users.push(path);
  }
  assertEquals(users, []);
});

Deno.test("the program uses nothing that Node 22 lacks", async () => {
  const missing =
    /\busing \w+ =|\bPromise\.try\b|\bRegExp\.escape\b|\bError\.isError\b|\.(?:to|from)(?:Hex|Base64)\(|\bTemporal\./;
  const users: string[] = [];
  for (const path of files) {
    const code = (await Deno.readTextFile(join(ROOT, path))).replace(
      /\/\*[\s\S]*?\*\/|\/\/.*/g,
      "",
    );
    if (missing.test(code)) users.push(path);
  }
  assertEquals(users, []);
});
