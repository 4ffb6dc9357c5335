/**
 * Makes one file of the program and all that it is built of: dist/sitehaul.js. `deno run` needs no
 * network and no cache for it.
 *
 *     deno task bundle
 */
import { builtinModules } from "node:module";
import { join } from "node:path";
import { tellMade, TOP } from "./made.ts";
import { configurationOf } from "./npm_package.ts";

/** Where the bundle is, from the top of the project. */
export const BUNDLE = "dist/sitehaul.js";

/** What is to be one file. */
const PROGRAM = "src/cli/main.ts";

/** Not in any bundle: what ssh2 would build natively is faster, and not needed; the npm package alone has undici. */
const LEFT_OUT: readonly string[] = ["*.node", "cpu-features", "undici"];

/**
 * Makes one file of the program, in which every module, also of the runtime, is run only when something
 * first needs it: what `--help` does not use costs it nothing but reading.
 *
 * @param output the file to write
 * @param external packages that stay outside, for the runtime to find
 * @throws {Error} with the words of Deno
 */
export async function makeBundle(output: string, external: readonly string[] = []): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "sitehaul-bundle-" });
  try {
    const config = await configurationIn(folder);
    // `--quiet` leaves out a warning about asn1, a part of ssh2, in code that is not used here.
    const kind = ["--quiet", "--config", config, "--platform", "deno", "--minify"];
    const outside = [...LEFT_OUT, ...external].flatMap((name) => ["--external", name]);
    const made = join(folder, "made.js");
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", ...kind, ...outside, "--output", made, PROGRAM],
      cwd: TOP,
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
    await Deno.writeTextFile(output, withLazyRequire(await Deno.readTextFile(made)));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Writes deno.json with other modules in place of the runtime's. An import of one of those is always run
 * first, and all of them take Deno as long as the rest of its start; these ask for it where they are run.
 */
async function configurationIn(folder: string): Promise<string> {
  const { imports } = configurationOf(await Deno.readTextFile(join(TOP, "deno.json")));
  const lazy = builtinModules.filter((name) => !name.startsWith("_")).map((name) => {
    const specifier = `node:${name.replace(/^node:/, "")}`;
    return { specifier, path: join(folder, `${specifier.replaceAll(/\W/g, "_")}.cjs`) };
  });
  for (const { specifier, path } of lazy) await Deno.writeTextFile(path, lazyModule(specifier));
  const paths = Object.fromEntries(lazy.map(({ specifier, path }) => [specifier, path]));
  // With it, packages are checked as in any other run; what Deno adds to it is not kept.
  await Deno.copyFile(join(TOP, "deno.lock"), join(folder, "deno.lock"));
  const config = join(folder, "deno.json");
  await Deno.writeTextFile(config, JSON.stringify({ imports: { ...imports, ...paths } }));
  return config;
}

function lazyModule(specifier: string): string {
  return `module.exports = process.getBuiltinModule(${JSON.stringify(specifier)});\n`;
}

/** What Deno puts before packages that call `require()`, whatever becomes of them. */
const REQUIRE =
  /import\s*\{\s*createRequire as (\w+)\s*\}\s*from\s*"node:module";\s*var (\w+)\s*=\s*\1\(import\.meta\.url\);/;

/**
 * The same bundle, which makes `require()` only when something calls it.
 *
 * @throws {Error} when Deno (observed: 2.9.6) writes it in another way by now
 */
export function withLazyRequire(bundle: string): string {
  if (!bundle.includes("createRequire as ")) return bundle;
  if (!REQUIRE.test(bundle)) throw new Error("the bundle makes require() in an unknown way");
  return bundle.replace(
    REQUIRE,
    (_, __, name) =>
      `var ${name}=id=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(id);`,
  );
}

/** Makes {@linkcode BUNDLE}. */
export async function bundle(): Promise<void> {
  await Deno.mkdir(join(TOP, "dist"), { recursive: true });
  await makeBundle(join(TOP, BUNDLE));
  await tellMade(BUNDLE);
}

if (import.meta.main) await bundle();
