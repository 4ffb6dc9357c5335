// deno-lint-ignore-file no-console -- it prints a table
/**
 * Runs the tests, and shows how much of each folder they have run. Ends with 1 where a test fails, or
 * where a folder that is guarded falls short.
 *
 *     deno task coverage
 */
import { join } from "node:path";
import { foldersOf, GUARDED, tooLow } from "./folders.ts";

const TOP = new URL("../../", import.meta.url).pathname;

async function deno(...args: readonly string[]): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: TOP,
    stdin: "null",
    stdout: "null",
  }).output();
  return success;
}

const data = await Deno.makeTempDir({ prefix: "sitehaul-coverage-" });
try {
  const [profiles, report] = [join(data, "profiles"), join(data, "lcov")];
  const passed = await deno(
    "test",
    "-A",
    "--quiet",
    "--no-check",
    "--parallel",
    `--coverage=${profiles}`,
    "tests",
  );
  if (!await deno("coverage", profiles, "--lcov", `--output=${report}`)) {
    throw new Error("there is no report of the coverage");
  }
  const folders = foldersOf(await Deno.readTextFile(report), TOP);
  console.log(`${"".padEnd(24)}branches   lines`);
  for (const { folder, branches, lines } of folders) {
    if (!/^(src|plugins)\b/.test(folder)) continue;
    const figures = [branches, lines].map((figure) => figure.toFixed(1).padStart(8)).join("");
    console.log(
      `${folder.padEnd(24)}${figures}${folder in GUARDED ? `   at least ${GUARDED[folder]}` : ""}`,
    );
  }
  const low = tooLow(folders);
  if (low.length > 0) console.error(`too low: ${low.join(", ")}`);
  if (!passed) console.error("a test fails: deno task test");
  Deno.exitCode = passed && low.length === 0 ? 0 : 1;
} finally {
  await Deno.remove(data, { recursive: true });
}
