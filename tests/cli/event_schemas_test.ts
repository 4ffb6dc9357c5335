import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { eventFault, eventJsonSchema } from "../../src/cli/output/event_schemas.ts";
import { cli } from "./fake_world.ts";

Deno.test("the examples of the manual are events", async () => {
  const manual = await Deno.readTextFile(new URL("../../docs/events.md", import.meta.url));
  const [, examples = ""] = /```json\n([^]*?)```/.exec(manual) ?? [];
  const lines = examples.trim().split("\n");
  assertEquals(lines.map((line) => eventFault(JSON.parse(line))), [undefined, undefined]);
});

const STEP = { schema: 1, type: "step", site: "a", step: 1, progress: 5, domain: "x", detail: "" };

Deno.test("a field more is no fault; another type, a missing field and another version are", () => {
  assertEquals(eventFault({ ...STEP, more: true }), undefined);
  for (const wrong of [{ progress: "5" }, { site: undefined }, { schema: 2 }, { type: "stop" }]) {
    assert(eventFault({ ...STEP, ...wrong }) !== undefined);
  }
});

Deno.test("the JSON Schema has every event, and what its fields mean", () => {
  const text = JSON.stringify(eventJsonSchema());
  assertStringIncludes(text, '"A step of a backup has been done"');
  assertStringIncludes(text, '"const":"error"');
});

Deno.test("documents have the version of their shapes; lists stay lists", async () => {
  for (const args of [["version"], ["help", "list"], ["doctor"]]) {
    const { stdout } = await cli([...args, "--json"]);
    assertEquals(stdout.slice(0, 12), '{"schema":1,', args.join(" "));
  }
  for (const args of [["help"], ["endpoints", "--product", "joomla"]]) {
    const { stdout } = await cli([...args, "--json"]);
    assert(Array.isArray(JSON.parse(stdout)), args.join(" "));
  }
});
