/** What the entry points export. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configurationOf } from "../../packaging/npm_package.ts";
import { inFolder } from "../support/in_folder.ts";
import { PUBLIC_NAMES } from "./public_names.ts";

const TOP = new URL("../../", import.meta.url);

interface Documentation {
  readonly nodes: Readonly<Record<string, { readonly symbols: readonly { name: string }[] }>>;
}

async function deno(args: readonly string[], cwd = fileURLToPath(TOP)) {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
  });
  const { stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The names that a module exports, in the order of its text. */
async function namesOf(path: string): Promise<string[]> {
  const { stdout, stderr } = await deno(["doc", "--quiet", "--json", path]);
  assert(stdout !== "", stderr);
  const { nodes } = JSON.parse(stdout) as Documentation;
  const [module] = Object.values(nodes);
  return [...new Set(module?.symbols.map(({ name }) => name))];
}

async function entryPoints(): Promise<[string, string][]> {
  const { exports } = configurationOf(await Deno.readTextFile(new URL("deno.json", TOP)));
  return Object.entries(exports);
}

Deno.test("every name that an entry point exports stands in the table, so that a new one is a decision", async () => {
  const frozen = (await entryPoints()).filter(([name]) => name !== "./core");
  const found = await Promise.all(frozen.map(async ([name, path]): Promise<[string, string[]]> => [
    name,
    (await namesOf(path)).toSorted(),
  ]));
  assertEquals(Object.fromEntries(found), PUBLIC_NAMES);
});

Deno.test("the library begins with connect, detect, Site and errors, and has about sixty names", async () => {
  const names = await namesOf("mod.ts");
  assertEquals(names.slice(0, 6), [
    "connect",
    "detect",
    "Site",
    "drain",
    "isSitehaulError",
    "SitehaulError",
  ]);
  assert(names.length <= 64, `${names.length} names`);
});

Deno.test("the core has everything that the library has but the products, and says that it is not frozen", async () => {
  const core = await namesOf("src/mod.ts");
  const missing = PUBLIC_NAMES["."]?.filter((name) => !core.includes(name));
  assertEquals(missing, ["products"]);
  assert(/not frozen/i.test(await Deno.readTextFile(new URL("src/mod.ts", TOP))));
});

/** Which of the names mean something without an import, on a page or in a worker. */
async function globalsAmong(names: readonly string[]): Promise<string[]> {
  return await inFolder(async (folder) => {
    const lines = names.map((name, index) => `export type T${index} = ${name} | typeof ${name};`);
    await Deno.writeTextFile(join(folder, "names.ts"), lines.join("\n"));
    const compilerOptions = { lib: ["esnext", "dom", "webworker"], types: [] };
    const configuration = join(folder, "deno.json");
    await Deno.writeTextFile(configuration, JSON.stringify({ compilerOptions }));
    const args = ["check", "--quiet", "--config", configuration, "names.ts"];
    const { stderr } = await deno(args, folder);
    const unknown = stderr.matchAll(/Cannot find name '(\w+)'/g);
    const times = new Map<string, number>();
    for (const [, name = ""] of unknown) times.set(name, (times.get(name) ?? 0) + 1);
    // Neither a type nor a value.
    return names.filter((name) => times.get(name) !== 2);
  });
}

Deno.test("no public name hides a global one", async () => {
  const known = ["FetchEvent", "ErrorOptions", "Parameters", "Request", "fetch"];
  assertEquals(await globalsAmong(["NotAGlobalName", ...known]), known);
  const core = await namesOf("src/mod.ts");
  const names = new Set([...core, ...Object.values(PUBLIC_NAMES).flat()]);
  assertEquals(await globalsAmong([...names]), []);
});
