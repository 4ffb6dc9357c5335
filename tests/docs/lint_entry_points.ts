// deno-lint-ignore-file no-console -- it prints what it found
/**
 * Checks the documentation of the entry points of deno.json. Ends with 1 where one is faulty. Part of
 * `deno task check`.
 *
 * Each is checked by itself, since `deno doc --lint` with all of them at once would take a type that one
 * of them lacks from another. Only some are checked together with those that have their types: most names
 * are exported by one entry point alone, so that what is frozen stays small. `./core` is none
 * to take types from, because it is not frozen.
 */
import { fileURLToPath } from "node:url";
import { configurationOf } from "../../packaging/npm_package.ts";

const TOP = new URL("../../", import.meta.url);
const { exports } = configurationOf(await Deno.readTextFile(new URL("deno.json", TOP)));
const entryPoints = Object.values(exports);

const MAIN = "./mod.ts";
const EVENTS = "./src/cli/output/event_schemas.ts";
const ARCHIVE = "./src/archive/mod.ts";
const PRODUCT = "./src/product/product.ts";
const FLEET = "./src/fleet/mod.ts";
const PLUGINS = "./plugins/mod.ts";

/** What has the types that an entry point takes from others. */
function companionsOf(entryPoint: string): readonly string[] {
  if (entryPoint === MAIN) return [EVENTS, ARCHIVE, PRODUCT];
  if (entryPoint === EVENTS) return [MAIN, ARCHIVE, PRODUCT];
  if (entryPoint === FLEET) return [MAIN, EVENTS, ARCHIVE, PRODUCT];
  return entryPoint.startsWith("./plugins/") ? [PRODUCT] : [];
}

const results = await Promise.all([...entryPoints, PLUGINS].map(async (entryPoint) => {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["doc", "--quiet", "--lint", entryPoint, ...companionsOf(entryPoint)],
    cwd: fileURLToPath(TOP),
  });
  const { success, stderr } = await command.output();
  return { entryPoint, success, text: new TextDecoder().decode(stderr) };
}));

const faulty = results.filter(({ success }) => !success);
for (const { entryPoint, text } of faulty) console.error(`${entryPoint}\n${text}`);
if (entryPoints.length === 0 || faulty.length > 0) Deno.exit(1);
