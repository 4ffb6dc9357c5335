// deno-lint-ignore-file no-console -- it says why nothing was made
/**
 * Compiles the bundle into a program of its own for this system, dist/sitehaul, with Bun: where Deno's
 * base binary cannot be fetched. Bun comes from the npm registry, by `.ci/runtimes`, or is the one that
 * is installed here.
 *
 *     deno task compile:bun
 */
import { join } from "node:path";
import { BUNDLE, bundle } from "./bundle.ts";
import { run } from "./checks.ts";
import { tellMade, TOP } from "./made.ts";
import { findRuntime, RUNTIMES } from "./runtimes.ts";

/** Where the program goes, from the top of the project. */
export const BINARY: string = Deno.build.os === "windows" ? "dist/sitehaul.exe" : "dist/sitehaul";

/**
 * Bytecode has the program start in a third of the time. Without the last two, whoever fills the folder in
 * which it is run could change what it does.
 */
const ARGUMENTS: readonly string[] = [
  ...["build", "--compile", "--target=bun", "--minify", "--bytecode", "--format=esm"],
  ...["--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig"],
];

/** The path of Bun; `undefined` where there is none. */
export async function findBun(): Promise<string | undefined> {
  const name = RUNTIMES.find((each) => each.startsWith("bun@")) ?? "";
  const installed = await findRuntime(name);
  if (installed !== undefined) return installed.path;
  const isHere = await run("bun", ["--version"]).then(({ code }) => code === 0, () => false);
  return isHere ? "bun" : undefined;
}

/** Compiles the bundle, which has to be there. */
export async function compileWith(bun: string): Promise<boolean> {
  const { code, said } = await run(bun, [...ARGUMENTS, BUNDLE, "--outfile", join(TOP, BINARY)]);
  if (code !== 0) console.error(said.trim());
  return code === 0;
}

if (import.meta.main) {
  const bun = await findBun();
  if (bun === undefined) {
    console.error("Bun is not installed here: .ci/runtimes installs it from the npm registry");
    Deno.exit(1);
  }
  await bundle();
  if (!await compileWith(bun)) Deno.exit(1);
  await tellMade(BINARY);
}
