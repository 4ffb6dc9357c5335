/** Every recorded exchange, repeated with the simulator of that version. */
import { assert, assertEquals } from "@std/assert";
import { TRANSCRIPTS } from "../support/transcripts.ts";
import { replay } from "./replay.ts";

/** Exchanges that the simulator answers differently, with the reason why that is left so. */
const DIFFERENT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "joomla-10.2.1": {},
  "joomla-9.3.3": {},
  "joomla-7.5.0.1": {},
  "wordpress-9.1.1": {},
};

for (const name of TRANSCRIPTS) {
  Deno.test(`the simulator answers as ${name} did`, async () => {
    const replayed = await replay(name);
    const different = replayed.filter(({ differences }) => differences.length > 0);
    const known = DIFFERENT[name] ?? {};
    const unexpected = different.filter((each) => known[each.name] === undefined);
    assertEquals(unexpected, []);
    const names = different.map((each) => each.name);
    assertEquals(Object.keys(known).filter((each) => !names.includes(each)), []);
    assert(different.length * 20 < replayed.length);
  });
}
