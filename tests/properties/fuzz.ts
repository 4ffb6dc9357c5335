// deno-lint-ignore-file no-console -- it prints what it does
/**
 * Looks for inputs that break a property, for as long as wanted. Ends with 1 and the smallest input
 * where it finds one.
 *
 *     deno task fuzz [--minutes 10] [--seed N] [--target NAME]
 */
import { parseArgs } from "@std/cli/parse-args";
import { findingOf } from "./property.ts";
import { TARGETS } from "./targets.ts";

const options = parseArgs(Deno.args, {
  string: ["target"],
  default: { minutes: 10, seed: Math.floor(Math.random() * 0x7fffffff) },
});
const [minutes, seed] = [Number(options["minutes"]), Number(options["seed"])];
const wanted = options["target"];
const targets = TARGETS.filter(({ name }) => wanted === undefined || name === wanted);
if (targets.length === 0) {
  console.error(`There is no target ${wanted}, but ${TARGETS.map(({ name }) => name).join(", ")}`);
  Deno.exit(2);
}
console.log(`seed ${seed}, ${minutes} minutes for each of ${targets.length} targets`);
let findings = 0;
for (const { name: target, properties } of targets) {
  for (const { name, check } of properties) {
    const time = minutes * 60_000 / properties.length;
    const details = await check({ seed, runs: Number.MAX_SAFE_INTEGER, time });
    const finding = findingOf(details);
    console.log(
      `${target}: ${name}: ${finding === undefined ? "ok" : "FAILED"}, ${details.numRuns} inputs`,
    );
    if (finding === undefined) continue;
    findings++;
    console.error(finding);
  }
}
Deno.exit(findings === 0 ? 0 : 1);
