// deno-lint-ignore-file no-console -- it prints what became of each
/** Decodes every bomb in every API version; run in a process with little memory. */
import { codecFor } from "../../src/codecs/mod.ts";
import { isSitehaulError } from "../../src/base/errors.ts";
import { BOMBS } from "./bombs.ts";

for (const [what, text] of Object.entries(BOMBS)) {
  for (const api of [1, 2, 3] as const) {
    try {
      codecFor(api).decode(text);
      console.log(`${what}, API version ${api}: decoded`);
    } catch (error) {
      console.log(`${what}, API version ${api}: ${isSitehaulError(error) ? error.code : error}`);
    }
  }
}

// What the parser needs besides the heap counts as well.
const [, peak = ""] = /VmHWM:\s+(\d+) kB/.exec(Deno.readTextFileSync("/proc/self/status")) ?? [];
console.log(`peak ${Math.round(Number(peak) / 1024)} MiB`);
