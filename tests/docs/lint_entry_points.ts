// deno-lint-ignore-file no-console -- it prints what it found
/**
 * Checks the documentation of each entry point of deno.json by itself: `deno doc --lint` with all of
 * them at once would take a type that one of them lacks from another. Ends with 1 where one is
 * faulty. Part of `deno task check`.
 */
import { fileURLToPath } from "node:url";

const TOP = new URL("../../", import.meta.url);
const configuration = await Deno.readTextFile(new URL("deno.json", TOP));
const [, entries = ""] = /"exports": \{([^}]*)\}/.exec(configuration) ?? [];
const entryPoints = Array.from(entries.matchAll(/"(\.\/[^"]+\.ts)"/g), ([, path = ""]) => path);

const results = await Promise.all([...entryPoints, "./plugins/mod.ts"].map(async (entryPoint) => {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["doc", "--quiet", "--lint", entryPoint],
    cwd: fileURLToPath(TOP),
  });
  const { success, stderr } = await command.output();
  return { entryPoint, success, text: new TextDecoder().decode(stderr) };
}));

const faulty = results.filter(({ success }) => !success);
for (const { entryPoint, text } of faulty) console.error(`${entryPoint}\n${text}`);
if (entryPoints.length === 0 || faulty.length > 0) Deno.exit(1);
