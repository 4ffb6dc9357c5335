import { findingOf } from "./property.ts";
import { TARGETS } from "./targets.ts";

/** The same inputs in every run, so that a change that breaks something is seen where it is made. */
const SEED = 20_260_101;

for (const { name: target, properties } of TARGETS) {
  for (const { name, runs, check } of properties) {
    Deno.test(`${target}: ${name}`, async () => {
      const finding = findingOf(await check({ seed: SEED, runs }));
      if (finding !== undefined) throw new Error(finding);
    });
  }
}
