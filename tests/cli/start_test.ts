/** What is read and run before a command begins: it decides how long the program takes to start. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const TOP = new URL("../../", import.meta.url);

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly isDynamic?: boolean;
    readonly code?: { readonly specifier?: string };
  }[];
}

const { stdout } = await new Deno.Command(Deno.execPath(), {
  args: ["info", "--json", "src/cli/main.ts"],
  cwd: fileURLToPath(TOP),
}).output();
const { modules }: { modules: readonly Module[] } = JSON.parse(new TextDecoder().decode(stdout));
const byName = new Map(modules.map((module) => [module.specifier, module]));

/** What is run before one of the modules can be, themselves included, from the top of the project. */
function runFor(...paths: readonly string[]): string[] {
  const found = new Set<string>();
  const add = (specifier: string) => {
    if (found.has(specifier)) return;
    found.add(specifier);
    for (const { isDynamic, code } of byName.get(specifier)?.dependencies ?? []) {
      if (isDynamic !== true && code?.specifier !== undefined) add(code.specifier);
    }
  };
  for (const path of paths) {
    const { href } = new URL(path, TOP);
    assert(byName.has(href), `${path} is not reached`);
    add(href);
  }
  return [...found].map((specifier) => specifier.replace(TOP.href, ""));
}

Deno.test("help, version and completions run what tells commands apart, and no more", () => {
  const run = runFor("src/cli/main.ts");
  const foreign = run.filter((path) => !path.startsWith("src/"));
  assertEquals(foreign.map((path) => path.replace(/@[\d.]+/, "")).sort(), [
    "npm:deno-std/cli/parse_args.js",
    "npm:deno-std/text/levenshtein_distance.js",
  ]);
  const folders = new Set(run.map((path) => /^src\/.*(?=\/)/.exec(path)?.[0]));
  for (const work of ["client", "history", "fleet", "status", "config", "files", "cli/commands"]) {
    assert(!folders.has(`src/${work}`), work);
  }
  assert(run.length <= 45, `${run.length} modules`);
});

Deno.test("what checks a remembered site loads no module of Node, which takes Deno longer than its own start", () => {
  const run = runFor(
    "src/cli/main.ts",
    "src/cli/commands/test.ts",
    "src/cli/context/create_context.ts",
    "src/cli/context/configuration.ts",
    "src/cli/context/site.ts",
    "src/cli/output/human.ts",
    "src/client/connect.ts",
    "src/config/own_file.ts",
    "src/negotiate/remember.ts",
  );
  assertEquals(run.filter((path) => path.startsWith("node:")), []);
  for (const part of ["src/history/", "src/fleet/", "src/status/", "src/archive/", "src/stores/"]) {
    assertEquals(run.filter((path) => path.startsWith(part)), [], part);
  }
});
