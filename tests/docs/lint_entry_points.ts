// deno-lint-ignore-file no-console -- it prints what it found
/**
 * Checks the documentation of the entry points of deno.json. Ends with 1 where one is faulty. Part of
 * `deno task check`.
 *
 * Each is checked by itself, since `deno doc --lint` with all of them at once would take a type that one
 * of them lacks from another. Only the two that share types out among them are checked with those that
 * they take them from: a name of the library is exported by one entry point alone, so that what is
 * frozen stays small. `./core` is no such place, because it is not frozen.
 */
import { fileURLToPath } from "node:url";

const TOP = new URL("../../", import.meta.url);
const configuration = await Deno.readTextFile(new URL("deno.json", TOP));
const [, entries = ""] = /"exports": \{([^}]*)\}/.exec(configuration) ?? [];
const entryPoints = Array.from(entries.matchAll(/"(\.\/[^"]+\.ts)"/g), ([, path = ""]) => path);

const MAIN = "./mod.ts";
const EVENTS = "./src/cli/output/event_schemas.ts";
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  [MAIN]: [EVENTS, "./src/archive/mod.ts", "./src/product/product.ts"],
  [EVENTS]: [MAIN, "./src/archive/mod.ts", "./src/product/product.ts"],
};

const results = await Promise.all([...entryPoints, "./plugins/mod.ts"].map(async (entryPoint) => {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["doc", "--quiet", "--lint", entryPoint, ...COMPANIONS[entryPoint] ?? []],
    cwd: fileURLToPath(TOP),
  });
  const { success, stderr } = await command.output();
  return { entryPoint, success, text: new TextDecoder().decode(stderr) };
}));

const faulty = results.filter(({ success }) => !success);
for (const { entryPoint, text } of faulty) console.error(`${entryPoint}\n${text}`);
if (entryPoints.length === 0 || faulty.length > 0) Deno.exit(1);
