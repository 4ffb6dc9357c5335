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
  [/^src\/(connection|history)\//, 5],
  [/^src\/(negotiate|download|retention|status)\//, 6],
  [/^src\/client\//, 7],
  [/^src\/(mod\.ts$|fleet\/)/, 8],
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

/** A file without its comments, which may cite what was observed of a product. */
async function codeOf(path: string): Promise<string> {
  return (await Deno.readTextFile(join(ROOT, path))).replace(
    /\/\*[\s\S]*?\*\/|(?<![:"'`\w])\/\/.*/g,
    (comment) => comment.replace(/[^\n]/g, ""),
  );
}

/** The names of products and of what they are made for, in texts and in identifiers; their paths. */
const PRODUCT_NAME = new RegExp(
  [
    ...products.flatMap(({ id, name }) => [id, ...name.match(/[a-z]+/gi) ?? []]),
    "wp-",
    "admin-ajax",
  ]
    .filter((word) => !/^(?:backup|for)$/i.test(word)).join("|"),
  "gi",
);

/** Another program, whose command line and file are understood, and which is no product. */
const INCUMBENT = /\.?\bakeebaremotecli|Akeeba Remote CLI/g;

/** What a text says of a version: `version 9.3.3`, `PHP 8`, `9.5.1`; not `API version 2`. */
const VERSION_CLAIM =
  /(?<!API )\b(?:versions?|Akeeba Backup|PHP|WordPress|Joomla!?|Solo) v?\d|\b\d+\.\d+\.\d+(?:\.\d+)?\b/i;

/** Addresses of computers, and this program's own version. */
const NO_VERSION =
  /\b(?:127\.0\.0\.1|0\.0\.0\.0)\b|VERSION: string = "[\d.]+"|@sitehaul\/sitehaul\/[\d.]+/g;

/** Where neutral code may name products or versions, and why. */
const MAY_NAME: readonly (readonly [RegExp, string])[] = [
  [/^src\/cli\/(?:declarations|help)\//, "help names products as people know them, and examples"],
  [
    /^src\/base\/credential_names\.ts$/,
    "the API's own names on the wire, the same for all products",
  ],
  [/^src\/remote_cli\/address\.ts$/, "what the options of another program stand for if left out"],
  [/^src\/product\/compare_versions\.ts$/, "how versions are written"],
];

/** What a line of code says of a product: a name, or a number of a version in a text. */
function factsIn(line: string): string[] {
  const own = line.replace(NO_VERSION, "").replace(INCUMBENT, "");
  const texts = own.match(/"(?:[^"\\]|\\.)*"|`[^`]*`?/g) ?? [];
  return [
    ...own.match(PRODUCT_NAME) ?? [],
    ...texts.filter((text) => VERSION_CLAIM.test(text)),
  ];
}

Deno.test("the reader of product facts finds names in texts and identifiers, and numbers of versions", () => {
  for (
    const line of [
      'if (product.id === "joomla") {',
      "const isWordPress = true;",
      "const wordpressRoot = root;",
      "`Akeeba Solo ${version}`",
      "function soloPath() {",
      'const path = "wp-admin/admin-ajax.php";',
      'const query = { option: "com_akeeba" };',
      'hint: "Update to version 9"',
      'since: "10.2.1"',
    ]
  ) assert(factsIn(line).length > 0, line);
  for (
    const line of [
      "for (const isolated of console.list()) resolve();",
      'const file = join(home, ".akeebaremotecli");',
      'hostname: "127.0.0.1"',
      '"API version 2 answers"',
      '"Check the PHP error log"',
      "const backup = forEach(item);",
    ]
  ) assertEquals(factsIn(line), [], line);
});

Deno.test("neutral code names no product and no version of one: the products' data does", async () => {
  const facts: string[] = [];
  const used = new Set<RegExp>();
  for (const path of files.filter((file) => file.startsWith("src/") && !isSimulator(file))) {
    const excused = MAY_NAME.find(([pattern]) => pattern.test(path))?.[0];
    for (const [index, line] of (await codeOf(path)).split("\n").entries()) {
      if (factsIn(line).length === 0) continue;
      if (excused === undefined) facts.push(`${path}:${index + 1}: ${line.trim()}`);
      else used.add(excused);
    }
  }
  assertEquals(facts, []);
  const unused = MAY_NAME.filter(([pattern]) => !used.has(pattern)).map(([, why]) => why);
  assertEquals(unused, [], "an exception that nothing needs");
});

Deno.test("only what each runtime has of its own touches the Deno namespace: process, fetch, files, permissions", async () => {
  const allowed = [
    "src/archive/may_read.ts",
    "src/base/system.ts",
    "src/cli/world/process.ts",
    "src/files/flock.ts",
    "src/files/look.ts",
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
