/** Nothing that a site says moves the cursor, turns the text round or hides in it, in any output. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { oneLine } from "../../src/cli/output/plain.ts";
import { jsonText } from "../../src/cli/output/json_text.ts";
import { quoted, toOneLine } from "../../src/base/message_text.ts";
import { cli } from "./fake_world.ts";

const SITE = "https://www.example.com/";

/** C1 controls, DEL, what turns the direction, what has no width, tags. */
const UNSEEN = [
  "\u0007",
  "\u001b[2J",
  "\u007f",
  "\u0085",
  "\u009b2J",
  "\u061c",
  "\u180e",
  "\u200b",
  "\u200e",
  "\u202e",
  "\u2028",
  "\u2066",
  "\ufeff",
  "\u{e0041}\u{e007f}",
];
const PLANTED = `before${UNSEEN.join("x")}after`;

// deno-lint-ignore no-control-regex -- these are what is looked for
const SHOWN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]|\p{Cf}/u;

function transportOf() {
  const simulator = createSimulator({
    product: "joomla",
    version: "10.2.1",
    profiles: [{ id: 1, name: PLANTED }],
  });
  simulator.site.addRecord({ description: PLANTED, comment: PLANTED });
  return simulator;
}

Deno.test.each<[string, string[]]>([
  ["list", []],
  ["show", ["1"]],
  ["profiles", []],
])("%s shows nothing of it, in JSON and as text, and JSON keeps the value", async (name, rest) => {
  const { handle: transport } = transportOf();
  const variables = { SITEHAUL_SECRET: DEFAULT_SECRET };
  const text = await cli([name, SITE, ...rest], { transport, variables });
  const json = await cli([name, SITE, ...rest, "--json"], { transport, variables });
  for (const { status, stdout, stderr } of [text, json]) {
    assertEquals([status, SHOWN.exec(`${stdout}${stderr}`)], [0, null]);
    assertStringIncludes(stdout, "before");
  }
  assertStringIncludes(
    JSON.stringify(JSON.parse(json.stdout)),
    JSON.stringify(PLANTED).slice(1, -1),
  );
});

Deno.test("an exported profile is printed so that nothing in it is obeyed", async () => {
  const configuration = JSON.stringify({ a: PLANTED });
  const { handle: transport } = createSimulator({
    product: "joomla",
    version: "10.2.1",
    profiles: [{ id: 1, name: PLANTED, configuration }],
  });
  const variables = { SITEHAUL_SECRET: DEFAULT_SECRET };
  for (const flags of [[], ["--json"]]) {
    const { stdout } = await cli(["profiles", "export", SITE, "1", ...flags], {
      transport,
      variables,
    });
    assertEquals(SHOWN.exec(stdout), null);
    assertEquals(JSON.parse(stdout).configuration, configuration);
  }
});

Deno.test("errors and events of a hostile site show nothing of it", async () => {
  const simulator = transportOf();
  simulator.arm({ match: { method: "stepBackup" }, warnings: [PLANTED] });
  simulator.arm({ match: { method: "stepBackup", nth: 3 }, backupError: PLANTED });
  const variables = { SITEHAUL_SECRET: DEFAULT_SECRET };
  for (const flags of [[], ["--json"], ["--debug"]]) {
    const { stdout, stderr } = await cli(["backup", SITE, "--force", ...flags], {
      transport: simulator.handle,
      variables,
    });
    assertEquals(SHOWN.exec(`${stdout}${stderr}`), null, flags.join());
  }
});

Deno.test("texts for messages and lines are free of it", () => {
  for (const shown of [oneLine(PLANTED), toOneLine(PLANTED), quoted(PLANTED), jsonText(PLANTED)]) {
    assertEquals(SHOWN.exec(shown), null, JSON.stringify(shown));
  }
  assertEquals(JSON.parse(jsonText({ [PLANTED]: [PLANTED] })), { [PLANTED]: [PLANTED] });
  assert(jsonText("a\u{1f600}b\u00e4") === '"a\u{1f600}b\u00e4"');
});
