/**
 * The floors of the house: a room uses rooms below it, never its neighbours, never those above.
 */
import { assert, assertEquals } from "@std/assert";
import { dirname, join, relative } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { products } from "../plugins/mod.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** The floor of each room; a room is a folder, or a file of its own. */
const FLOORS: readonly (readonly [RegExp, number])[] = [
  [
    /^src\/(errors|error_guide|update_advice|exchange_advice|error_advice|endpoint|redact|secret_pattern|challenge|program_version|message_text|secret_text|byob_reader)\.ts$/,
    0,
  ],
  [
    /^src\/(answer_error|nearest|product|product_contract|product_signs|errata|product_checks|product_rules|product_shape|compare_versions|levels|scalars|replies|method|methods|legacy_methods)\.ts$/,
    1,
  ],
  [/^src\/(codecs|transport|resolve|config)\//, 2],
  [/^plugins\/(joomla|wordpress|solo)\//, 2],
  [/^src\/connection\//, 3],
  [/^src\/(negotiate|download|archive)\//, 4],
  [/^src\/client\//, 5],
  [/^src\/mod\.ts$/, 7],
  [/^plugins\/mod\.ts$/, 7],
  [/^mod\.ts$/, 8],
  [/^src\/cli\//, 9],
];

/** Floors 0 and 1 are single files that make up one room each; the command line has inner walls. */
function roomOf(path: string): string {
  const floor = floorOf(path);
  return floor <= 1 || floor === 9 ? `floor ${floor}` : dirname(path);
}

function floorOf(path: string): number {
  const found = FLOORS.find(([pattern]) => pattern.test(path));
  assert(found !== undefined, `${path} stands on no floor: add it to the plan, or move it`);
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
  // Examples in comments import, too; they are no part of the house.
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
const inTheHouse = imports.filter(({ from }) => !isSimulator(from));

Deno.test("the reader of imports sees the house", () => {
  assert(files.length > 40 && imports.length > 150);
  assert(imports.some(({ from, to }) => from === "mod.ts" && to === "src/mod.ts"));
});

Deno.test("every import leads down, or stays in its room", () => {
  const wrong = inTheHouse
    .filter(({ to }) => !isSimulator(to))
    .filter(({ from, to }) => roomOf(from) !== roomOf(to) && floorOf(to) >= floorOf(from))
    .map(({ from, to }) => `${from} → ${to}`);
  assertEquals(wrong, []);
});

Deno.test("only the command line starts the simulator, which knows nothing but the ground floor", () => {
  const users = inTheHouse.filter(({ to }) => isSimulator(to)).map(({ from }) => from);
  assertEquals(users.filter((from) => !from.startsWith("src/cli/")), []);
  const known = imports.filter(({ from, to }) => isSimulator(from) && !isSimulator(to));
  assertEquals(
    known.filter(({ to }) => floorOf(to) > 0).map(({ from, to }) => `${from} → ${to}`),
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
      file.startsWith("src/") && !isSimulator(file) && floorOf(file) <= 7
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

Deno.test("only the command line, the simulator's server, the certificates and locks touch the Deno namespace", async () => {
  const allowed =
    /^src\/(cli\/|simulator\/serve\.ts|transport\/fetch_transport\.ts|download\/claim\.ts)/;
  const users: string[] = [];
  for (const path of files.filter((file) => !allowed.test(file))) {
    const code = (await Deno.readTextFile(join(ROOT, path))).replace(
      /\/\*[\s\S]*?\*\/|\/\/.*/g,
      "",
    );
    if (/\bDeno\.[a-z]/.test(code)) users.push(path);
  }
  assertEquals(users, []);
});

Deno.test("the library uses nothing that Node 20 lacks", async () => {
  const missing =
    /\b(?:Map|Object)\.groupBy\(|Promise\.(?:withResolvers|try)\b|\bArray\.fromAsync\(/;
  const users: string[] = [];
  for (const path of files.filter((file) => !/^src\/(cli|config|simulator)\//.test(file))) {
    const code = (await Deno.readTextFile(join(ROOT, path))).replace(
      /\/\*[\s\S]*?\*\/|\/\/.*/g,
      "",
    );
    if (missing.test(code)) users.push(path);
  }
  assertEquals(users, []);
});
