import { assertEquals } from "@std/assert";
import { MUTATIONS } from "./mutations.ts";

const TOP = new URL("../../", import.meta.url);

Deno.test("every place where a rule could be broken is there, once", () => {
  const lost = MUTATIONS.filter(({ file, find }) =>
    Deno.readTextFileSync(new URL(file, TOP)).split(find).length !== 2
  );
  assertEquals(lost.map(({ rule }) => rule), []);
});

Deno.test("every test that guards a rule is there", () => {
  const tests = new Set(MUTATIONS.flatMap((mutation) => mutation.tests));
  for (const path of tests) Deno.statSync(new URL(path, TOP));
});
