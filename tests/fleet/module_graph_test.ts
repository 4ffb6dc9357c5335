/** What the library loads: whoever backs up one site loads nothing of fleets and histories. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const TOP = new URL("../../", import.meta.url);

interface Graph {
  readonly roots: readonly string[];
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly { readonly code?: { readonly specifier?: string } }[];
  }[];
}

/** What is loaded, at once or later; what is imported for its types alone is not. */
async function modulesOf(entryPoint: string): Promise<readonly string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entryPoint],
    cwd: fileURLToPath(TOP),
  }).output();
  const { roots, modules } = JSON.parse(new TextDecoder().decode(stdout)) as Graph;
  const known = new Map(modules.map((each) => [each.specifier, each]));
  const reached = new Set(roots);
  for (const specifier of reached) {
    for (const { code } of known.get(specifier)?.dependencies ?? []) {
      if (code?.specifier !== undefined) reached.add(code.specifier);
    }
  }
  return [...reached].map((specifier) => specifier.replace(TOP.href, ""));
}

Deno.test("neither the library nor its core reaches a fleet, a history, SQLite or Temporal", async () => {
  for (const entryPoint of ["mod.ts", "src/mod.ts"]) {
    const modules = await modulesOf(entryPoint);
    assert(modules.includes("src/client/site.ts"), entryPoint);
    const reached = modules.filter((each) =>
      /^src\/(?:fleet|history|status)\/|^node:sqlite/.test(each)
    );
    assertEquals(reached, [], entryPoint);
  }
  // What reads time zones may, and is loaded by itself: runtimes have it only lately.
  for (const module of await modulesOf("mod.ts")) {
    if (!module.endsWith(".ts") || module.includes(":")) continue;
    const text = await Deno.readTextFile(new URL(module, TOP));
    assert(!/\bTemporal\b/.test(text.replace(/\/\*[^]*?\*\/|\/\/.*/g, "")), module);
  }
  assert((await modulesOf("src/fleet/mod.ts")).includes("src/history/sqlite.ts"));
});
