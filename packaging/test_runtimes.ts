/**
 * Runs tests/runtimes with all that is made of the program: the one file on Deno, the npm package on
 * every runtime that `.ci/runtimes` has installed, and the one binary that Bun makes.
 *
 *     deno task test:runtimes [WORDS OF deno test]
 */
import { join } from "node:path";
import { type Program, PROGRAMS_VARIABLE } from "../tests/runtimes/program.ts";
import { BUNDLE, bundle } from "./bundle.ts";
import { BINARY, compileWith, findBun } from "./compile_bun.ts";
import { BIN } from "./npm_package.ts";
import { expect, inFolder, leftOut, status } from "./checks.ts";
import { installPackage } from "./npm_check.ts";
import { TOP } from "./made.ts";
import { RUN_FLAGS } from "./run_flags.ts";
import { findRuntime, NOT_INSTALLED, RUNTIMES } from "./runtimes.ts";

/** The programs to test, from the package in a folder. */
async function programsFor(folder: string): Promise<Program[]> {
  await bundle();
  const programs: Program[] = [{
    name: "Deno (one file)",
    command: [Deno.execPath(), "run", "--quiet", "--no-prompt", ...RUN_FLAGS, join(TOP, BUNDLE)],
  }];
  for (const each of RUNTIMES) {
    const runtime = await findRuntime(each);
    if (runtime === undefined) {
      leftOut(`${each} ${NOT_INSTALLED}`);
      continue;
    }
    const { name, path } = runtime;
    const modules = { runtime: [path], folder: `${folder}/`, ending: ".js" } as const;
    programs.push({ name, command: [path, join(folder, BIN.path)], modules });
  }
  const bun = await findBun();
  if (bun !== undefined && await compileWith(bun)) {
    programs.push({ name: "Bun (one binary)", command: [join(TOP, BINARY)] });
  }
  return programs;
}

await inFolder(async (folder) => {
  const programs = await programsFor(await installPackage(folder));
  const allowed = ["net=127.0.0.1,localhost", "read", "write", "env", "run", "sys"]
    .map((name) => `--allow-${name}`);
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--quiet", "--parallel", ...allowed, ...Deno.args, "tests/runtimes"],
    cwd: TOP,
    env: { [PROGRAMS_VARIABLE]: JSON.stringify(programs) },
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
  const names = programs.map(({ name }) => name).join(", ");
  expect(`the command works on ${names}`, { code, said: "" }, /^/);
});
Deno.exit(status());
