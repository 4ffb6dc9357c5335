// deno-lint-ignore-file no-console -- it prints what it found
/**
 * Breaks each rule on purpose, in a copy, and looks whether its tests see it. Ends with 1 where they
 * do not.
 *
 *     deno task mutate [words of a rule]
 */
import { join } from "node:path";
import { MUTATIONS } from "./mutations.ts";

const TOP = new URL("../../", import.meta.url).pathname;
const wanted = Deno.args.join(" ");
const copy = await Deno.makeTempDir({ prefix: "sitehaul-mutate-" });

async function passes(tests: readonly string[]): Promise<boolean> {
  const args = ["test", "--quiet", "--no-check", "--fail-fast", "--parallel", "-A", ...tests];
  const { success } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: copy,
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}

let unseen = 0;
try {
  const files = ["src", "plugins", "tests", "examples", "docs", "mod.ts", "deno.json", "deno.lock"];
  const { success } = await new Deno.Command("cp", {
    args: ["-r", ...files.map((file) => join(TOP, file)), copy],
  }).output();
  if (!success) throw new Error("cannot copy the project");
  for (const { rule, file, find, replace, tests } of MUTATIONS) {
    if (!rule.includes(wanted)) continue;
    const path = join(copy, file);
    const before = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, before.replace(find, () => replace));
    const isUnseen = await passes(tests);
    await Deno.writeTextFile(path, before);
    console.log(`${isUnseen ? "NOT SEEN" : "seen    "} ${rule}`);
    if (isUnseen) unseen++;
  }
} finally {
  await Deno.remove(copy, { recursive: true });
}
console.log(unseen === 0 ? "every rule is guarded" : `${unseen} rules can be broken unseen`);
Deno.exit(unseen === 0 ? 0 : 1);
