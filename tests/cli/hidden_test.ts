/** What Deno reads before it runs the command line: it may not be more than short commands can bear. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const TOP = new URL("../../", import.meta.url);
const HIDDEN = "src/cli/context/hidden.ts";

interface Graph {
  readonly roots: readonly string[];
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly { readonly code?: { readonly specifier?: string } }[];
  }[];
}

async function graphOf(entry: string): Promise<Graph> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    cwd: fileURLToPath(TOP),
  }).output();
  assert(success, entry);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** The modules of the project whose code Deno reads because of one of them, `import()` included. */
async function readFor(entry: string): Promise<Set<string>> {
  const { roots, modules } = await graphOf(entry);
  // It tells of modules that only types come from, too.
  const next = new Map(modules.map(({ specifier, dependencies = [] }) => [
    specifier,
    dependencies.flatMap(({ code }) => code?.specifier ?? []),
  ]));
  const found = new Set<string>();
  const visit = (url: string): void => {
    if (found.has(url) || !url.startsWith(TOP.href)) return;
    found.add(url);
    next.get(url)?.forEach(visit);
  };
  roots.forEach(visit);
  return new Set([...found].map((url) => url.slice(TOP.href.length)));
}

const hidden = (await Deno.readTextFile(new URL(HIDDEN, TOP)))
  .matchAll(/import\("(?:\.\.\/)+([^"]+)" as string\)/g)
  .map(([, path]) => `src/${path}`).toArray();

Deno.test("the modules that are hidden from Deno are not read before they are needed", async () => {
  assert(hidden.length >= 5, `${hidden}`);
  const all = await readFor("src/cli/main.ts");
  assert(all.has(HIDDEN) && all.size > 100);
  assertEquals(hidden.filter((path) => all.has(path)), []);
  assertEquals([...all].filter((path) => path.startsWith("src/simulator/")), []);
});

Deno.test("each of them is part of an entry point of the library, so that packages have it", async () => {
  const entries = await Promise.all(["mod.ts", "src/simulator/mod.ts"].map(readFor));
  assertEquals(hidden.filter((path) => !entries.some((all) => all.has(path))), []);
});
